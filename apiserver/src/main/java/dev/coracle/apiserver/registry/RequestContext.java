package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.ClusterSettings;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The view that strategies and admission have of one attempt at a write. Confined to the write. */
final class RequestContext implements WriteContext, Draft.Surroundings {
    static final String FIELD_MANAGER = "kube-apiserver";

    private final ServerState backend;
    private final WriteRequest request;
    private final Instant now;
    private final List<Operation> alongside = new ArrayList<>();

    RequestContext(ServerState backend, WriteRequest request) {
        this.backend = backend;
        this.request = request;
        this.now = backend.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Resource resource() {
        return request.target().resource();
    }

    @Override
    public GroupVersion groupVersion() {
        return request.target().version().groupVersion();
    }

    @Override
    public UserInfo user() {
        return request.scope().user();
    }

    @Override
    public String namespace() {
        return request.namespace();
    }

    @Override
    public String subresource() {
        return request.subresource();
    }

    @Override
    public boolean dryRun() {
        return request.dryRun();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public RandomGenerator random() {
        return backend.identities().random();
    }

    @Override
    public Optional<ObjectNode> find(GroupResource resource, String namespace, String name) {
        return backend.resources()
                .storedAs(resource)
                .flatMap(known -> backend.cache().of(known).get(namespace, name))
                .map(StoredObject::read);
    }

    @Override
    public List<ObjectNode> list(GroupResource resource, String namespace) {
        return backend.resources()
                .storedAs(resource)
                .map(known -> objects(known, namespace))
                .orElseGet(List::of);
    }

    private List<ObjectNode> objects(Resource known, String namespace) {
        List<ObjectNode> objects = new ArrayList<>();
        for (StoredObject object : backend.cache().of(known).snapshot().list(namespace, "")) {
            objects.add(object.read());
        }
        return objects;
    }

    /** Admission works under the name that upstream's writes have: {@code kube-apiserver}. */
    @Override
    public void alsoWrite(GroupResource resource, ObjectNode old, ObjectNode changed) {
        Resource known = backend.resources().storedAs(resource).orElseThrow();
        ManagedVersions.manager(known, known.stored(), "status").update(old, changed, FIELD_MANAGER, now);
        long revision = Long.parseLong(Tree.text(Tree.metadata(old), "resourceVersion"));
        String key = known.key(Tree.namespace(old), Tree.name(old));
        alongside.add(new Operation.Put(key, Committer.encode(known, changed), revision));
    }

    /** What is to be written together with the object. */
    List<Operation> alsoWrite() {
        return alongside;
    }

    @Override
    public boolean isUnclaimed(String claim) {
        return !backend.claims().isHeld(claim);
    }

    @Override
    public void warn(String text) {
        request.caller().warnings().accept(text);
    }

    @Override
    public ClusterSettings settings() {
        return backend.settings();
    }

    @Override
    public WriteContext context() {
        return this;
    }

    @Override
    public Identities identities() {
        return backend.identities();
    }

    @Override
    public AdmissionChain admission() {
        return backend.admission();
    }

    @Override
    public CompletableFuture<Void> pause(Duration time) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        backend.clock().schedule(time, request.executor(), () -> over.complete(null));
        return over;
    }
}
