package dev.coracle.machinery.protobuf;

import java.io.IOException;

/** Bytes that are no message of the expected kind. */
public final class ProtobufException extends IOException {
    private static final long serialVersionUID = 1;

    ProtobufException(String message) {
        super(message);
    }
}
