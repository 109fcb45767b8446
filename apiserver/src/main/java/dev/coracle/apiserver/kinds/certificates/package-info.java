/**
 * Certificate signing requests: who may write which part of their status.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.certificates.CertificateKinds}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.certificates;

import org.jspecify.annotations.NullMarked;
