package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.quota.Amounts;
import dev.coracle.machinery.quota.ContainerSums;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives containers what their namespace's limit ranges say they ask for by default, and
 * refuses pods and claims that ask for too little or too much.
 */
public final class LimitRanger implements AdmissionPlugin {
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource LIMIT_RANGES = new GroupResource("", "limitranges");
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    @Override
    public String name() {
        return "LimitRanger";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return subresource.isEmpty()
                && switch (operation) {
                    case CREATE ->
                        resource.storage().equals(PODS) || resource.storage().equals(CLAIMS);
                    case UPDATE -> resource.storage().equals(CLAIMS);
                    case DELETE, CONNECT -> false;
                };
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        if (isOfPod(attributes)) {
            setDefaults(attributes.context(), attributes.object());
        }
        return InTurn.DONE;
    }

    @Override
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        ObjectNode old = attributes.old();
        if (isOfPod(attributes)) {
            checkPod(attributes.context(), attributes.object());
        } else if (old == null || !Tree.has(Tree.metadata(old), "deletionTimestamp")) {
            checkClaim(attributes.context(), attributes.object());
        }
        return InTurn.DONE;
    }

    private static boolean isOfPod(AdmissionAttributes attributes) {
        return attributes.context().resource().storage().equals(PODS);
    }

    /** Fills in a new pod's containers. */
    private static void setDefaults(WriteContext context, ObjectNode pod) {
        for (ObjectNode range : context.list(LIMIT_RANGES, context.namespace())) {
            ObjectNode limits = Tree.newObject();
            ObjectNode requests = Tree.newObject();
            for (JsonNode item : Tree.get(Tree.spec(range), "limits")) {
                if (Tree.text(item, "type").equals("Container")) {
                    Tree.entries(Tree.get(item, "default")).forEach(e -> limits.set(e.getKey(), e.getValue()));
                    Tree.entries(Tree.get(item, "defaultRequest")).forEach(e -> requests.set(e.getKey(), e.getValue()));
                }
            }
            List<String> notes = new ArrayList<>();
            JsonNode spec = Tree.spec(pod);
            Tree.get(spec, "containers").forEach(each -> merge(each, limits, requests, "container", notes));
            Tree.get(spec, "initContainers").forEach(each -> merge(each, limits, requests, "init container", notes));
            if (!notes.isEmpty()) {
                Tree.createObject(Tree.createObject(pod, "metadata"), "annotations")
                        .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", notes));
            }
        }
    }

    private static void merge(
            JsonNode container, ObjectNode limits, ObjectNode requests, String kind, List<String> notes) {
        if (!(container instanceof ObjectNode node)) {
            return;
        }
        ObjectNode resources = Tree.createObject(node, "resources");
        String of = " for " + kind + " " + Tree.text(container, "name");
        // Limits become requests by default before limit ranges are looked at.
        note(merge(resources, "requests", requests), " request" + of, notes);
        note(merge(resources, "limits", limits), " limit" + of, notes);
    }

    private static Set<String> merge(ObjectNode resources, String list, ObjectNode defaults) {
        TreeSet<String> set = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : defaults.properties()) {
            if (!Tree.has(Tree.get(resources, list), entry.getKey())) {
                Tree.createObject(resources, list).set(entry.getKey(), entry.getValue());
                set.add(entry.getKey());
            }
        }
        return set;
    }

    private static void note(Set<String> set, String what, List<String> notes) {
        if (!set.isEmpty()) {
            notes.add(String.join(", ", set) + what);
        }
    }

    /** Refuses a pod out of bounds. */
    private static void checkPod(WriteContext context, ObjectNode pod) {
        check(context, pod, (item, problems) -> {
            JsonNode spec = Tree.spec(pod);
            switch (Tree.text(item, "type")) {
                case "Container" -> {
                    for (String list : new String[] {"containers", "initContainers"}) {
                        for (JsonNode container : Tree.get(spec, list)) {
                            JsonNode resources = Tree.get(container, "resources");
                            bounds(
                                    item,
                                    Amounts.of(Tree.get(resources, "requests")),
                                    Amounts.of(Tree.get(resources, "limits")),
                                    problems);
                        }
                    }
                }
                case "Pod" ->
                    bounds(item, ContainerSums.ofPod(spec, "requests"), ContainerSums.ofPod(spec, "limits"), problems);
                default -> {
                    // Bounds on something else.
                }
            }
        });
    }

    /** Refuses a claim out of bounds. */
    private static void checkClaim(WriteContext context, ObjectNode claim) {
        Map<String, Quantity> requests = Amounts.of(Tree.get(Tree.spec(claim), "resources", "requests"));
        check(context, claim, (item, problems) -> {
            if (Tree.text(item, "type").equals("PersistentVolumeClaim")) {
                Amounts.of(Tree.get(item, "min")).forEach((name, min) -> {
                    String subject = name + " usage per PersistentVolumeClaim is " + min;
                    problem(min(subject, min, requests.get(name), null)).ifPresent(problems::add);
                });
                Amounts.of(Tree.get(item, "max")).forEach((name, max) -> {
                    String subject = "maximum " + name + " usage per PersistentVolumeClaim is " + max;
                    Quantity request = requests.get(name);
                    if (request == null) {
                        problems.add(subject + ".  No request is specified");
                    } else if (request.compareTo(max) > 0) {
                        problems.add(subject + ", but request is " + request);
                    }
                });
            }
        });
    }

    /** Looks for problems with one item of a limit range. */
    @FunctionalInterface
    private interface Check {
        void run(JsonNode item, List<String> problems);
    }

    private static void check(WriteContext context, ObjectNode object, Check check) {
        for (ObjectNode range : context.list(LIMIT_RANGES, context.namespace())) {
            List<String> problems = new ArrayList<>();
            Tree.get(Tree.spec(range), "limits").forEach(item -> check.run(item, problems));
            if (!problems.isEmpty()) {
                List<String> distinct = List.copyOf(new LinkedHashSet<>(problems));
                throw ApiException.forbidden(
                        context.resource().storage(),
                        Tree.name(object),
                        distinct.size() == 1 ? distinct.get(0) : "[" + String.join(", ", distinct) + "]");
            }
        }
    }

    private static void bounds(
            JsonNode item, Map<String, Quantity> requests, Map<String, Quantity> limits, List<String> problems) {
        String per = " per " + Tree.text(item, "type") + " is ";
        Amounts.of(Tree.get(item, "min")).forEach((name, min) -> {
            String subject = name + " usage" + per + min;
            problem(min(subject, min, requests.get(name), limits.get(name))).ifPresent(problems::add);
        });
        Amounts.of(Tree.get(item, "max")).forEach((name, max) -> {
            String subject = "maximum " + name + " usage" + per + max;
            problem(max(subject, max, requests.get(name), limits.get(name))).ifPresent(problems::add);
        });
        Amounts.of(Tree.get(item, "maxLimitRequestRatio")).forEach((name, ratio) -> {
            String subject = name + " max limit to request ratio" + per + ratio;
            problem(ratio(subject, ratio, requests.get(name), limits.get(name))).ifPresent(problems::add);
        });
    }

    private static Optional<String> problem(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String min(String subject, Quantity min, @Nullable Quantity request, @Nullable Quantity limit) {
        if (request == null) {
            return "minimum " + subject + ".  No request is specified";
        }
        if (request.compareTo(min) < 0) {
            return "minimum " + subject + ", but request is " + request;
        }
        return limit != null && limit.compareTo(min) < 0 ? "minimum " + subject + ", but limit is " + limit : "";
    }

    private static String max(String subject, Quantity max, @Nullable Quantity request, @Nullable Quantity limit) {
        if (limit == null) {
            return subject + ".  No limit is specified";
        }
        if (limit.compareTo(max) > 0) {
            return subject + ", but limit is " + limit;
        }
        return request != null && request.compareTo(max) > 0 ? subject + ", but request is " + request : "";
    }

    private static String ratio(String subject, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit) {
        if (request == null || request.signum() == 0) {
            return subject + ", but no request is specified or request is 0";
        }
        if (limit == null || limit.signum() == 0) {
            return subject + ", but no limit is specified or limit is 0";
        }
        double ratio = limit.value().doubleValue() / request.value().doubleValue();
        return ratio > bound.value().doubleValue()
                ? subject + ", but provided ratio is " + String.format(Locale.ROOT, "%f", ratio)
                : "";
    }
}
