package dev.coracle.apiserver.decode;

import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.gotext.MalformedException;

/** How deep a reader is in objects and lists, and how many it has met. Confined to one reader. */
final class Nesting {
    /** Trees are walked by recursion; no object of the API comes near this. */
    private static final int MAX_DEPTH = 500;

    /**
     * Two bytes make an empty object, and a hundred times as much of memory. Ten times as many as the largest definitions
     * of custom resources have.
     */
    private static final int MAX_CONTAINERS = 150_000;

    private int depth;
    private int containers;

    void enter() throws MalformedException {
        enter("");
    }

    /**
     * Begins an object or a list.
     *
     * @param prefix of the error
     * @throws MalformedException when it is too deep
     * @throws ApiException 413 when there are too many
     */
    void enter(String prefix) throws MalformedException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedException(prefix + "exceeded max depth of " + MAX_DEPTH);
        }
        if (++containers > MAX_CONTAINERS) {
            throw ApiException.tooLarge(
                    "Request entity too large: it holds more than " + MAX_CONTAINERS + " objects and lists");
        }
    }

    void leave() {
        depth--;
    }
}
