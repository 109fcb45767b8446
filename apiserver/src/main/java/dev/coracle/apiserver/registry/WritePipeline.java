package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.InTurn;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What happens to an object between its decoding and its commit, by operation: a list of named stages, in the order in which
 * they run. What differs between the operations is in these lists and nowhere else; ARCHITECTURE.md shows them. A write
 * that loses a race runs its list again, on the object that is there by then. Immutable.
 */
public final class WritePipeline {
    private static final Stage DEFAULT = Stage.of("default", UpdateStages::setDefaults);
    private static final Stage MUTATE =
            Stage.waiting("mutate", draft -> draft.admission().mutate(draft));
    private static final Stage COMPLETE = Stage.of("complete", CreateStages::complete);
    private static final Stage ADMIT =
            Stage.waiting("admit", draft -> draft.admission().validate(draft));

    private static final Stage MATCH = Stage.of("match", UpdateStages::match);
    private static final Stage VERSION = Stage.of("version", UpdateStages::checkVersion);
    private static final Stage OWN = Stage.of("own", UpdateStages::own);

    /** A new object. */
    public static final WritePipeline CREATE = new WritePipeline(
            "create",
            AdmissionOperation.CREATE,
            Stage.of("name", CreateStages::name),
            Stage.of("accept", CreateStages::accept),
            DEFAULT,
            // Between defaults and admission, as upstream: whoever creates an object owns the former and not the
            // latter.
            Stage.of("own", CreateStages::own),
            MUTATE,
            Stage.of("stamp", CreateStages::stamp),
            Stage.of("prepare", CreateStages::prepare),
            COMPLETE,
            Stage.of("validate", CreateStages::validate),
            ADMIT,
            Stage.of("warn", CreateStages::warn));

    /** An update of everything but status, under the strategy's rules for updates. */
    public static final WritePipeline UPDATE = new WritePipeline(
            "update",
            AdmissionOperation.UPDATE,
            MATCH,
            VERSION,
            DEFAULT,
            OWN,
            MUTATE,
            Stage.of("keep", UpdateStages::keep),
            Stage.of("prepare", UpdateStages::prepare),
            COMPLETE,
            Stage.of("generation", UpdateStages::moveGeneration),
            Stage.of("validate", UpdateStages::validate),
            ADMIT,
            Stage.of("warn", UpdateStages::warn));

    /** An update of status and metadata, under the strategy's rules for that. */
    public static final WritePipeline STATUS = new WritePipeline(
            "status",
            AdmissionOperation.UPDATE,
            MATCH,
            VERSION,
            DEFAULT,
            OWN,
            MUTATE,
            Stage.of("keep", UpdateStages::keepAllButStatus),
            Stage.of("prepare", UpdateStages::prepareStatus),
            COMPLETE,
            Stage.of("validate", UpdateStages::validateStatus),
            ADMIT);

    /** An update whose merge has settled already who owns what: a server-side apply to what is there, a scale. */
    public static final WritePipeline APPLY = UPDATE.without("apply", OWN);

    /** Whatever the update does: a binding, an eviction. Who asks for it has checked and admitted it. */
    public static final WritePipeline UNCHECKED =
            new WritePipeline("unchecked", AdmissionOperation.UPDATE, MATCH, VERSION, OWN);

    /** An update that takes finalizers of a namespace's spec. */
    public static final WritePipeline FINALIZE =
            new WritePipeline("finalize", AdmissionOperation.UPDATE, MATCH, VERSION, OWN, MUTATE, ADMIT);

    /** The removal of an object, or its beginning. */
    public static final WritePipeline DELETE = new WritePipeline(
            "delete",
            AdmissionOperation.DELETE,
            Stage.of("preconditions", DeleteStages::checkPreconditions),
            MUTATE,
            ADMIT,
            Stage.of("accept", DeleteStages::accept),
            Stage.of("mark", DeleteStages::mark));

    /** A document below an object that is answered and not stored itself: a Binding, an Eviction, a TokenRequest. */
    static final WritePipeline DOCUMENT = new WritePipeline("document", AdmissionOperation.CREATE, MUTATE, ADMIT);

    /** A stream to something; nothing is committed. */
    static final WritePipeline CONNECT = new WritePipeline("connect", AdmissionOperation.CONNECT, MUTATE, ADMIT);

    private final String name;
    private final AdmissionOperation operation;
    private final List<Stage> stages;

    private WritePipeline(String name, AdmissionOperation operation, Stage... stages) {
        this.name = name;
        this.operation = operation;
        this.stages = List.of(stages);
    }

    /** All of them. */
    public static List<WritePipeline> all() {
        return List.of(CREATE, UPDATE, STATUS, APPLY, UNCHECKED, FINALIZE, DELETE, DOCUMENT, CONNECT);
    }

    private WritePipeline without(String other, Stage left) {
        return new WritePipeline(
                other,
                operation,
                stages.stream().filter(stage -> !stage.equals(left)).toArray(Stage[]::new));
    }

    public String name() {
        return name;
    }

    /** What admission takes it for. */
    AdmissionOperation operation() {
        return operation;
    }

    /** The stages' names, in their order. */
    public List<String> stages() {
        return stages.stream().map(Stage::name).toList();
    }

    /** Runs a draft through all stages: on the caller's thread as far as none has to wait. */
    CompletableFuture<Void> run(Draft draft) {
        return InTurn.run(stages, stage -> stage.step().apply(draft), draft.executor());
    }

    @Override
    public String toString() {
        return name + ": " + String.join(", ", stages());
    }
}
