package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.Operation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One update: read, change, check, compare-and-set, again while others were faster. Upstream tries for ever; each round
 * that fails means another writer's succeeded, so the bound is only met under a stampede. Confined to the request's
 * executor.
 */
final class Modification {
    private final Backend backend;
    private final WriteRequest request;
    private final Resource resource;
    private final String name;
    private final Change.Part part;
    private final Change change;
    private final Attempts attempts;

    Modification(Backend backend, WriteRequest request, String name, Change.Part part, Change change) {
        this.backend = backend;
        this.request = request;
        this.resource = request.target().resource();
        this.name = name;
        this.part = part;
        this.change = change;
        this.attempts = new Attempts(request.executor());
    }

    CompletableFuture<Written> run() {
        attempt(1);
        return attempts.outcome();
    }

    private void attempt(int number) {
        attempts.run(() -> {
            StoredObject current = backend.cache()
                    .of(resource)
                    .get(request.namespace(), name)
                    .orElseThrow(() -> ApiException.notFound(request.target().groupResource(), name));
            ObjectNode object = change.apply(current);
            RequestContext context = new RequestContext(backend, request);
            build(object, current, context);
            commit(object, current, context.alongside(), number);
        });
    }

    private void build(ObjectNode object, StoredObject current, RequestContext context) {
        ObjectNode metadata = Metadata.of(object);
        Refusals.checkName(metadata, name, request.namespace());
        Metadata.agreeOnNamespace(resource, object, request.namespace());
        checkResourceVersion(metadata, current);
        ObjectNode old = current.read();
        Strategy strategy = resource.strategy().forSubresource(request.subresource());
        if (part != Change.Part.UNCHECKED) {
            strategy.setDefaults(object);
        }
        request.trackUpdate(old, object, context.now());
        if (part == Change.Part.UNCHECKED) {
            return;
        }
        metadata = Metadata.of(object);
        metadata.remove("selfLink");
        Metadata.keepSystemFields(metadata, Tree.metadata(old));
        if (part == Change.Part.STATUS) {
            keepAllButStatus(object, old);
            request.fields().keepMetadata(object, old);
            strategy.prepareForStatusUpdate(context, object, old);
            Completion.complete(object, resource.schema());
        } else {
            if (resource.hasStatus()) {
                keep(object, old, "status");
            }
            strategy.prepareForUpdate(context, object, old);
            Completion.complete(object, resource.schema());
            if (resource.writes().has(WriteRules.Rule.GENERATION) && wantsOther(object, old)) {
                metadata.put("generation", Tree.number(Tree.metadata(old), "generation") + 1);
            }
        }
        FieldErrors errors = new FieldErrors();
        // Twice, as upstream: for all kinds alike, and by the kind's own validation. A refusal lists its causes so.
        ObjectMetaValidation.update(resource, object, old, errors);
        ObjectMetaValidation.update(resource, object, old, errors);
        if (part == Change.Part.STATUS) {
            strategy.validateStatusUpdate(context, object, old, errors);
        } else {
            strategy.validateUpdate(context, object, old, errors);
        }
        if (!errors.isEmpty()) {
            throw Refusals.invalid(request.target(), object, name, errors);
        }
        if (part == Change.Part.MAIN) {
            strategy.admitValid(context, object, old);
            backend.admission().admit(context, object, old);
            strategy.updateWarnings(object, old).forEach(request.warnings());
        }
    }

    private boolean wantsOther(ObjectNode object, ObjectNode old) {
        return Metadata.desiredStateDiffers(object, old)
                || (resource.writes().has(WriteRules.Rule.ANNOTATIONS)
                        && !Tree.same(
                                Tree.get(Tree.metadata(object), "annotations"),
                                Tree.get(Tree.metadata(old), "annotations")));
    }

    /** Leaves the current version in {@code metadata}. */
    private void checkResourceVersion(ObjectNode metadata, StoredObject current) {
        String wanted = Tree.text(metadata, "resourceVersion");
        String actual = Long.toString(current.resourceVersion());
        if (wanted.isEmpty() || wanted.equals("0")) {
            if (resource.writes().has(WriteRules.Rule.VERSIONED)) {
                FieldErrors errors = new FieldErrors();
                errors.invalid(Path.of("metadata", "resourceVersion"), 0, "must be specified for an update");
                GroupResource shown = request.target().groupResource();
                throw ApiException.invalid(shown.group(), shown.resource(), name, errors);
            }
        } else if (!wanted.equals(actual)) {
            checkNumber(wanted);
            throw ApiException.modified(request.target().groupResource(), name);
        }
        metadata.put("resourceVersion", actual);
    }

    private static void checkNumber(String version) {
        try {
            Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            throw ApiException.of(500, "", "strconv.ParseUint: parsing \"" + version + "\": invalid syntax", null);
        }
    }

    private static void keepAllButStatus(ObjectNode object, ObjectNode old) {
        List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
        for (String field : names) {
            if (!field.equals("metadata") && !field.equals("status") && !old.has(field)) {
                object.remove(field);
            }
        }
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            if (!field.getKey().equals("metadata") && !field.getKey().equals("status")) {
                object.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }

    private static void keep(ObjectNode object, ObjectNode old, String field) {
        if (old.has(field)) {
            object.set(field, old.get(field).deepCopy());
        } else {
            object.remove(field);
        }
    }

    private void commit(ObjectNode object, StoredObject current, List<Operation> alongside, int number) {
        if (goesNow(object, current.read())) {
            remove(object, current, number);
            return;
        }
        Metadata.keepTimesIfOnlyTheyDiffer(object, current.read());
        if (Metadata.same(object, current.read())) {
            attempts.complete(current, Written.Outcome.UPDATED);
            return;
        }
        if (request.dryRun()) {
            attempts.complete(JsonCodec.write(object), Written.Outcome.UPDATED);
            return;
        }
        byte[] value = Committer.encode(resource, object);
        attempts.then(
                new Committer(backend, request, alongside)
                        .put(object, value, current.resourceVersion(), current.read()),
                result -> committed(value, result, number));
    }

    /** An update that takes the last finalizer from an object whose grace period is over removes it. */
    private boolean goesNow(ObjectNode object, ObjectNode old) {
        return !Metadata.hasFinalizers(object)
                && Metadata.isDeleting(old)
                && Tree.number(Tree.metadata(old), "deletionGracePeriodSeconds") == 0
                && resource.strategy().mayBeRemoved(object);
    }

    private void remove(ObjectNode object, StoredObject current, int number) {
        byte[] last = JsonCodec.write(object);
        if (request.dryRun()) {
            attempts.complete(last, Written.Outcome.REMOVED);
            return;
        }
        attempts.then(new Committer(backend, request).remove(current), result -> {
            if (result instanceof CommitResult.Committed) {
                attempts.complete(last, Written.Outcome.REMOVED);
            } else {
                again(number);
            }
        });
    }

    private void committed(byte[] value, CommitResult result, int number) {
        if (result instanceof CommitResult.Committed committed) {
            StoredObject stored =
                    backend.cache().of(resource).stored(request.namespace(), name, value, committed.revision());
            attempts.complete(stored, Written.Outcome.UPDATED);
        } else {
            again(number);
        }
    }

    private void again(int number) {
        attempts.again(number, this::attempt, () -> Refusals.tooMuchContention(request.target(), name));
    }
}
