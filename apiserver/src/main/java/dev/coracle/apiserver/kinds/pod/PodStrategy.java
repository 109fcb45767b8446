package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Pods: almost nothing of a pod may change once it is there, and it goes only when its kubelet has ended it. */
final class PodStrategy implements Strategy {
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of(
            "spec.nodeName", spec("nodeName"),
            "spec.restartPolicy", spec("restartPolicy"),
            "spec.schedulerName", spec("schedulerName"),
            "spec.serviceAccountName", spec("serviceAccountName"),
            "spec.hostNetwork", pod -> String.valueOf(Tree.flag(Tree.spec(pod), "hostNetwork")),
            "status.phase", status("phase"),
            "status.podIP", status("podIP"),
            "status.podIPs", status("podIP"),
            "status.nominatedNodeName", status("nominatedNodeName"));

    private final Strategy ephemeralContainers = new EphemeralContainersStrategy(this);
    private final Strategy resize = new PodResizeStrategy(this);

    @Override
    public Strategy forSubresource(String subresource) {
        return switch (subresource) {
            case "ephemeralcontainers" -> ephemeralContainers;
            case "resize" -> resize;
            default -> this;
        };
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        PodDefaults.spec(spec);
        PodDefaults.podOnly(spec);
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        PodStatus.initialize(object);
        DisabledFields.dropFromSpec(Tree.spec(object));
        MatchLabelKeys.apply(object);
        AppArmorSkew.apply(context, object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        DisabledFields.dropFromSpec(Tree.spec(object));
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodStatus.prepareForUpdate(object, old);
        DisabledFields.dropFromStatus(Tree.status(object));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        PodValidation.create(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        PodValidation.pod(object, errors);
        PodUpdateValidation.validate(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        PodStatus.validateUpdate(object, old, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return PodWarnings.ofPod(object);
    }

    /** What is hardly meant was said when the pod was created. */
    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return List.of();
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    /** What the client wishes or else the spec says, but nothing for a pod no kubelet runs any more or yet. */
    @Override
    public OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong requested) {
        JsonNode spec = Tree.spec(object);
        String phase = Tree.text(Tree.status(object), "phase");
        if (Tree.isEmpty(spec, "nodeName") || phase.equals("Failed") || phase.equals("Succeeded")) {
            return OptionalLong.of(0);
        }
        long period = requested.orElse(Tree.number(spec, "terminationGracePeriodSeconds"));
        return OptionalLong.of(period < 0 ? 1 : period);
    }

    @Override
    public TableColumns columns() {
        return PodColumns.TABLE;
    }

    private static Function<ObjectNode, String> spec(String field) {
        return pod -> Tree.text(Tree.spec(pod), field);
    }

    private static Function<ObjectNode, String> status(String field) {
        return pod -> Tree.text(Tree.status(pod), field);
    }
}
