package dev.coracle.apiserver.flowcontrol;

import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.FlowAssignment;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds the flow schema of a request: the first that matches, in the order of precedence and name. Schemas without a
 * priority level do not count. Safe for any thread: {@code known} is made again by whoever asks first after a change.
 */
public final class FlowControl {
    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    public static final GroupResource SCHEMAS = new GroupResource(GROUP, "flowschemas");
    public static final GroupResource LEVELS = new GroupResource(GROUP, "prioritylevelconfigurations");

    /** The two schemas that apply even where somebody has deleted them. */
    private static final String EXEMPT = "exempt";

    private static final String CATCH_ALL = "catch-all";

    private final StoreCache cache;
    private final Resource schemas;
    private final Resource levels;
    private final AtomicLong changes = new AtomicLong();
    private volatile Known known = new Known(-1, List.of());

    /** The schemas in order, as of a number of changes. */
    private record Known(long changes, List<FlowSchema> schemas) {}

    public FlowControl(StoreCache cache, Resource schemas, Resource levels) {
        this.cache = cache;
        this.schemas = schemas;
        this.levels = levels;
    }

    /** Follows the schemas and levels; to be called once the cache is filled. */
    public void start() {
        cache.of(schemas).listen(changes::incrementAndGet);
        cache.of(levels).listen(changes::incrementAndGet);
    }

    /** The flow of a request; empty for a stream other than a watch. */
    public Optional<FlowAssignment> flow(UserInfo user, RequestInfo request) {
        if (request.isLongRunning() && !request.verb().equals("watch")) {
            return Optional.empty();
        }
        for (FlowSchema schema : schemas()) {
            if (schema.matches(user, request)) {
                return Optional.of(schema.flow());
            }
        }
        return Optional.empty();
    }

    private List<FlowSchema> schemas() {
        long now = changes.get();
        Known last = known;
        if (last.changes() != now) {
            last = new Known(now, read()); // what changes meanwhile counts as another change
            known = last;
        }
        return last.schemas();
    }

    private List<FlowSchema> read() {
        Map<String, String> uids = new HashMap<>();
        for (StoredObject level : objects(cache.of(levels))) {
            uids.put(level.name(), Tree.text(Tree.metadata(level.read()), "uid"));
        }
        List<FlowSchema> found = new ArrayList<>();
        for (StoredObject object : objects(cache.of(schemas))) {
            String uid = uids.get(FlowSchema.level(object.read()));
            if (uid != null) {
                found.add(FlowSchema.read(object.read(), uid));
            }
        }
        found.sort(Comparator.comparingLong(FlowSchema::precedence).thenComparing(FlowSchema::name));
        if (found.stream().noneMatch(schema -> schema.name().equals(EXEMPT))) {
            found.add(0, FlowSchema.everything(EXEMPT, uids.getOrDefault(EXEMPT, ""), List.of("system:masters")));
        }
        if (found.stream().noneMatch(schema -> schema.name().equals(CATCH_ALL))) {
            List<String> everybody = List.of("system:unauthenticated", "system:authenticated");
            found.add(FlowSchema.everything(CATCH_ALL, uids.getOrDefault(CATCH_ALL, ""), everybody));
        }
        return List.copyOf(found);
    }

    private static Iterable<StoredObject> objects(ResourceCache cache) {
        return cache.snapshot().list("", "");
    }
}
