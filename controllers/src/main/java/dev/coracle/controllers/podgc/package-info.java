/** Deletes pods nobody looks after any more: those bound to a node that is gone, and too many that have ended. */
@NullMarked
package dev.coracle.controllers.podgc;

import org.jspecify.annotations.NullMarked;
