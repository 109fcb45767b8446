package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Fills in what the cases leave open by asking a server: steps without a status, and values that are {@code __}. Comments and
 * layout stay. Only for a real kube-apiserver: {@code java ... Recorder <file>...} with the settings of {@link Target}.
 */
final class Recorder {
    private final CaseFile file;
    private final Node root;
    private final List<Edit> edits = new ArrayList<>();

    private Recorder(CaseFile file, Node root) {
        this.file = file;
        this.root = root;
    }

    public static void main(String[] files) throws Exception {
        try (Target target = Target.find()) {
            for (String name : files) {
                Path path = Path.of(name);
                String text = Files.readString(path);
                Node root = new Compose(LoadSettings.builder().setUseMarks(true).build())
                        .composeString(text)
                        .orElseThrow();
                Recorder recorder = new Recorder(CaseFile.read(path), root);
                recorder.record(target);
                Files.writeString(path, recorder.apply(text));
            }
        }
    }

    /** A replacement of the text between two offsets. */
    private record Edit(int from, int to, String text) {}

    private void record(Target target) throws Exception {
        int number = 0;
        for (ContractCase tested : file.cases()) {
            if (tested.checked().stream().noneMatch(Recorder::isOpen)) {
                continue;
            }
            String id = Long.toString(System.nanoTime() / 1_000_000, Character.MAX_RADIX) + number++;
            try (CaseRun run = new CaseRun(target, id)) {
                List<String> differences = run.run(tested);
                boolean prepared = run.answers().containsKey(tested.when());
                differences.stream()
                        .filter(difference ->
                                !prepared || difference.contains("\n  event ") || difference.contains("no event"))
                        .forEach(difference -> System.out.println(tested.id() + "\n  " + difference));
                tested.checked().stream()
                        .filter(Recorder::isOpen)
                        .filter(run.answers()::containsKey)
                        .forEach(step -> fillIn(step, run.answers().get(step), run.variables()));
            } catch (Exception | AssertionError e) {
                System.out.println(tested.id() + "\n  " + e);
            }
        }
    }

    private static boolean isOpen(Step step) {
        return step.expected().status() == 0
                || step.expected().has().values().stream().anyMatch(Recorder::isOpen)
                || step.expected().answers().containsValue(Expected.UNRECORDED);
    }

    private static boolean isOpen(JsonNode value) {
        return value.asText().equals(Expected.UNRECORDED);
    }

    private void fillIn(Step step, Answer answer, Variables variables) {
        MappingNode node = (MappingNode) find(step.location());
        if (step.expected().status() == 0) {
            insert(node, lines(answer, variables));
        }
        step.expected().has().forEach((pointer, value) -> {
            if (isOpen(value)) {
                JsonNode actual = Json.at(answer.json(), variables.fill(pointer));
                String text = actual.isMissingNode()
                        ? Json.ABSENT
                        : actual.isTextual()
                                ? scalar(variables.unfill(actual.textValue()))
                                : variables.unfill(actual.toString());
                replace(child(child(node, "has").orElseThrow(), pointer).orElseThrow(), text);
            }
        });
        step.expected().answers().forEach((name, value) -> {
            if (value.equals(Expected.UNRECORDED)) {
                replace(
                        child(child(node, "answers").orElseThrow(), name).orElseThrow(),
                        scalar(variables.unfill(
                                answer.headers().firstValue(name).orElse(Json.ABSENT))));
            }
        });
    }

    private static List<Map.Entry<String, Object>> lines(Answer answer, Variables variables) {
        List<Map.Entry<String, Object>> lines = new ArrayList<>();
        lines.add(Map.entry("status", Integer.toString(answer.status())));
        if (answer.status() >= 400) {
            text("reason", answer.reason(), lines);
            text("message", variables.unfill(answer.message()), lines);
            text("details", variables.unfill(answer.details()), lines);
            list("causes", answer.causes(), variables, lines);
        }
        list("warnings", answer.warnings(), variables, lines);
        return lines;
    }

    private static void text(String key, String value, List<Map.Entry<String, Object>> lines) {
        if (!value.isEmpty()) {
            lines.add(Map.entry(key, scalar(value)));
        }
    }

