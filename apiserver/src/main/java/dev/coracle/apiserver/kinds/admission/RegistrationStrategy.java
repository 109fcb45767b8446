package dev.coracle.apiserver.kinds.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import java.util.List;

/** What all kinds of this group share: whoever writes one is told that nothing comes of it here. */
interface RegistrationStrategy extends Strategy {
    @Override
    default List<String> warnings(ObjectNode object) {
        return List.of("Coracle calls no admission webhooks and evaluates no admission policies: this has no effect");
    }
}
