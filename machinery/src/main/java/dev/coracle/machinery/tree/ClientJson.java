package dev.coracle.machinery.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Readers of JSON whose names a client chose. Jackson's own keep a table of the names they have met, which all users of
 * one factory share: names made to collide fill it up, and whoever comes next is refused. These keep none, so what one
 * client sends is nothing to another. Immutable.
 */
public final class ClientJson {
    private ClientJson() {}

    /** A factory to be configured further. */
    public static JsonFactoryBuilder factory() {
        return (JsonFactoryBuilder) JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    }

    public static ObjectMapper mapper() {
        return new ObjectMapper(factory().build());
    }
}
