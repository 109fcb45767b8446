package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.Set;

/**
 * A pod in one word and three numbers, by the rules of upstream's printPod (v1.36).
 *
 * @param containers those that count: regular ones and restartable init containers
 * @param ready how many of them are ready
 * @param reason the STATUS column
 * @param restarts of the containers that matter now: the init containers' while they run
 * @param lastRestart when the last restarted container had ended, as a timestamp; empty when none did
 */
record PodSummary(int containers, int ready, String reason, long restarts, String lastRestart) {

    static PodSummary of(ObjectNode pod) {
        return new Reader(pod).read();
    }

    /** The status of one of the pod's conditions; empty when it has none of that type. */
    static String conditionStatus(ObjectNode pod, String type) {
        for (JsonNode condition : Tree.get(Tree.status(pod), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return Tree.text(condition, "status");
            }
        }
        return "";
    }

    /** Walks a pod's container statuses once. Confined to one call. */
    private static final class Reader {
        private final ObjectNode pod;
        private final JsonNode spec;
        private final JsonNode status;
        private final Set<String> restartable = new HashSet<>();
        private String reason;
        private int ready;
        private long restarts;
        private String lastRestart = "";
        private long sidecarRestarts;
        private String lastSidecarRestart = "";

        Reader(ObjectNode pod) {
            this.pod = pod;
            this.spec = Tree.spec(pod);
            this.status = Tree.status(pod);
            String statusReason = Tree.text(status, "reason");
            this.reason = statusReason.isEmpty() ? Tree.text(status, "phase") : statusReason;
        }

        PodSummary read() {
            for (JsonNode condition : Tree.get(status, "conditions")) {
                if (Tree.text(condition, "type").equals("PodScheduled")
                        && Tree.text(condition, "reason").equals("SchedulingGated")) {
                    reason = "SchedulingGated";
                }
            }
            for (JsonNode container : Tree.get(spec, "initContainers")) {
                if (Tree.text(container, "restartPolicy").equals("Always")) {
                    restartable.add(Tree.text(container, "name"));
                }
            }
            boolean initializing = readInitContainers();
            if (!initializing || conditionStatus(pod, "Initialized").equals("True")) {
                readContainers();
            }
            if (Tree.has(Tree.metadata(pod), "deletionTimestamp")) {
                String phase = Tree.text(status, "phase");
                if (Tree.text(status, "reason").equals("NodeLost")) {
                    reason = "Unknown";
                } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                    reason = "Terminating";
                }
            }
            int containers = Tree.get(spec, "containers").size() + restartable.size();
            return new PodSummary(containers, ready, reason, restarts, lastRestart);
        }

        /** @return whether an init container is not through yet */
        private boolean readInitContainers() {
            int total = Tree.get(spec, "initContainers").size();
            int i = 0;
            for (JsonNode container : Tree.get(status, "initContainerStatuses")) {
                long count = Tree.number(container, "restartCount");
                String ended = Tree.text(Tree.get(container, "lastState", "terminated"), "finishedAt");
                boolean sidecar = restartable.contains(Tree.text(container, "name"));
                restarts += count;
                lastRestart = later(lastRestart, ended);
                if (sidecar) {
                    sidecarRestarts += count;
                    lastSidecarRestart = later(lastSidecarRestart, ended);
                }
                JsonNode terminated = Tree.get(container, "state", "terminated");
                String waiting = Tree.text(Tree.get(container, "state", "waiting"), "reason");
                if (!terminated.isMissingNode() && Tree.number(terminated, "exitCode") == 0) {
                    i++;
                    continue;
                }
                if (sidecar && Tree.flag(container, "started")) {
                    ready += Tree.flag(container, "ready") ? 1 : 0;
                    i++;
                    continue;
                }
                if (!terminated.isMissingNode()) {
                    reason = "Init:" + ended(terminated);
                } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                    reason = "Init:" + waiting;
                } else {
                    reason = "Init:" + i + "/" + total;
                }
                return true;
            }
            return false;
        }

        private void readContainers() {
            restarts = sidecarRestarts;
            lastRestart = lastSidecarRestart;
            boolean running = false;
            String failure = "";
            JsonNode statuses = Tree.get(status, "containerStatuses");
            for (int i = statuses.size() - 1; i >= 0; i--) {
                JsonNode container = statuses.get(i);
                JsonNode state = Tree.get(container, "state");
                restarts += Tree.number(container, "restartCount");
                lastRestart =
                        later(lastRestart, Tree.text(Tree.get(container, "lastState", "terminated"), "finishedAt"));
                String waiting = Tree.text(Tree.get(state, "waiting"), "reason");
                JsonNode terminated = Tree.get(state, "terminated");
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (!terminated.isMissingNode()) {
                    reason = ended(terminated);
                    failure = Tree.number(terminated, "exitCode") == 0 ? failure : reason;
                } else if (Tree.flag(container, "ready") && Tree.has(state, "running")) {
                    running = true;
                    ready++;
                }
            }
            if (!reason.equals("Completed")) {
                return;
            }
            if (running && conditionStatus(pod, "Ready").equals("True")) {
                reason = "Running";
            } else if (!failure.isEmpty()) {
                reason = failure;
            } else if (running) {
                reason = "NotReady";
            }
        }

        private static String ended(JsonNode terminated) {
            String reason = Tree.text(terminated, "reason");
            if (!reason.isEmpty()) {
                return reason;
            }
            long signal = Tree.number(terminated, "signal");
            return signal != 0 ? "Signal:" + signal : "ExitCode:" + Tree.number(terminated, "exitCode");
        }

        /** RFC 3339 in UTC to the second: the later text is the later time. */
        private static String later(String one, String other) {
            return other.compareTo(one) > 0 ? other : one;
        }
    }
}
