/**
 * The kinds of apiregistration.k8s.io: which group versions are served, and by whom.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.registration.RegistrationKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.registration;

import org.jspecify.annotations.NullMarked;
