package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Quantity;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A container's environment, and the references to pod and container fields that downward API volumes use too. */
final class EnvironmentValidation {
    private static final List<String> POD_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");

    /** Fields with a name in the API, though nothing may refer to them. */
    private static final Set<String> OTHER_FIELDS = Set.of("spec.restartPolicy", "spec.schedulerName", "status.phase");

    private static final List<String> FILE_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");
    private static final List<String> CONTAINER_RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final Set<String> CPU_DIVISORS = Set.of("1m", "1");
    private static final Set<String> BYTE_DIVISORS =
            Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
    private static final String SEVERAL = "may not have more than one field specified at a time";

    private static final FieldRule KEY_REFERENCE =
            all(field("name").dnsSubdomain(), field("key").required().obeys(Names.DATA_KEY));
    private static final FieldRule FILE_KEY_REFERENCE = all(
            field("key").required().obeys(Names.ENVIRONMENT),
            field("volumeName").required().dnsLabel(),
            field("path").required().to(VolumePaths::noBacksteps));
    private static final FieldRule OBJECT_REFERENCE = field("name").required().dnsSubdomain();

    /** What a variable's value may be taken from. */
    private static final Map<String, FieldRule> SOURCES = sourcesByName();

    /** The {@code env} of a container. */
    static final FieldRule VARIABLES = each("env")
            .to(
                    field("name").required().obeys(Names.ENVIRONMENT),
                    field("valueFrom").to(EnvironmentValidation::valueFrom));

    private EnvironmentValidation() {}

    private static Map<String, FieldRule> sourcesByName() {
        Map<String, FieldRule> sources = new LinkedHashMap<>();
        sources.put("fieldRef", reference -> podField(reference, POD_FIELDS));
        sources.put("resourceFieldRef", reference -> containerResource(reference, false));
        sources.put("configMapKeyRef", KEY_REFERENCE);
        sources.put("secretKeyRef", KEY_REFERENCE);
        sources.put("fileKeyRef", FILE_KEY_REFERENCE);
        return sources;
    }

    private static void valueFrom(Field from) {
        int found = 0;
        for (Map.Entry<String, FieldRule> source : SOURCES.entrySet()) {
            if (from.has(source.getKey())) {
                found++;
                source.getValue().check(from.at(source.getKey()));
            }
        }
        if (found == 0) {
            from.invalid(
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                            + " `fileKeyRef`");
        } else if (!from.parent().isEmpty("value")) {
            from.invalid("", "may not be specified when `value` is not empty");
        } else if (found > 1) {
            from.invalid("", SEVERAL);
        }
    }

    static void sources(Field sources) {
        for (Field source : sources.each()) {
            if (!source.isEmpty("prefix")) {
                source.at("prefix").obeys(Names.ENVIRONMENT);
            }
            int found = 0;
            for (String kind : List.of("configMapRef", "secretRef")) {
                if (source.has(kind)) {
                    found++;
                    OBJECT_REFERENCE.check(source.at(kind));
                }
            }
            if (found == 0) {
                sources.invalid("", "must specify one of: `configMapRef` or `secretRef`");
            } else if (found > 1) {
                sources.invalid("", SEVERAL);
            }
        }
    }

    /** The volumes that environment variables are read from are there, and emptyDirs. */
    static void fileVolumes(Field spec) {
        Map<String, JsonNode> volumes = new HashMap<>();
        spec.at("volumes").node().forEach(volume -> volumes.put(Tree.text(volume, "name"), volume));
        PodContainers.visit(spec, container -> {
            for (Field variable : container.each("env")) {
                if (variable.has("valueFrom") && variable.at("valueFrom").has("fileKeyRef")) {
                    fileVolume(volumes, variable.at("valueFrom", "fileKeyRef").at("volumeName"));
                }
            }
        });
    }

    private static void fileVolume(Map<String, JsonNode> volumes, Field name) {
        JsonNode found = volumes.get(name.text());
        if (found == null) {
            name.notFound();
        } else if (!Tree.has(found, "emptyDir")) {
            name.invalid("referenced volume must be of type emptyDir");
        }
    }

    /** A downward API file's fieldRef. */
    static void fileField(Field reference) {
        podField(reference, FILE_FIELDS);
    }

    private static void podField(Field reference, List<String> supported) {
        String version = reference.text("apiVersion");
        Field path = reference.at("fieldPath");
        if (version.isEmpty()) {
            reference.at("apiVersion").required("");
        } else if (path.isEmpty()) {
            path.required("");
        } else if (!version.equals("v1")) {
            path.invalid("error converting fieldPath: unsupported pod version: " + version);
        } else {
            podField(path.text().equals("spec.host") ? "spec.nodeName" : path.text(), path, supported);
        }
    }

    private static void podField(String field, Field path, List<String> supported) {
        int bracket = field.indexOf("['");
        if (bracket > 0 && field.endsWith("']")) {
            Field reference = path.parent();
            String key = field.substring(bracket + 2, field.length() - 2);
            switch (field.substring(0, bracket)) {
                case "metadata.annotations" ->
                    LabelValidation.labelName(reference.with(TextNode.valueOf(key.toLowerCase(Locale.ROOT))));
                case "metadata.labels" -> LabelValidation.labelName(reference.with(TextNode.valueOf(key)));
                default ->
                    path.invalid(field, "error converting fieldPath: field label does not support subscript: " + field);
            }
        } else if (!POD_FIELDS.contains(field) && !FILE_FIELDS.contains(field) && !OTHER_FIELDS.contains(field)) {
            path.invalid(field, "error converting fieldPath: field label not supported: " + field);
        } else if (!supported.contains(field)) {
            path.errors().notSupported(path.path(), field, supported);
        }
    }

    static void containerResource(Field reference, boolean inFile) {
        Field resource = reference.at("resource");
        String measure = measure(resource.text());
        if (inFile && reference.isEmpty("containerName")) {
            reference.at("containerName").required("");
        } else if (resource.isEmpty()) {
            resource.required("");
        } else if (measure.isEmpty()) {
            resource.notSupported(CONTAINER_RESOURCES);
        }
        Quantity divisor = Quantity.of(reference.at("divisor").node());
        if (divisor.signum() == 0 || measure.isEmpty()) {
            return;
        }
        boolean cpu = measure.equals("cpu");
        if (!(cpu ? CPU_DIVISORS : BYTE_DIVISORS).contains(divisor.toString())) {
            String divisors = cpu ? "1m and 1" : "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
            reference
                    .at("divisor")
                    .invalid(
                            resource.text(),
                            "only divisor's values " + divisors + " are supported with the " + measure + " resource");
        }
    }

    /** What upstream calls what a resource is counted in; empty for what nothing may refer to. */
    private static String measure(String resource) {
        return switch (resource) {
            case "limits.cpu", "requests.cpu" -> "cpu";
            case "limits.memory", "requests.memory" -> "memory";
            case "limits.ephemeral-storage", "requests.ephemeral-storage" -> "local ephemeral storage";
            default ->
                resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-")
                        ? "hugepages"
                        : "";
        };
    }
}
