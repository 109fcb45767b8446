/**
 * What the controllers share: the shape of a controller, label selectors, facts about pods, and how an owner claims the
 * objects its selector matches. Pure functions and values, except for {@link dev.coracle.controllers.core.Controller}.
 */
@NullMarked
package dev.coracle.controllers.core;

import org.jspecify.annotations.NullMarked;
