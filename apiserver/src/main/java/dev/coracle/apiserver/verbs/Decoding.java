package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.registry.Served;
import java.util.function.Consumer;

/** Turns bodies into trees: the verbs' one door to the decoder. */
interface Decoding {
    /** A body that is to be an object of the target's kind and version. */
    ObjectNode object(byte[] body, String contentType, Served target, String validation, Consumer<String> warnings);

    /** A body of another kind: options, a Scale, a Binding. */
    ObjectNode document(byte[] body, String contentType);

    /** Checks what a patch has made. */
    void check(ObjectNode object, Served target, String validation, Consumer<String> warnings);
}
