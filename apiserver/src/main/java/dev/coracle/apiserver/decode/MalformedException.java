package dev.coracle.apiserver.decode;

import java.io.IOException;

/** The document is not JSON, or its root is no object; the message is Go's. */
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }
}
