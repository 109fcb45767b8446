package dev.coracle.controllers.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controllers.core.OwnerClaim.Verdict;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerClaimTest {
    private final LabelSelector selector =
            new LabelSelectorBuilder().addToMatchLabels("app", "web").build();

    @ParameterizedTest
    @CsvSource({
        // matches, controller's uid, owner going, candidate going -> verdict
        "true, u1, false, false, KEEP",
        "true, u1, false, true, KEEP",
        "true, u2, false, false, LEAVE_ALONE",
        "true, , false, false, ADOPT",
        "true, , false, true, LEAVE_ALONE",
        "true, , true, false, LEAVE_ALONE",
        "false, u1, false, false, RELEASE",
        "false, u1, true, false, LEAVE_ALONE",
        "false, , false, false, LEAVE_ALONE",
    })
    void keepsAdoptsReleasesOrLeavesAlone(
            boolean matches, String controllerUid, boolean ownerGoing, boolean podGoing, Verdict expected) {
        ReplicaSet owner = new ReplicaSetBuilder()
                .withNewMetadata()
                .withUid("u1")
                .withDeletionTimestamp(ownerGoing ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .build();
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .addToLabels("app", matches ? "web" : "other")
                .withDeletionTimestamp(podGoing ? "2026-01-01T00:00:00Z" : null)
                .endMetadata();
        if (controllerUid != null) {
            pod.editMetadata()
                    .addNewOwnerReference()
                    .withUid(controllerUid)
                    .withController(true)
                    .endOwnerReference()
                    .endMetadata();
        }
        Pod candidate = pod.build();

        assertThat(OwnerClaim.verdict(owner, selector, candidate)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "In, web|db, true",
        "In, db, false",
        "NotIn, db, true",
        "NotIn, web, false",
        "Exists, , true",
        "DoesNotExist, , false",
    })
    void evaluatesExpressions(String operator, String values, boolean expected) {
        LabelSelector expression = new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("app")
                .withOperator(operator)
                .withValues(values == null ? new String[0] : values.split("\\|"))
                .endMatchExpression()
                .build();

        assertThat(LabelSelectors.matches(expression, Map.of("app", "web"))).isEqualTo(expected);
    }

    @Test
    void anEmptySelectorMatchesAllAndAMissingOneNothing() {
        assertThat(LabelSelectors.matches(new LabelSelector(), Map.of())).isTrue();
        assertThat(LabelSelectors.matches((LabelSelector) null, Map.of())).isFalse();
    }

    @Test
    void percentagesRoundAsAsked() {
        assertThat(Numbers.scaled(new IntOrString("25%"), 3, true)).isEqualTo(1);
        assertThat(Numbers.scaled(new IntOrString("25%"), 3, false)).isZero();
        assertThat(Numbers.scaled(new IntOrString(2), 3, false)).isEqualTo(2);
        assertThat(Numbers.scaled(null, 3, false)).isZero();
    }
}
