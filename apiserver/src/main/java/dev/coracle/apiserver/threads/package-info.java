/** Threads of the server besides its event loops: the one place where they are made, named and bounded. */
@NullMarked
package dev.coracle.apiserver.threads;

import org.jspecify.annotations.NullMarked;
