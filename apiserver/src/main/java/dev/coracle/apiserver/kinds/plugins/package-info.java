/**
 * The admission plugins that a real server runs by default, as far as they are written, in upstream's order (v1.36).
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.plugins.AdmissionPlugins}, the one table. A new plugin is a class
 * and a row. Those of quotas and limits live in {@code kinds.quota}, with what they share. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.plugins;

import org.jspecify.annotations.NullMarked;
