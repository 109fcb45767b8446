/**
 * Roles and who has them: the kinds of group {@code rbac.authorization.k8s.io}.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.rbac.RbacKinds}. Stateless. What the rules allow is decided
 * elsewhere.
 */
@NullMarked
package dev.coracle.apiserver.kinds.rbac;

import org.jspecify.annotations.NullMarked;
