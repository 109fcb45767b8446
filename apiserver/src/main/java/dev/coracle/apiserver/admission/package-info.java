/**
 * Admission: what may change or refuse a request after it is understood and before it is done, whatever its kind. A plugin
 * says which operations on which resources concern it; {@link dev.coracle.apiserver.admission.AdmissionChain} asks those
 * in their order, first all to change the object and later all whether it may be. Which there are, and in which order,
 * is the table {@code kinds.plugins.AdmissionPlugins}.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.admission.AdmissionPlugin}. Plugins are called from several event loops
 * and must not block; one that has to wait returns a future.
 */
@NullMarked
package dev.coracle.apiserver.admission;

import org.jspecify.annotations.NullMarked;
