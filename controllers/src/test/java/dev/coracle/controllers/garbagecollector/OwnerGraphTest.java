package dev.coracle.controllers.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.garbagecollector.Judgement.Owner;
import dev.coracle.controllers.garbagecollector.Judgement.OwnerState;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerGraphTest {
    private static final ApiKind POD = ApiKind.of(Pod.class);
    private static final ApiKind REPLICA_SET = ApiKind.of(ReplicaSet.class);

    private final Set<String> toDelete = new LinkedHashSet<>();
    private final Set<String> toOrphan = new LinkedHashSet<>();
    private final OwnerGraph graph = new OwnerGraph(toDelete::add, toOrphan::add);

    @Test
    void anOwnerThatGoesMakesUsLookAtItsDependents() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, owned("p1", "rs"));
        see(POD, owned("p2", "rs"));
        assertThat(toDelete).isEmpty();

        graph.remove("rs");

        assertThat(toDelete).containsExactly("p1", "p2");
    }

    @Test
    void anOwnerNobodyHasSeenIsLookedUp() {
        see(POD, owned("p1", "ghost"));

        assertThat(toDelete).containsExactly("ghost");
        assertThat(graph.view("ghost").identity().kind().plural()).isEqualTo("replicasets");
        toDelete.clear();
        graph.remove("ghost");
        assertThat(toDelete).containsExactly("p1");
    }

    @Test
    void foregroundDeletionLooksAtDependentsAndThenAtTheOwnerAgain() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, owned("p1", "rs"));
        see(
                REPLICA_SET,
                meta("rs")
                        .withDeletionTimestamp("2026-01-01T00:00:00Z")
                        .withFinalizers(Node.FOREGROUND)
                        .build());
        assertThat(toDelete).containsExactly("p1", "rs");
        assertThat(graph.view("rs").dependents()).allMatch(OwnerGraph.Dependent::blocks);

        toDelete.clear();
        graph.remove("p1");

        assertThat(toDelete).containsExactly("rs");
        assertThat(graph.view("rs").dependents()).isEmpty();
    }

    @Test
    void orphaningIsItsOwnQueue() {
        see(
                REPLICA_SET,
                meta("rs")
                        .withDeletionTimestamp("2026-01-01T00:00:00Z")
                        .withFinalizers(Node.ORPHAN)
                        .build());

        assertThat(toOrphan).containsExactly("rs");
        assertThat(toDelete).isEmpty();
    }

    @Test
    void releasingADependentTakesItOutOfTheGraph() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, owned("p1", "rs"));
        see(POD, meta("p1").build());

        assertThat(graph.view("rs").dependents()).isEmpty();
    }

    @Test
    void judgesByTheStateOfTheOwners() {
        Owner solid = new Owner(reference("a"), OwnerState.SOLID);
        Owner absent = new Owner(reference("b"), OwnerState.ABSENT);
        Owner waiting = new Owner(reference("c"), OwnerState.WAITING);
        OwnerGraph.Dependent child = new OwnerGraph.Dependent(new Identity("d", POD, "default", "d"), true, false);

        assertThat(judge(List.of(), List.of(), List.of())).isEqualTo(Judgement.Keep.INSTANCE);
        assertThat(judge(List.of(solid), List.of(), List.of())).isEqualTo(Judgement.Keep.INSTANCE);
        assertThat(judge(List.of(solid, absent), List.of(), List.of()))
                .isEqualTo(new Judgement.Detach(List.of(solid.reference())));
        assertThat(judge(List.of(absent), List.of(), List.of()))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.BACKGROUND, false));
        assertThat(judge(List.of(absent), List.of(Node.ORPHAN), List.of()))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.ORPHAN, false));
        assertThat(judge(List.of(waiting), List.of(), List.of()))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.BACKGROUND, false));
        assertThat(judge(List.of(waiting), List.of(), List.of(child)))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.FOREGROUND, false));
        assertThat(judge(List.of(waiting), List.of(), List.of(new OwnerGraph.Dependent(child.identity(), true, true))))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.FOREGROUND, true));
    }

    private static Judgement judge(List<Owner> owners, List<String> finalizers, List<OwnerGraph.Dependent> dependents) {
        return Judgement.of(owners, finalizers, dependents);
    }

    private void see(ApiKind kind, ObjectMeta metadata) {
        graph.observe(kind, metadata, reference -> REPLICA_SET);
    }

    private static ObjectMetaBuilder meta(String uid) {
        return new ObjectMetaBuilder().withUid(uid).withName(uid).withNamespace("default");
    }

    private static ObjectMeta owned(String uid, String owner) {
        return meta(uid).withOwnerReferences(reference(owner)).build();
    }

    private static OwnerReference reference(String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(uid)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
