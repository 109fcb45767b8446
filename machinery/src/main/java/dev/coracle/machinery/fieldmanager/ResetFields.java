package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields that a write to a resource or a subresource cannot change, because the strategy puts back what was there:
 * nobody comes to own them by it. The rule is that a plain write resets status and one of status everything else; {@link
 * WriteRules#resets} tells of the exceptions. Immutable.
 */
public final class ResetFields {
    private static final PathElement METADATA = new PathElement.Field("metadata");
    private static final List<String> METADATA_PARTS =
            List.of("labels", "annotations", "finalizers", "ownerReferences");

    static final ResetFields NONE = new ResetFields(FieldSet.EMPTY, List.of());

    private static final ResetFields STATUS = excluding(List.of("status"));
    private static final ResetFields ALL_BUT_STATUS = excluding(List.of("metadata", "spec"));

    private final FieldSet excluded;
    private final List<List<String>> included;

    /**
     * Takes what is reset and, when not empty, all that is not: paths of names, in which {@code *} stands for any one
     * element.
     */
    private ResetFields(FieldSet excluded, List<List<String>> included) {
        this.excluded = excluded;
        this.included = included;
    }

    /**
     * Of a resource.
     *
     * @param subresource that is written; empty for the object itself
     */
    public static ResetFields of(WriteRules writes, boolean hasStatus, String subresource) {
        List<String> exception = writes.resets().get(subresource);
        if (exception != null) {
            return exception.get(0).equals("only")
                    ? allBut(exception.subList(1, exception.size()))
                    : excluding(exception);
        }
        return switch (subresource) {
            case "" -> hasStatus ? STATUS : NONE;
            case "status" -> ALL_BUT_STATUS;
            default -> NONE;
        };
    }

    /** Puts back the parts of metadata that a write to a subresource may not change. */
    void keepMetadata(ObjectNode object, ObjectNode old) {
        FieldSet.Entry metadata = excluded.get(METADATA);
        if (metadata != null) {
            for (String field : METADATA_PARTS) {
                if (metadata.member() || metadata.children().get(new PathElement.Field(field)) != null) {
                    Tree.copy(Tree.createObject(object, "metadata"), Tree.metadata(old), field);
                }
            }
        }
    }

    FieldSet filter(FieldSet fields) {
        return included.isEmpty() ? fields.recursiveDifference(excluded) : keep(fields, included, 0);
    }

    private static FieldSet keep(FieldSet fields, List<List<String>> patterns, int depth) {
        List<FieldSet.Entry> kept = new ArrayList<>();
        for (FieldSet.Entry entry : fields.entries()) {
            List<List<String>> matching = patterns.stream()
                    .filter(pattern -> matches(pattern.get(depth), entry.element()))
                    .toList();
            if (!matching.isEmpty()) {
                boolean whole = matching.stream().anyMatch(pattern -> pattern.size() == depth + 1);
                FieldSet children = whole ? entry.children() : keep(entry.children(), matching, depth + 1);
                if (entry.member() || !children.isEmpty()) {
                    kept.add(new FieldSet.Entry(entry.element(), entry.member(), children));
                }
            }
        }
        return FieldSet.of(kept);
    }

    private static boolean matches(String step, PathElement element) {
        return step.equals("*")
                || (element instanceof PathElement.Field field && field.name().equals(step));
    }

    private static ResetFields excluding(List<String> paths) {
        FieldSet set = FieldSet.EMPTY;
        for (String path : paths) {
            set = set.union(FieldSet.path(path.split("\\.", -1)));
        }
        return new ResetFields(set, List.of());
    }

    private static ResetFields allBut(List<String> paths) {
        return new ResetFields(
                FieldSet.EMPTY,
                paths.stream().map(path -> List.of(path.split("\\.", -1))).toList());
    }
}
