/** Gives every namespace its {@code default} service account. */
@NullMarked
package dev.coracle.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
