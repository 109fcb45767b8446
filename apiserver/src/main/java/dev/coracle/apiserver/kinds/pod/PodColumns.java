package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.TableColumns.Column;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code kubectl get pods}. */
final class PodColumns implements TableColumns {
    static final TableColumns TABLE = new PodColumns();

    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Ready", "string", "The aggregate readiness state of this pod for accepting traffic.", pod -> {
                PodSummary summary = PodSummary.of(pod);
                return summary.ready() + "/" + summary.containers();
            }),
            Columns.cell(
                    "Status",
                    "string",
                    "The aggregate status of the containers in this pod.",
                    pod -> PodSummary.of(pod).reason()),
            Columns.timed(
                    "Restarts",
                    "The number of times the containers in this pod have been restarted and when the last container in"
                            + " this pod has restarted.",
                    PodColumns::restarts),
            Columns.AGED,
            Columns.cell("IP", "string", "@core.v1.PodStatus.podIP", PodColumns::address)
                    .wide(),
            Columns.textOrNone("Node", "@core.v1.PodSpec.nodeName", "spec.nodeName")
                    .wide(),
            Columns.textOrNone("Nominated Node", "@core.v1.PodStatus.nominatedNodeName", "status.nominatedNodeName")
                    .wide(),
            Columns.cell("Readiness Gates", "string", "@core.v1.PodSpec.readinessGates", PodColumns::readinessGates)
                    .wide());
    private static final List<RowCondition> SUCCEEDED =
            List.of(new RowCondition("Completed", "Succeeded", "The pod has completed successfully."));
    private static final List<RowCondition> FAILED =
            List.of(new RowCondition("Completed", "Failed", "The pod failed."));

    private PodColumns() {}

    @Override
    public List<Column> columns() {
        return COLUMNS.columns();
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
        return COLUMNS.cells(pod, now);
    }

    private static String address(ObjectNode pod) {
        JsonNode status = Tree.status(pod);
        JsonNode addresses = Tree.get(status, "podIPs");
        return Columns.orNone(addresses.isEmpty() ? Tree.text(status, "podIP") : Tree.text(addresses.get(0), "ip"));
    }

    private static String restarts(ObjectNode pod, Instant now) {
        PodSummary summary = PodSummary.of(pod);
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
