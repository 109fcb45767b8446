package dev.coracle.apiserver.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.registry.PipelineHarness;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.decode.BodyFormat;
import dev.coracle.machinery.decode.DecodeTarget;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One kind under test: manifests go through the decoder and the stages of the write pipeline. */
public final class Kinds {
    public static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static final SchemaCatalogue SCHEMAS = SchemaCatalogue.load();
    private static final ObjectDecoder DECODER = SCHEMAS.decoder();
    private static final List<Resource> RESOURCES = ResourceTable.load(SCHEMAS, Strategies::of);

    private final Resource resource;
    private final Strategy strategy;
    private final TestWrite write;
    private final PipelineHarness pipeline;

    private Kinds(Resource resource) {
        this.resource = resource;
        this.strategy = resource.strategy();
        this.write = new TestWrite(resource);
        this.pipeline = new PipelineHarness(write);
    }

    public static Kinds of(String group, String plural) {
        GroupResource wanted = new GroupResource(group, plural);
        return new Kinds(RESOURCES.stream()
                .filter(resource -> resource.storage().equals(wanted))
                .findFirst()
                .orElseThrow());
    }

    public Resource resource() {
        return resource;
    }

    public Strategy strategy() {
        return strategy;
    }

    /** The world around the writes: other objects, claims, settings. */
    public TestWrite write() {
        return write;
    }

    public ObjectNode decode(String manifest) {
        return DECODER.decode(
                        manifest.getBytes(StandardCharsets.UTF_8),
                        BodyFormat.YAML,
                        new DecodeTarget(resource.stored().kind(resource.names()), resource.schema()),
                        FieldValidation.STRICT)
                .object();
    }

    /** The object as it would be stored, whether valid or not. */
    public ObjectNode prepared(String manifest) {
        ObjectNode object = decode(manifest);
        pipeline.create(object);
        write.hold(strategy.claims(object));
        return object;
    }

    public ObjectNode create(String manifest) {
        ObjectNode object = decode(manifest);
        List<String> errors = pipeline.create(object);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors);
        }
        write.hold(strategy.claims(object));
        return object;
    }

    /** What is wrong with a new object, as in a Status's causes. */
    public List<String> refusal(String manifest) {
        return pipeline.create(decode(manifest));
    }

    /** An update's result, put into {@code object}. */
    public List<String> update(ObjectNode object, ObjectNode old) {
        List<String> errors = pipeline.update(object, old);
        if (errors.isEmpty()) {
            write.release(strategy.claims(old));
            write.hold(strategy.claims(object));
        }
        return errors;
    }

    public List<String> updateStatus(ObjectNode object, ObjectNode old) {
        return pipeline.updateStatus(object, old);
    }

    public List<Object> cells(String manifest) {
        return strategy.columns().cells(decode(manifest), NOW);
    }

    public List<String> headings() {
        return strategy.columns().columns().stream()
                .map(column -> column.priority() == 0 ? column.name() : column.name() + "*")
                .toList();
    }

    public static ObjectNode spec(ObjectNode object) {
        return Tree.createObject(object, "spec");
    }
}
