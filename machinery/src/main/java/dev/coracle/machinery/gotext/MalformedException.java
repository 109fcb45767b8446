package dev.coracle.machinery.gotext;

import java.io.IOException;

/** A document is not what it is to be; the message is that of Go's decoder. */
public final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
