package dev.coracle.controllers.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.ComparatorContract;
import dev.coracle.controllers.garbagecollector.Judgement.Owner;
import dev.coracle.controllers.garbagecollector.Judgement.OwnerState;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerGraphTest {
    private static final ApiKind POD = ApiKind.of(Pod.class);
    private static final ApiKind REPLICA_SET = ApiKind.of(ReplicaSet.class);

    private final Set<String> toDelete = new LinkedHashSet<>();
    private final Set<String> toOrphan = new LinkedHashSet<>();
    private final List<String> reports = new ArrayList<>();
    private final AbsentOwners absent = new AbsentOwners();
    private final OwnerGraph graph = new OwnerGraph(
            new OwnerGraph.Queues() {
                @Override
                public void delete(String uid) {
                    toDelete.add(uid);
                }

                @Override
                public void orphan(String uid) {
                    toOrphan.add(uid);
                }

                @Override
                public void reportWrongNamespace(Coordinates dependent, Coordinates named) {
                    reports.add(dependent.name() + " " + named);
                }
            },
            absent);

    @Test
    void anOwnerThatGoesMakesUsLookAtItsDependents() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, owned("p1", "rs"));
        see(POD, owned("p2", "rs"));
        assertThat(toDelete).isEmpty();

        graph.remove("rs");

        assertThat(toDelete).containsExactly("p1", "p2");
    }

    /** Also what is left over from before a start, as reported in kubernetes/kubernetes#109748. */
    @Test
    void anOwnerNobodyHasSeenIsLookedUp() {
        see(POD, owned("p1", "ghost"));

        assertThat(toDelete).containsExactly("ghost");
        assertThat(graph.view("ghost").virtual()).isTrue();
        toDelete.clear();
        graph.verifiedAbsent(graph.view("ghost").coordinates());
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
        OwnerGraph.Dependent child = new OwnerGraph.Dependent(at("v1", "Pod", "default", "d"), true, false);

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
        assertThat(judge(
                        List.of(waiting),
                        List.of(),
                        List.of(new OwnerGraph.Dependent(child.coordinates(), true, true))))
                .isEqualTo(new Judgement.Delete(DeletionPropagation.FOREGROUND, true));
    }

    /** As reported in kubernetes/kubernetes#65200. */
    @Test
    void aDependentInAnotherNamespaceIsDoubtedAndReportedThoughItsOwnerLives() {
        see(REPLICA_SET, meta("rs").build());
        see(
                POD,
                meta("p1")
                        .withNamespace("other")
                        .withOwnerReferences(reference("rs"))
                        .build());

        assertThat(toDelete).containsExactly("p1");
        assertThat(reports).containsExactly("p1 [apps/v1/ReplicaSet, namespace: other, name: rs, uid: rs]");
    }

    @Test
    void aDependentInAnotherNamespaceIsDoubtedWhenItsOwnerIsSeenAfterIt() {
        see(
                POD,
                meta("p1")
                        .withNamespace("other")
                        .withOwnerReferences(reference("rs"))
                        .build());
        assertThat(toDelete).containsExactly("rs");
        toDelete.clear();

        see(REPLICA_SET, meta("rs").build());

        assertThat(toDelete).containsExactly("p1");
        assertThat(reports).hasSize(1);
    }

    @Test
    void aClusterScopedDependentOfANamespacedOwnerIsReported() {
        see(REPLICA_SET, meta("rs").build());
        see(
                POD,
                meta("p1")
                        .withNamespace(null)
                        .withOwnerReferences(reference("rs"))
                        .build());

        assertThat(reports).containsExactly("p1 [apps/v1/ReplicaSet, namespace: , name: rs, uid: rs]");
    }

    @Test
    void aDependentThatNamesAnotherKindOrNameOrVersionIsDoubted() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, meta("kind").withOwnerReferences(withKind("Deployment")).build());
        see(POD, meta("name").withOwnerReferences(withName("else")).build());
        see(
                POD,
                meta("version").withOwnerReferences(withVersion("apps/v1beta1")).build());
        see(POD, owned("right", "rs"));

        assertThat(toDelete).containsExactly("kind", "name", "version");
        assertThat(reports).isEmpty();
    }

    @Test
    void theAbsenceOfAVirtualOwnerIsNewsOnlyOfThoseWhoMeantThat() {
        see(POD, owned("right", "rs"));
        see(
                POD,
                meta("wrong")
                        .withNamespace("other")
                        .withOwnerReferences(reference("rs"))
                        .build());
        toDelete.clear();

        graph.verifiedAbsent(at("apps/v1", "ReplicaSet", "default", "rs"));

        assertThat(toDelete).containsExactly("right", "rs");
        assertThat(graph.view("rs").coordinates().namespace()).isEqualTo("other");
        assertThat(absent.contains(at("apps/v1", "ReplicaSet", "default", "rs")))
                .isTrue();
        assertThat(absent.contains(at("apps/v1", "ReplicaSet", "other", "rs"))).isFalse();

        toDelete.clear();
        graph.verifiedAbsent(at("apps/v1", "ReplicaSet", "other", "rs"));

        assertThat(toDelete).contains("wrong");
    }

    @Test
    void whatIsSaidOfALivingOwnerElsewhereNeverRemovesIt() {
        see(REPLICA_SET, meta("rs").build());
        see(POD, owned("right", "rs"));
        see(POD, meta("wrong").withOwnerReferences(withName("else")).build());
        toDelete.clear();

        graph.verifiedAbsent(new Coordinates("apps/v1", "ReplicaSet", "default", "else", "rs"));

        assertThat(toDelete).containsExactly("wrong");
        assertThat(graph.view("rs").virtual()).isFalse();
    }

    @Test
    void anOwnerOfAKindNobodyKnowsIsNotForgotten() {
        see(POD, meta("p1").withOwnerReferences(withVersion("example.com/v1")).build());

        assertThat(toDelete).containsExactly("rs");
        assertThat(graph.view("rs").dependents()).hasSize(1);
    }

    /** As reported in kubernetes/kubernetes#98040: both name an owner that is gone; the one with a namespace must go too. */
    @Test
    void aClusterScopedDependentThatCameFirstDoesNotHideTheOthers() {
        see(
                POD,
                meta("cluster")
                        .withNamespace(null)
                        .withOwnerReferences(reference("rs"))
                        .build());
        toDelete.clear();

        see(POD, owned("p1", "rs"));

        assertThat(toDelete).containsExactly("p1");
    }

    /** As reported in kubernetes/kubernetes#72192 and crossplane/crossplane#895: the right uid and a kind that does not exist yet. */
    @Test
    void aDependentThatWasWrongBeforeItsOwnerWasSeenIsDoubtedThenToo() {
        see(POD, meta("p1").withOwnerReferences(withKind("Stack")).build());
        toDelete.clear();

        see(REPLICA_SET, meta("rs").build());

        assertThat(toDelete).containsExactly("p1");
        assertThat(graph.view("rs").coordinates()).isEqualTo(at("apps/v1", "ReplicaSet", "default", "rs"));
    }

    /** As reported in kubernetes/kubernetes#77081: deleted in the foreground again while another finalizer holds it. */
    @Test
    void aSecondForegroundDeletionIsNoticedThoughTheObjectIsGoingAlready() {
        see(REPLICA_SET, going(Node.FOREGROUND, "example.com/mine"));
        see(REPLICA_SET, going("example.com/mine"));
        toDelete.clear();

        see(REPLICA_SET, going(Node.FOREGROUND, "example.com/mine"));

        assertThat(toDelete).contains("rs");
        assertThat(graph.view("rs").waitsForDependents()).isTrue();
    }

    /** As reported in kubernetes/kubernetes#115570: the update that began the deletion was never seen. */
    @Test
    void aForegroundDeletionIsNoticedWheneverItIsFirstSeen() {
        see(POD, owned("p1", "rs"));
        toDelete.clear();

        see(REPLICA_SET, going(Node.FOREGROUND));

        assertThat(toDelete).containsExactly("p1", "rs");
    }

    private static ObjectMeta going(String... finalizers) {
        return meta("rs")
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .withFinalizers(finalizers)
                .build();
    }

    @Test
    void whatIsSaidOfAnOwnerIsInAnOrder() {
        List<Coordinates> said = new ArrayList<>();
        for (String version : List.of("v1", "apps/v1")) {
            for (String kind : List.of("A", "a")) {
                for (String namespace : List.of("", "x")) {
                    said.add(at(version, kind, namespace, "n"));
                    said.add(at(version, kind, namespace, "m"));
                }
            }
        }

        ComparatorContract.check(Coordinates.ORDER, said);
    }

    private static Coordinates at(String apiVersion, String kind, String namespace, String name) {
        return new Coordinates(apiVersion, kind, namespace, name, name);
    }

    private static OwnerReference withKind(String kind) {
        return new OwnerReferenceBuilder(reference("rs")).withKind(kind).build();
    }

    private static OwnerReference withName(String name) {
        return new OwnerReferenceBuilder(reference("rs")).withName(name).build();
    }

    private static OwnerReference withVersion(String apiVersion) {
        return new OwnerReferenceBuilder(reference("rs"))
                .withApiVersion(apiVersion)
                .build();
    }

    private static Judgement judge(List<Owner> owners, List<String> finalizers, List<OwnerGraph.Dependent> dependents) {
        return Judgement.of(owners, finalizers, dependents);
    }

    private void see(ApiKind kind, ObjectMeta metadata) {
        graph.observe(kind.apiVersion(), kind.kind(), metadata);
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
