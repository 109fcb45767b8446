/**
 * The kinds of admissionregistration.k8s.io. They are checked and kept; expressions are not compiled here.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.admission.AdmissionKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.admission;

import org.jspecify.annotations.NullMarked;
