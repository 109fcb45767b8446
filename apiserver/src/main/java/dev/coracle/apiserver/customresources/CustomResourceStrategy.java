package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Defaulting;
import dev.coracle.apiserver.customresources.structural.Pruning;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ScalePaths;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.tree.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one version of a custom resource adds to the pipeline: the rules of apiextensions' strategy (v1.36). Immutable. */
final class CustomResourceStrategy implements Strategy {
    private static final Set<String> STANDARD_FINALIZERS = Set.of("orphan", "foregroundDeletion", "kubernetes");

    private final Structural schema;
    private final StoredForm form;
    private final SchemaRules rules;
    private final ScalePaths scale;
    private final Map<String, List<String>> replicas;
    private final TableColumns columns;
    private final Map<String, Function<ObjectNode, String>> selectable;
    private final String deprecation;
    private final boolean hasStatus;
    private final boolean hasScale;
    private final BooleanSupplier terminating;
    private final @Nullable WriteThreads threads;

    private CustomResourceStrategy(
            ObjectNode crd, JsonNode version, VersionedForms forms, BooleanSupplier terminating) {
        this.threads = forms.threads();
        String name = Tree.text(version, "name");
        JsonNode subresources = Tree.get(version, "subresources");
        this.schema = forms.schema(name);
        this.form = forms.of(name);
        this.rules = new SchemaRules(schema);
        this.hasStatus = Tree.has(subresources, "status");
        this.hasScale = Tree.has(subresources, "scale");
        this.scale = scalePaths(version);
        this.replicas = replicas(crd);
        this.columns = CustomColumns.of(Tree.get(version, "additionalPrinterColumns"));
        this.selectable = SelectableFields.of(Tree.get(version, "selectableFields"));
        this.deprecation = Deprecation.warning(Tree.spec(crd), version);
        this.terminating = terminating;
    }

    private static ScalePaths scalePaths(JsonNode version) {
        JsonNode scale = Tree.get(version, "subresources", "scale");
        return ScalePaths.parse(
                Tree.text(scale, "specReplicasPath"),
                Tree.text(scale, "statusReplicasPath"),
                Tree.text(scale, "labelSelectorPath"));
    }

    private static Map<String, List<String>> replicas(JsonNode crd) {
        Map<String, List<String>> paths = new HashMap<>();
        for (JsonNode version : Tree.get(Tree.spec(crd), "versions")) {
            if (Tree.has(Tree.get(version, "subresources"), "scale")) {
                paths.put(
                        Tree.text(Tree.spec(crd), "group") + "/" + Tree.text(version, "name"),
                        scalePaths(version).specReplicas());
            }
        }
        return Map.copyOf(paths);
    }

    /** @param terminating whether the definition is being emptied just now */
    static CustomResourceStrategy of(
            ObjectNode crd, JsonNode version, VersionedForms forms, BooleanSupplier terminating) {
        return new CustomResourceStrategy(crd, version, forms, terminating);
    }

    @Override
    public @Nullable WriteThreads threads() {
        return threads;
    }

    @Override
    public StoredForm form() {
        return form;
    }

    @Override
    public void checkCreate(WriteContext context, ObjectNode object) {
        if (terminating.getAsBoolean()) {
            throw ApiException.forbidden(
                    context.resource().storage(),
                    Tree.name(object),
                    "create not allowed while custom resource definition is terminating");
        }
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Pruning.dropNulls(object, schema);
        if (Defaulting.setDefaults(object, schema) == Defaulting.Outcome.TOO_LARGE) {
            throw ApiException.tooLarge("Request entity too large: the schema's defaults add more than "
                    + Defaulting.MAX_ADDED + " characters to the object");
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        if (hasStatus) {
            object.remove("status");
        }
        Tree.createObject(object, "metadata").put("generation", 1);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        if (differs(object, old) || differs(old, object)) {
            ObjectNode metadata = Tree.createObject(object, "metadata");
            metadata.put("generation", Tree.number(Tree.metadata(old), "generation") + 1);
        }
    }

    /** A status update changes nothing but the status, metadata included. */
    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        JsonNode managedFields = Tree.get(Tree.metadata(object), "managedFields");
        ObjectNode metadata = ((ObjectNode) old.get("metadata")).deepCopy();
        if (managedFields instanceof ArrayNode) {
            metadata.set("managedFields", managedFields);
        } else {
            metadata.remove("managedFields");
        }
        object.set("metadata", metadata);
    }

    /** Whether anything but metadata differs; the pipeline has already kept a status of its own as it was. */
    private static boolean differs(ObjectNode one, ObjectNode other) {
        for (Map.Entry<String, JsonNode> field : one.properties()) {
            JsonNode there = other.get(field.getKey());
            boolean same = there != null && JsonEquality.exact(field.getValue(), there);
            if (!field.getKey().equals("metadata") && !same) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        warnOfFinalizers(context, object, Set.of());
        if (!isOfItsKind(context, object, errors)) {
            return;
        }
        rules.validate(object, report(context, errors), checked -> scale(object, checked));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        warnOfFinalizers(context, object, finalizers(old));
        if (!isOfItsKind(context, object, errors)) {
            return;
        }
        rules.validateUpdate(object, old, report(context, errors), checked -> scale(object, checked));
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (!isOfItsKind(context, object, errors)) {
            return;
        }
        rules.validateStatusUpdate(object, old, report(context, errors), checked -> {
            if (hasScale) {
                ScaleValidation.validateStatus(object, scale, checked);
            }
        });
    }

    private static SchemaRules.Report report(WriteContext context, FieldErrors errors) {
        return new SchemaRules.Report(errors, context::warn);
    }

    private void scale(ObjectNode object, FieldErrors errors) {
        if (hasScale) {
            ScaleValidation.validateSpec(object, scale, errors);
            ScaleValidation.validateStatus(object, scale, errors);
        }
    }

    private static boolean isOfItsKind(WriteContext context, ObjectNode object, FieldErrors errors) {
        String kind = context.resource().names().kind();
        if (Tree.text(object, "kind").equals(kind)) {
            return true;
        }
        errors.invalid(Path.of("kind"), Tree.text(object, "kind"), "must be " + kind);
        return false;
    }

    private static Set<String> finalizers(ObjectNode object) {
        Set<String> names = new TreeSet<>();
        Tree.get(Tree.metadata(object), "finalizers").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static void warnOfFinalizers(WriteContext context, ObjectNode object, Set<String> before) {
        for (String name : finalizers(object)) {
            if (!before.contains(name) && name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
                context.warn("metadata.finalizers: \"" + name + "\": prefer a domain-qualified finalizer name "
                        + (name.indexOf('.') < 0 ? "" : "including a path (/) ")
                        + "to avoid accidental conflicts with other finalizer writers");
            }
        }
    }

    @Override
    public ScalePaths scale() {
        return scale;
    }

    @Override
    public Map<String, List<String>> replicas(Resource resource) {
        return replicas;
    }

    @Override
    public TableColumns columns() {
        return columns;
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return selectable;
    }

    @Override
    public String deprecation() {
        return deprecation;
    }
}
