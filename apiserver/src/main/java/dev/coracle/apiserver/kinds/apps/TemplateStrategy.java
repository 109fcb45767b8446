package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/**
 * What all kinds share that keep pods of a template alive: each write prepares the template, and what is odd about a template
 * is told where it is new.
 */
interface TemplateStrategy extends Strategy {
    static JsonNode template(ObjectNode object) {
        return Tree.get(Tree.spec(object), "template");
    }

    @Override
    default void prepareForCreate(WriteContext context, ObjectNode object) {
        Strategy.super.prepareForCreate(context, object);
        PodTemplates.prepare(template(object));
    }

    @Override
    default void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodTemplates.prepare(template(object));
    }

    @Override
    default List<String> warnings(ObjectNode object) {
        return WorkloadWarnings.nameAndTemplate(object);
    }

    @Override
    default List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return WorkloadWarnings.changedTemplate(object, old);
    }
}
