/**
 * The kinds that hold configuration: ConfigMap, Secret, ServiceAccount.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.config.ConfigKinds}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.config;

import org.jspecify.annotations.NullMarked;
