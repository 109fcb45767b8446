package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.container.SiteFaults;
import dev.coracle.kubelet.probe.ProbeKind;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to go wrong with a pod's containers, by annotations: {@code coracle.dev/NAME} says it of all of them, {@code
 * NAME.coracle.dev/CONTAINER} of one, and goes first. What cannot be read counts as not there and is among the {@link
 * #problems}. Immutable.
 */
record Faults(Map<String, String> annotations) {
    /** Images that cannot be pulled: names as the containers have them, separated by commas, or {@code *}. */
    static final String MISSING_IMAGES = "missing-images";

    /** How long a pull takes. */
    static final String PULL_TIME = "pull-time";

    /** Ends each run so long after it began. */
    static final String CRASH_AFTER = "crash-after";

    /** With which code {@link #CRASH_AFTER} ends it; 1 if nothing is said. */
    static final String EXIT_CODE = "exit-code";

    /** Ends each run so long after it began, for want of memory. */
    static final String OOM_AFTER = "oom-after";

    /** Nothing listens for so long after the start. */
    static final String START_TIME = "start-time";

    /** Probes that fail: startup, readiness, liveness, separated by commas. */
    static final String FAIL_PROBES = "fail-probes";

    /** How long each answer is held back. */
    static final String LATENCY = "latency";

    /** The part of the requests, from 0 to 1, that is answered with 500. */
    static final String ERROR_RATE = "error-rate";

    /** Further ports to listen on, separated by commas: no fault, but told in the same way. */
    static final String LISTEN = "listen";

    private static final String DOMAIN = "coracle.dev";
    private static final List<String> NAMES = List.of(
            MISSING_IMAGES,
            PULL_TIME,
            CRASH_AFTER,
            EXIT_CODE,
            OOM_AFTER,
            START_TIME,
            FAIL_PROBES,
            LATENCY,
            ERROR_RATE,
            LISTEN);
    private static final Faults NONE = new Faults(Map.of());
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+|0");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    private static final int OUT_OF_MEMORY = 137;

    static Faults of(Pod pod) {
        Map<String, String> all = pod.getMetadata().getAnnotations();
        if (all == null || all.isEmpty()) {
            return NONE;
        }
        Map<String, String> ours = new TreeMap<>();
        all.forEach((key, value) -> {
            if (isOurs(key)) {
                ours.put(key, value);
            }
        });
        return ours.isEmpty() ? NONE : new Faults(Map.copyOf(ours));
    }

    private static boolean isOurs(String key) {
        return name(key).filter(NAMES::contains).isPresent();
    }

    private static Optional<String> name(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String domain = key.substring(0, slash);
        if (domain.equals(DOMAIN)) {
            return Optional.of(key.substring(slash + 1));
        }
        return domain.endsWith("." + DOMAIN)
                ? Optional.of(domain.substring(0, domain.length() - DOMAIN.length() - 1))
                : Optional.empty();
    }

    boolean isMissing(String image, String container) {
        return text(MISSING_IMAGES, container)
                .filter(images -> images.equals("*") || items(images).contains(image))
                .isPresent();
    }

    Duration pullTime(String container) {
        return duration(PULL_TIME, container).orElse(Duration.ZERO);
    }

    /** When a run is to end by itself, and how that is told; the earlier of two ends. */
    Optional<End> end(String container) {
        Optional<End> crash = duration(CRASH_AFTER, container).map(after -> {
            int code = number(EXIT_CODE, container, 0, 255).orElse(1);
            return new End(after, new ContainerRun.Fate(code, code == 0 ? "Completed" : "Error"));
        });
        Optional<End> outOfMemory = duration(OOM_AFTER, container)
                .map(after -> new End(after, new ContainerRun.Fate(OUT_OF_MEMORY, "OOMKilled")));
        if (crash.isPresent() && outOfMemory.isPresent()) {
            return outOfMemory.get().after().compareTo(crash.get().after()) < 0 ? outOfMemory : crash;
        }
        return crash.or(() -> outOfMemory);
    }

    /** An end that comes {@code after} so long. */
    record End(Duration after, ContainerRun.Fate fate) {}

    boolean failsProbe(String container, ProbeKind kind) {
        String name = kind.label().toLowerCase(Locale.ROOT);
        return text(FAIL_PROBES, container)
                .filter(kinds -> items(kinds).contains(name))
                .isPresent();
    }

    boolean failsProbes(String container) {
        return text(FAIL_PROBES, container).isPresent();
    }

    SiteFaults site(String container) {
        if (annotations.isEmpty()) {
            return SiteFaults.NONE;
        }
        return new SiteFaults(
                duration(START_TIME, container).orElse(Duration.ZERO).toMillis(),
                duration(LATENCY, container).orElse(Duration.ZERO).toMillis(),
                errorRate(container).orElse(0.0));
    }

    List<Integer> listen(String container) {
        List<Integer> ports = new ArrayList<>();
        text(LISTEN, container)
                .map(Faults::items)
                .orElse(List.of())
                .forEach(item -> whole(item, 1, 65535).ifPresent(ports::add));
        return ports;
    }

    /** One sentence for each annotation that cannot be read. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(annotations).forEach((key, value) -> check(key, value, problems::add));
        return problems;
    }

    private static void check(String key, String value, Consumer<String> problems) {
        String rule = switch (name(key).orElse("")) {
            case PULL_TIME, CRASH_AFTER, OOM_AFTER, START_TIME, LATENCY ->
                DURATION.matcher(value).matches() ? null : "must be a duration such as 1m30s or 250ms";
            case EXIT_CODE -> whole(value, 0, 255).isPresent() ? null : "must be a number from 0 to 255";
            case ERROR_RATE -> rate(value).isPresent() ? null : "must be a number from 0 to 1";
            case FAIL_PROBES ->
                List.of("startup", "readiness", "liveness").containsAll(items(value))
                        ? null
                        : "must be some of startup, readiness, liveness, separated by commas";
            case LISTEN ->
                items(value).stream().allMatch(item -> whole(item, 1, 65535).isPresent())
                        ? null
                        : "must be ports from 1 to 65535, separated by commas";
            default -> null;
        };
        if (rule != null) {
            problems.accept("annotation " + key + " is ignored: \"" + value + "\" " + rule);
        }
    }

    private Optional<String> text(String name, String container) {
        if (annotations.isEmpty()) {
            return Optional.empty();
        }
        String own = annotations.get(name + "." + DOMAIN + "/" + container);
        return Optional.ofNullable(own == null ? annotations.get(DOMAIN + "/" + name) : own);
    }

    private static List<String> items(String list) {
        return Arrays.stream(list.split(",")).map(String::trim).toList();
    }

    private Optional<Duration> duration(String name, String container) {
        return text(name, container)
                .filter(value -> DURATION.matcher(value).matches())
                .map(Faults::duration);
    }

    private static Duration duration(String text) {
        BigDecimal millis = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(MILLIS.get(part.group(2)))));
        }
        return Duration.ofMillis(millis.longValue());
    }

    private Optional<Integer> number(String name, String container, int least, int most) {
        return text(name, container).flatMap(value -> whole(value, least, most));
    }

    private static Optional<Integer> whole(String text, int least, int most) {
        if (!text.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number < least || number > most ? Optional.empty() : Optional.of(number);
    }

    private Optional<Double> errorRate(String container) {
        return text(ERROR_RATE, container).flatMap(Faults::rate);
    }

    private static Optional<Double> rate(String text) {
        return text.matches("0(\\.\\d+)?|1(\\.0+)?") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }
}
