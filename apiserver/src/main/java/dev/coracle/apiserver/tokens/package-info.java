/**
 * Service account tokens: the key they are signed with, which the store keeps for all servers over it, how they are made
 * and how they are checked.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.tokens.ServiceAccountTokens}. Safe for any thread.
 */
@NullMarked
package dev.coracle.apiserver.tokens;

import org.jspecify.annotations.NullMarked;
