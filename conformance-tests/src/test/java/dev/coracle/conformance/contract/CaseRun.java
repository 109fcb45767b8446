package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of one case, in a namespace and under names of its own; what it created is gone afterwards. Used by one thread.
 */
final class CaseRun implements AutoCloseable {
    private static final int HTTP_OK = 200;

    private final Target target;
    private final Variables variables;
    private final Map<Step, Answer> answers = new LinkedHashMap<>();
    private final Sandbox sandbox;

    CaseRun(Target target, String id) {
        this.target = target;
        this.variables = new Variables(id);
        this.sandbox = new Sandbox(target, variables);
    }

    /** Each difference between what the case expects and what happens; none after the first step that prepares and fails. */
    List<String> run(ContractCase tested) throws Exception {
        List<String> differences = new ArrayList<>();
        for (Step step : tested.given()) {
            differences.addAll(perform(step));
            if (!differences.isEmpty()) {
                return differences;
            }
        }
        differences.addAll(perform(tested.when()));
        for (Step step : tested.then()) {
            differences.addAll(perform(step));
        }
        return differences;
    }

    Variables variables() {
        return variables;
    }

    /** What was answered to each step that is not a watch. */
    Map<Step, Answer> answers() {
        return answers;
    }

    private List<String> perform(Step step) throws Exception {
        List<String> differences =
                step.isWatch() ? watch(step) : step.expected().eventually() ? await(step) : check(step);
        return differences.stream()
                .map(difference -> step.method() + " " + variables.fill(step.path()) + "\n  " + difference)
                .toList();
    }

    private List<String> await(Step step) {
        List<List<String>> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(Target.LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            last.add(check(step)) && last.get(last.size() - 1).isEmpty());
        } catch (ConditionTimeoutException e) {
            return last.get(last.size() - 1);
        }
        return List.of();
    }

    private List<String> check(Step step) {
        Answer answer = target.send(request(step));
        answers.put(step, answer);
        sandbox.remember(step, answer);
        step.save()
                .forEach((name, pointer) ->
                        variables.save(name, answer.json().at(pointer).asText()));
        return step.expected().differences(answer, variables);
    }

    private List<String> watch(Step step) throws Exception {
        HttpResponse<InputStream> response = target.open(request(step));
        if (response.statusCode() != HTTP_OK) {
            Answer answer = Answer.of(
                    response.statusCode(), response.headers(), response.body().readAllBytes());
            answers.put(step, answer);
            return step.expected().differences(answer, variables);
        }
        answers.put(step, Answer.of(response.statusCode(), response.headers(), "{}".getBytes(StandardCharsets.UTF_8)));
        List<String> differences = new ArrayList<>();
        try (Watching watching = new Watching(response.body())) {
            watching.start();
            for (Step meanwhile : step.during()) {
                differences.addAll(perform(meanwhile));
            }
            for (Expected.Event expected : step.events()) {
                JsonNode event = watching.next();
                if (event == null) {
                    differences.add("no event came, expected " + expected);
                    break;
                }
                expected.differences(event, variables)
                        .forEach(difference -> differences.add(
                                "event " + expected.type() + " " + expected.name() + ": " + difference));
            }
        }
        return differences;
    }

    private HttpRequest.Builder request(Step step) {
        sandbox.prepare(step);
        String path = variables.fill(step.path());
        boolean watch = step.isWatch();
        HttpRequest.Builder request =
                target.request(watch ? path + (path.contains("?") ? "&" : "?") + "watch=true" : path);
        step.headers().forEach((name, value) -> request.header(name, variables.fill(value)));
        return request.method(watch ? "GET" : step.method(), publisher(step.body()));
    }

    private HttpRequest.BodyPublisher publisher(Step.@Nullable Body body) {
        if (body instanceof Step.Body.Tree tree) {
            return HttpRequest.BodyPublishers.ofString(
                    variables.fill(tree.value()).toString());
        }
        if (body instanceof Step.Body.Text text) {
            return HttpRequest.BodyPublishers.ofString(variables.fill(text.value()));
        }
        return body instanceof Step.Body.Bytes bytes
                ? HttpRequest.BodyPublishers.ofByteArray(Base64.getDecoder().decode(bytes.base64()))
                : HttpRequest.BodyPublishers.noBody();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
