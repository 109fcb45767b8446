package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.NameRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to a kind. The generic pipeline has already checked types and unknown fields against the schema,
 * and metadata against the rules all objects share; it owns name generation, uid, timestamps, resource versions,
 * finalizers, keeping {@code status} out of plain updates and the rest out of status updates.
 *
 * <p>When each method is called, and what happens between, is the list of stages in {@code registry.WritePipeline};
 * {@link #validateUpdate} must also check what {@link #validate} does, as upstream. Objects are in the stored version and may be changed in place,
 * {@code old} may not. Implementations are stateless and called from several event loops.
 */
public interface Strategy {

    /** The rules for updates by way of a subresource that has its own; status and scale need none. */
    default Strategy forSubresource(String subresource) {
        return this;
    }

    /** May refuse, with an ApiException, that there is a new object at all. */
    default void checkCreate(WriteContext context, ObjectNode object) {}

    /** Fills in what the client left out: upstream's {@code SetDefaults_*}. Idempotent. */
    default void setDefaults(ObjectNode object) {}

    /** Sets what only the server may set and drops what a client may not: the status of most kinds. */
    default void prepareForCreate(WriteContext context, ObjectNode object) {
        if (context.resource().hasStatus()) {
            object.remove("status");
        }
    }

    default void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {}

    /** Called instead of {@link #prepareForUpdate} for an update of {@code status}. */
    default void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {}

    default void validate(WriteContext context, ObjectNode object, FieldErrors errors) {}

    default void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
    }

    default void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {}

    /** Texts for {@code Warning} headers on create. */
    default List<String> warnings(ObjectNode object) {
        return List.of();
    }

    /** Texts for {@code Warning} headers on update, of anything but {@code status}; generation has moved already. */
    default List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return warnings(object);
    }

    /** Text of a {@code Warning} header on every request for a kind that is deprecated; empty for the others. */
    default String deprecation() {
        return "";
    }

    /** The rule for {@code metadata.name}: collects what is wrong with {@code name}; prefix of generateName included. */
    default NameRule nameRule() {
        return NameRule.DNS_SUBDOMAIN;
    }

    /** Field selectors besides {@code metadata.name} and {@code metadata.namespace}: label to getter. */
    default Map<String, Function<ObjectNode, String>> selectableFields() {
        return Map.of();
    }

    /**
     * Graceful deletion: how long the object stays with a deletionTimestamp for its owner (the kubelet) to end it, given
     * the client's wish in seconds; empty when the kind is deleted at once.
     */
    default OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong requested) {
        return OptionalLong.empty();
    }

    /** May refuse, with an ApiException, that an object is deleted. */
    default void checkDelete(ObjectNode object) {}

    /** Text of a {@code Warning} header on a delete that says nothing of dependents; empty for most kinds. */
    default String deletionWarning() {
        return "";
    }

    /** Called when deletion begins but the object stays (grace period or finalizers); may change it (phases). */
    default void markDeleting(ObjectNode object) {}

    /**
     * Whether an object with a deletionTimestamp and no metadata finalizers may go now; a namespace says no while its
     * {@code spec.finalizers} stand.
     */
    default boolean mayBeRemoved(ObjectNode object) {
        return true;
    }

    /**
     * Store keys that must be this object's alone (a cluster IP, a node port), below {@code /claims/}. The pipeline
     * writes them in the object's own transaction and removes them with it, so no two objects can ever share one.
     */
    default Set<String> claims(ObjectNode object) {
        return Set.of();
    }

    /**
     * Objects of other types that come and go with what this object holds, in its own transactions. Unlike {@link #claims}
     * they hold nothing themselves, and may be deleted.
     */
    default List<DerivedObject> derivedObjects(ObjectNode object) {
        return List.of();
    }

    /** Where the scale subresource finds its fields. */
    default ScalePaths scale() {
        return ScalePaths.BUILT_IN;
    }

    /**
     * Where each version of the kind that scales has the replicas, by {@code apiVersion}: who manages them may have
     * written another version than is asked for.
     */
    default Map<String, List<String>> replicas(Resource resource) {
        Map<String, List<String>> paths = new HashMap<>();
        resource.served().forEach(version -> paths.put(version.groupVersion().toString(), scale().specReplicas()));
        return paths;
    }

    /** Where writes run that would hold up an event loop; null runs them where they come in. */
    default @Nullable WriteThreads threads() {
        return null;
    }

    /** What lies between this resource's objects and the store. */
    default StoredForm form() {
        return StoredForm.SAME;
    }

    /** The columns of {@code kubectl get}. */
    default TableColumns columns() {
        return TableColumns.nameAndAge();
    }
}
