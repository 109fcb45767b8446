/**
 * What every request passes before it is served. Start reading at {@link dev.coracle.apiserver.filters.ServerFilters}, which
 * lists them in their order; a new one is a {@link dev.coracle.apiserver.http.Filter} and a row there. Filters run on the
 * exchange's event loop and are used by all of them.
 */
@NullMarked
package dev.coracle.apiserver.filters;

import org.jspecify.annotations.NullMarked;
