package dev.coracle.apiserver.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.ClusterSettings;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A write context without a server: what it finds and what is claimed is put into it. */
public final class TestWrite implements WriteContext {
    private final Resource resource;
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final Set<String> claims = new HashSet<>();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final List<String> warnings = new ArrayList<>();
    private ClusterSettings settings = new ClusterSettings("127.96.0.0/16", 30000, 32767);

    TestWrite(Resource resource) {
        this.resource = resource;
        with(new GroupResource("", "namespaces"), "", "default", Tree.newObject());
    }

    public TestWrite with(GroupResource type, String namespace, String name, ObjectNode object) {
        objects.put(type + "/" + namespace + "/" + name, object);
        return this;
    }

    public TestWrite with(ClusterSettings changed) {
        settings = changed;
        return this;
    }

    void hold(Collection<String> added) {
        claims.addAll(added);
    }

    void release(Collection<String> removed) {
        claims.removeAll(removed);
    }

    public Set<String> claims() {
        return Set.copyOf(claims);
    }

    @Override
    public Resource resource() {
        return resource;
    }

    @Override
    public GroupVersion groupVersion() {
        return resource.stored().groupVersion();
    }

    @Override
    public UserInfo user() {
        return UserInfo.ADMIN;
    }

    @Override
    public String namespace() {
        return resource.namespaced() ? "default" : "";
    }

    @Override
    public String subresource() {
        return "";
    }

    @Override
    public boolean dryRun() {
        return false;
    }

    @Override
    public Instant now() {
        return Kinds.NOW;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Optional<ObjectNode> find(GroupResource type, String namespace, String name) {
        return Optional.ofNullable(objects.get(type + "/" + namespace + "/" + name));
    }

    @Override
    public List<ObjectNode> list(GroupResource type, String namespace) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(type + "/" + namespace + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void alsoWrite(GroupResource type, ObjectNode old, ObjectNode changed) {
        with(type, Tree.namespace(old), Tree.name(old), changed);
    }

    @Override
    public boolean isUnclaimed(String claim) {
        return !claims.contains(claim);
    }

    @Override
    public void warn(String text) {
        warnings.add(text);
    }

    @Override
    public ClusterSettings settings() {
        return settings;
    }
}
