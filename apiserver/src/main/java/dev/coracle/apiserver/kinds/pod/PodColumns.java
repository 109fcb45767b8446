package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code kubectl get pods}. */
final class PodColumns implements TableColumns {
    static final TableColumns TABLE = new PodColumns();

    private static final List<Column> COLUMNS = List.of(
            Columns.NAME,
            Columns.text("Ready", "The aggregate readiness state of this pod for accepting traffic."),
            Columns.text("Status", "The aggregate status of the containers in this pod."),
            Columns.text(
                    "Restarts",
                    "The number of times the containers in this pod have been restarted and when the last container in"
                            + " this pod has restarted."),
            Columns.AGE,
            Columns.wide("IP", "@core.v1.PodStatus.podIP"),
            Columns.wide("Node", "@core.v1.PodSpec.nodeName"),
            Columns.wide("Nominated Node", "@core.v1.PodStatus.nominatedNodeName"),
            Columns.wide("Readiness Gates", "@core.v1.PodSpec.readinessGates"));
    private static final List<RowCondition> SUCCEEDED =
            List.of(new RowCondition("Completed", "Succeeded", "The pod has completed successfully."));
    private static final List<RowCondition> FAILED =
            List.of(new RowCondition("Completed", "Failed", "The pod failed."));

    private PodColumns() {}

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<RowCondition> conditions(ObjectNode pod) {
        return switch (Tree.text(Tree.status(pod), "phase")) {
            case "Succeeded" -> SUCCEEDED;
            case "Failed" -> FAILED;
            default -> List.of();
        };
    }

    @Override
    public List<@Nullable Object> cells(ObjectNode pod, Instant now) {
        JsonNode status = Tree.status(pod);
        PodSummary summary = PodSummary.of(pod);
        JsonNode addresses = Tree.get(status, "podIPs");
        String address = addresses.isEmpty() ? Tree.text(status, "podIP") : Tree.text(addresses.get(0), "ip");
        return List.of(
                Tree.name(pod),
                summary.ready() + "/" + summary.containers(),
                summary.reason(),
                restarts(summary, now),
                Ages.of(pod, now),
                Columns.orNone(address),
                Columns.orNone(Tree.text(Tree.spec(pod), "nodeName")),
                Columns.orNone(Tree.text(status, "nominatedNodeName")),
                readinessGates(pod));
    }

    private static String restarts(PodSummary summary, Instant now) {
        String count = Long.toString(summary.restarts());
        return summary.restarts() == 0 || summary.lastRestart().isEmpty()
                ? count
                : count + " (" + Ages.since(summary.lastRestart(), now) + " ago)";
    }

    private static String readinessGates(ObjectNode pod) {
        JsonNode gates = Tree.get(Tree.spec(pod), "readinessGates");
        if (gates.isEmpty()) {
            return Columns.NONE;
        }
        int open = 0;
        for (JsonNode gate : gates) {
            if (PodSummary.conditionStatus(pod, Tree.text(gate, "conditionType"))
                    .equals("True")) {
                open++;
            }
        }
        return open + "/" + gates.size();
    }
}
