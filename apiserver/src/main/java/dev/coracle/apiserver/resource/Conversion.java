package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

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
}
