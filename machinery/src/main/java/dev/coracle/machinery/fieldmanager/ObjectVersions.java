package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import org.jspecify.annotations.Nullable;

/** The versions an object is owned in, and the way from one to another. */
public interface ObjectVersions {
    /** The fields of a version; null when there is no such version any more. */
    @Nullable
    Schema schema(String apiVersion);

    /**
     * The object in a version there is.
     *
     * @param object says in {@code apiVersion} which version it is in; not changed
     * @return the same object when it is in that version
     */
    ObjectNode convert(ObjectNode object, String apiVersion);
}
