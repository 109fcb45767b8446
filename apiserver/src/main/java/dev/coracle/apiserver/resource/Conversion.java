package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Turns an object of one served version into the stored one and back, in place. Sets {@code apiVersion} too. */
public interface Conversion {
    /** The served version is the stored version. */
    Conversion NONE = new Conversion() {
        @Override
        public void toStored(ObjectNode object) {}

        @Override
        public void fromStored(ObjectNode object) {}
    };

    void toStored(ObjectNode object);

    void fromStored(ObjectNode object);

    /** The stored version's name of a field that a selector names in this version; empty for one it does not have. */
    default Optional<String> selectableField(String label) {
        return Optional.of(label);
    }
}
