package dev.coracle.apiserver.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.kinds.Kinds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {
    private static final String HEAD =
            "metadata: {name: web%s}\nspec: {containers: [{name: a, image: x}, {name: b, image:"
                    + " x}], initContainers: [{name: i, image: x}, {name: s, image: x, restartPolicy: Always}]}\nstatus: %s";

    private final Kinds pods = Pods.kind();

    @Test
    void hasTheColumnsOfARealServer() {
        assertThat(pods.headings())
                .containsExactly(
                        "Name",
                        "Ready",
                        "Status",
                        "Restarts",
                        "Age",
                        "IP*",
                        "Node*",
                        "Nominated Node*",
                        "Readiness Gates*");
    }

    @Test
    void printsARunningPod() {
        assertThat(pods.cells("""
                        metadata: {name: web, creationTimestamp: "2026-01-01T00:00:00Z"}
                        spec:
                          nodeName: node-1
                          containers: [{name: a, image: x}]
                          readinessGates: [{conditionType: a.b/c}, {conditionType: a.b/d}]
                        status:
                          phase: Running
                          podIPs: [{ip: 127.244.0.3}]
                          conditions: [{type: a.b/c, status: "True"}]
                          containerStatuses:
                          - {name: a, ready: true, restartCount: 1, state: {running: {}}, image: x, imageID: x,
                             lastState: {terminated: {exitCode: 1, finishedAt: "2026-01-01T00:09:55Z"}}}
                        """))
                .containsExactly(
                        "web", "1/1", "Running", "1 (5s ago)", "10m", "127.244.0.3", "node-1", "<none>", "1/2");
    }

    /** Statuses of the init containers i and s and the containers a and b, in the rows' own shorthand. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{phase: Pending}|0/3|Pending",
                "{phase: Failed, reason: Evicted}|0/3|Evicted",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}}]}|0/3|Init:0/2",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: PodInitializing}}}]}|0/3|Init:0/2",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: CrashLoopBackOff}}}]}|0/3|Init:CrashLoopBackOff",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 2}}}]}|0/3|Init:ExitCode:2",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 1, reason: Error}}}]}|0/3|Init:Error",
                "{phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}, {name: s, state: {waiting: {reason: PodInitializing}}}]}|0/3|Init:1/2",
                "{phase: Running, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}, {name: s, started: true, ready: true, state: {running: {}}}], containerStatuses: [{name: a, ready: true, state: {running: {}}}, {name: b, ready: false, state: {running: {}}}]}|2/3|Running",
                "{phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}, {name: b, ready: true, state: {running: {}}}]}|1/3|CrashLoopBackOff",
                "{phase: Running, containerStatuses: [{name: a, state: {terminated: {exitCode: 137, signal: 9}}}]}|0/3|Signal:9",
                "{phase: Succeeded, containerStatuses: [{name: a, state: {terminated: {exitCode: 0, reason: Completed}}}]}|0/3|Completed",
                "{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: a, state: {terminated: {reason: Completed, exitCode: 0}}}, {name: b, ready: true, state: {running: {}}}]}|1/3|Running",
                "{phase: Running, containerStatuses: [{name: a, state: {terminated: {reason: Completed, exitCode: 0}}}, {name: b, ready: true, state: {running: {}}}]}|1/3|NotReady",
                "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}]}|0/3|SchedulingGated"
            },
            quoteCharacter = '"')
    void sumsUpAPod(String status, String ready, String reason) {
        assertThat(pods.cells(HEAD.formatted("", status))).containsSubsequence("web", ready, reason);
    }

    @Test
    void aPodBeingDeletedIsTerminatingUntilItHasEnded() {
        String deleted = ", deletionTimestamp: '2026-01-01T00:00:00Z'";
        assertThat(pods.cells(HEAD.formatted(deleted, "{phase: Running}"))).contains("Terminating");
        assertThat(pods.cells(HEAD.formatted(deleted, "{phase: Running, reason: NodeLost}")))
                .contains("Unknown");
        assertThat(pods.cells(HEAD.formatted(deleted, "{phase: Failed}"))).contains("Failed");
    }

    @Test
    void aPodThatHasEndedIsCompleted() {
        assertThat(pods.strategy().columns().conditions(pods.decode(HEAD.formatted("", "{phase: Succeeded}"))))
                .singleElement()
                .satisfies(condition -> assertThat(condition.reason()).isEqualTo("Succeeded"));
    }
}
