/**
 * What is known of a request before anything serves it: what it asks for, whose it is, how it is told from others, and by
 * when it is to be answered. Start reading at {@link dev.coracle.apiserver.request.RequestScope}. Values only, which
 * travel from the socket to the write.
 */
@NullMarked
package dev.coracle.apiserver.request;

import org.jspecify.annotations.NullMarked;