    private static void list(
            String key, List<String> values, Variables variables, List<Map.Entry<String, Object>> lines) {
        if (!values.isEmpty()) {
            lines.add(Map.entry(
                    key,
                    values.stream()
                            .map(value -> scalar(variables.unfill(value)))
                            .toList()));
        }
    }

    /** Into a block as lines of its own, at its end; into a flow before its brace. */
    private void insert(MappingNode node, List<Map.Entry<String, Object>> lines) {
        NodeTuple last = node.getValue().get(node.getValue().size() - 1);
        int end = last.getValueNode().getEndMark().orElseThrow().getIndex();
        StringBuilder text = new StringBuilder();
        if (node.getFlowStyle() == FlowStyle.FLOW) {
            lines.forEach(line -> text.append(", ")
                    .append(line.getKey())
                    .append(": ")
                    .append(
                            line.getValue() instanceof List<?> list
                                    ? "["
                                            + String.join(
                                                    ", ",
                                                    list.stream()
                                                            .map(Object::toString)
                                                            .toList()) + "]"
                                    : line.getValue()));
            edits.add(new Edit(end, end, text.toString()));
            return;
        }
        // A block's last value may end in another line than its text does; the expectations stand after the request's
        // own keys.
        NodeTuple anchor = node.getValue().stream()
                .filter(tuple -> !List.of("then", "has", "answers", "events", "during")
                        .contains(((ScalarNode) tuple.getKeyNode()).getValue()))
                .reduce((first, second) -> second)
                .orElse(last);
        int at = anchor.getValueNode().getEndMark().orElseThrow().getIndex();
        String indent = "\n" + " ".repeat(node.getStartMark().orElseThrow().getColumn());
        for (Map.Entry<String, Object> line : lines) {
            text.append(indent).append(line.getKey()).append(":");
            if (line.getValue() instanceof List<?> list) {
                list.forEach(element -> text.append(indent).append("- ").append(element));
            } else {
                text.append(" ").append(line.getValue());
            }
        }
        edits.add(new Edit(-at, -at, text.toString()));
    }

    private void replace(Node node, String text) {
        edits.add(new Edit(
                node.getStartMark().orElseThrow().getIndex(),
                node.getEndMark().orElseThrow().getIndex(),
                text));
    }

    private static String scalar(String text) {
        boolean plain = text.matches("[A-Za-z0-9/(][A-Za-z0-9 ./()_;=<>+*$-]*")
                && !text.matches("[0-9.eE+-]+|true|false|null|0x.*")
                && text.strip().equals(text);
        if (plain) {
            return text;
        }
        return text.chars().anyMatch(c -> c < ' ' || c > '~')
                ? Json.MAPPER.getNodeFactory().textNode(text).toString()
                : "'" + text.replace("'", "''") + "'";
    }

    private Node find(List<Object> location) {
        Node node = root;
        for (Object step : location) {
            node = step instanceof Integer index
                    ? ((SequenceNode) node).getValue().get(index)
                    : child(node, step.toString()).orElseThrow();
        }
        return node;
    }

    private static Optional<Node> child(Node node, String key) {
        return ((MappingNode) node)
                .getValue().stream()
                        .filter(tuple ->
                                ((ScalarNode) tuple.getKeyNode()).getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst();
    }

    /** From the end to the beginning, so that the offsets stay right. Marks count code points. */
    private String apply(String text) {
        List<Edit> absolute = edits.stream()
                .map(edit -> edit.from() >= 0 ? edit : lineEnd(text, -edit.from(), edit.text()))
                .sorted(Comparator.comparingInt(Edit::from).reversed())
                .toList();
        StringBuilder result = new StringBuilder(text);
        for (Edit edit : absolute) {
            result.replace(text.offsetByCodePoints(0, edit.from()), text.offsetByCodePoints(0, edit.to()), edit.text());
        }
        return result.toString();
    }

    /** After the last line with something on it before {@code index}. */
    private static Edit lineEnd(String text, int index, String inserted) {
        int at = text.offsetByCodePoints(0, index);
        while (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        int codePoint = text.codePointCount(0, at);
        return new Edit(codePoint, codePoint, inserted);
    }
}
