package dev.coracle.controllers.deployment;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts conditions into a Deployment's status; the status passed in is changed. */
final class Conditions {
    static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";

    private Conditions() {}

    /** A condition without its times. */
    record Finding(String type, String status, String reason, String message) {}

    static Finding progressing(String status, String reason, String message) {
        return new Finding(PROGRESSING, status, reason, message);
    }

    static Finding available(String status, String reason, String message) {
        return new Finding(AVAILABLE, status, reason, message);
    }

    static @Nullable DeploymentCondition progressing(DeploymentStatus status) {
        return find(status, PROGRESSING);
    }

    private static @Nullable DeploymentCondition find(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst()
                .orElse(null);
    }

    /** Leaves everything as it is if status and reason are the same already. */
    static void set(DeploymentStatus status, Finding finding, Instant now) {
        DeploymentCondition last = find(status, finding.type());
        if (last == null
                || !last.getStatus().equals(finding.status())
                || !last.getReason().equals(finding.reason())) {
            replace(status, finding, now);
        }
    }

    /** Renews the lastUpdateTime whatever was there; the lastTransitionTime moves only with the status. */
    static void replace(DeploymentStatus status, Finding finding, Instant now) {
        DeploymentCondition last = find(status, finding.type());
        boolean sameStatus = last != null && last.getStatus().equals(finding.status());
        setAsIs(
                status,
                new DeploymentConditionBuilder()
                        .withType(finding.type())
                        .withStatus(finding.status())
                        .withReason(finding.reason())
                        .withMessage(finding.message())
                        .withLastUpdateTime(ApiTime.seconds(now))
                        .withLastTransitionTime(sameStatus ? last.getLastTransitionTime() : ApiTime.seconds(now))
                        .build());
    }

    static void setAsIs(DeploymentStatus status, DeploymentCondition condition) {
        DeploymentCondition last = find(status, condition.getType());
        if (last != null
                && last.getReason().equals(condition.getReason())
                && last.getStatus().equals(condition.getStatus())
                && last.getLastUpdateTime().equals(condition.getLastUpdateTime())) {
            return;
        }
        remove(status, condition.getType());
        List<DeploymentCondition> conditions = new ArrayList<>(status.getConditions());
        conditions.add(condition);
        status.setConditions(conditions);
    }

    static void remove(DeploymentStatus status, String type) {
        status.setConditions(new ArrayList<>(status.getConditions().stream()
                .filter(c -> !type.equals(c.getType()))
                .toList()));
    }
}
