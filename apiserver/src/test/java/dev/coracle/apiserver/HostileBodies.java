package dev.coracle.apiserver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies that would hold up a server whose work grows faster than what it is sent. */
final class HostileBodies {
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";
    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    static final String CORE = "/api/v1/namespaces/default/";
    static final String APPS = "/apis/apps/v1/namespaces/default/";
    static final String CUSTOM = "/apis/hostile.example/v1/namespaces/default/";
    static final String DRY = "?dryRun=All";

    private final List<HostileBody> all = new ArrayList<>();

    private HostileBodies() {}

    static List<HostileBody> all() {
        HostileBodies bodies = new HostileBodies();
        HostilePatches.addTo(bodies);
        bodies.json();
        HostileYaml.addTo(bodies);
        bodies.errors();
        bodies.custom();
        bodies.all.add(new HostileBody(
                "protobuf of unknown fields",
                "POST",
                CORE + "configmaps" + DRY,
                PROTOBUF,
                1_000_000,
                n -> protobuf("ConfigMap", (byte) 0xf8, (byte) 0x3f, n)));
        bodies.all.add(new HostileBody(
                "protobuf of empty volumes", "POST", CORE + "pods" + DRY, PROTOBUF, 1_000_000, n -> protobufPod(n)));
        return List.copyOf(bodies.all);
    }

    void add(String name, String method, String path, String type, int size, IntFunction<String> body) {
        all.add(HostileBody.text(name, method, path, type, size, body));
    }

    private void json() {
        String maps = CORE + "configmaps" + DRY;
        add(
                "JSON of one key again and again",
                "POST",
                maps,
                JSON,
                400_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{" + each(n, i -> "\"a\":\"\"") + "}}");
        add(
                "JSON of a repeated unknown field",
                "POST",
                maps,
                JSON,
                400_000,
                n -> "{\"metadata\":{\"name\":\"a\"}," + each(n, i -> "\"a\":0") + "}");
        add(
                "JSON repeating a key in a deep place",
                "POST",
                CUSTOM + "anys" + DRY,
                JSON,
                150_000,
                n -> "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Any\",\"metadata\":{\"name\":\"a\"},\"spec\":"
                        + ("{\"" + "k".repeat(3_000) + "\":").repeat(200) + "{" + each(n, i -> "\"a\":0") + "}"
                        + "}".repeat(200) + "}");
        add(
                "JSON patch repeating a key in a deep place",
                "PATCH",
                CORE + "configmaps/hostile" + DRY,
                MERGE,
                150_000,
                n -> "{\"data\":" + ("{\"" + "k".repeat(3_000) + "\":").repeat(200) + "{" + each(n, i -> "\"a\":0")
                        + "}" + "}".repeat(200) + "}");
        add(
                "JSON of unknown fields with long names",
                "POST",
                maps,
                JSON,
                90,
                n -> "{\"metadata\":{\"name\":\"a\"}," + each(n, i -> "\"" + "k".repeat(30_000) + i + "\":0") + "}");
        add("JSON of brackets", "POST", maps, JSON, 3_000_000, n -> "[".repeat(n));
        add("JSON of braces", "POST", maps, JSON, 600_000, n -> "{\"a\":".repeat(n));
        add(
                "JSON of a number of digits",
                "POST",
                maps,
                JSON,
                3_000_000,
                n -> "{\"metadata\":{\"name\":\"a\",\"generation\":" + "7".repeat(n) + "}}");
        add(
                "JSON of large numbers",
                "POST",
                CUSTOM + "anys" + DRY,
                JSON,
                3_000,
                n -> any("[" + each(n, i -> "1" + "7".repeat(900)) + "]"));
        add(
                "JSON of great exponents",
                "POST",
                CUSTOM + "anys" + DRY,
                JSON,
                200_000,
                n -> any("[" + each(n, i -> "1e-99999") + "]"));
        add(
                "JSON of quantities of great exponents",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                60_000,
                n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"resources\":{\"limits\":{"
                        + each(n, i -> "\"e.x/n" + i + "\":\"1e999999999\"") + "}}}]"));
        add(
                "JSON of quantities of many digits",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                3,
                n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"resources\":{\"limits\":{"
                        + each(n, i -> "\"e.x/n" + i + "\":\"" + "7".repeat(900_000) + "\"") + "}}}]"));
        add(
                "JSON of a nanosecond quantity of many digits",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                3,
                n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"resources\":{\"limits\":{"
                        + each(n, i -> "\"e.x/n" + i + "\":\"0." + "7".repeat(900_000) + "\"") + "}}}]"));
        add(
                "JSON of empty containers",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                1_000_000,
                n -> pod("\"containers\":[" + each(n, i -> "{}") + "]"));
        add(
                "JSON of empty lists",
                "POST",
                CUSTOM + "anys" + DRY,
                JSON,
                1_000_000,
                n -> any("[" + each(n, i -> "[]") + "]"));
        add(
                "JSON of one long escaped text",
                "POST",
                maps,
                JSON,
                490_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"" + "\\u0001".repeat(n) + "\"}}");
        add(
                "JSON that ends in the middle",
                "POST",
                maps,
                JSON,
                400_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{" + each(n, i -> "\"a\":\"\""));
        add(
                "JSON of another kind",
                "POST",
                maps,
                JSON,
                100_000,
                n -> "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},\"data\":{"
                        + each(n, i -> "\"n" + i + "\":\"\"") + "}}");
        add(
                "JSON of broken UTF-8 in many places",
                "POST",
                maps,
                JSON,
                1_400_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"" + "\u0080".repeat(n) + "\"}");
    }

    private void errors() {
        String maps = CORE + "configmaps" + DRY;
        add(
                "invalid labels",
                "POST",
                maps,
                JSON,
                100_000,
                n -> "{\"metadata\":{\"name\":\"a\",\"labels\":{" + each(n, i -> "\"-" + i + "-\":\"-" + i + "-\"")
                        + "}}}");
        add(
                "invalid annotations",
                "POST",
                maps,
                JSON,
                100_000,
                n -> "{\"metadata\":{\"name\":\"a\",\"annotations\":{" + each(n, i -> "\"-" + i + "-\":\"-" + i + "-\"")
                        + "}}}");
        add(
                "invalid keys",
                "POST",
                maps,
                JSON,
                200_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{" + each(n, i -> "\"/" + i + "\":\"\"") + "}}");
        add(
                "invalid owners",
                "POST",
                maps,
                JSON,
                700_000,
                n -> "{\"metadata\":{\"name\":\"a\",\"ownerReferences\":[" + each(n, i -> "{}") + "]}}");
        add(
                "invalid environment",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                150_000,
                n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"env\":[" + each(n, i -> "{\"name\":\"=\"}")
                        + "]}]"));
        add(
                "environment that repeats itself",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                100_000,
                n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"env\":["
                        + each(n, i -> "{\"name\":\"n\",\"value\":\"$(n)\"}") + "]}]"));
        add(
                "mounts of volumes",
                "POST",
                CORE + "pods" + DRY,
                JSON,
                30_000,
                n -> pod("\"volumes\":["
                        + each(n, i -> "{\"name\":\"n" + i + "\",\"emptyDir\":{}}")
                        + "],\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"volumeMounts\":["
                        + each(n, i -> "{\"name\":\"n" + i + "\",\"mountPath\":\"/n" + i + "\"}") + "]}]"));
        add(
                "values of the wrong type",
                "POST",
                maps,
                JSON,
                250_000,
                n -> "{\"metadata\":{\"name\":\"a\"},\"data\":{" + each(n, i -> "\"" + i + "\":0") + "}}");
        add(
                "finalizers nobody knows",
                "POST",
                CUSTOM + "anys" + DRY,
                JSON,
                200_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Any\",\"metadata\":{\"name\":\"a\",\"finalizers\":["
                                + each(n, i -> "\"n" + i + "\"") + "]}}");
        add(
                "an update that changes what may not change",
                "PATCH",
                CORE + "pods/hostile" + DRY,
                STRATEGIC,
                50_000,
                n -> "{\"spec\":{\"hostAliases\":[" + each(n, i -> "{\"ip\":\"1.1." + i + "\",\"hostnames\":[\"a\"]}")
                        + "]}}");
    }

    private void custom() {
        add(
                "a definition of many rules",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                3_000,
                n -> definition(
                        "rules",
                        "{\"type\":\"object\",\"x-kubernetes-validations\":["
                                + each(n, i -> "{\"rule\":\"self.a" + i + " > " + i + "\"}") + "],\"properties\":{"
                                + each(n, i -> "\"a" + i + "\":{\"type\":\"integer\"}") + "}}"));
        add(
                "a definition of many fields with a rule each",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                3_000,
                n -> definition(
                        "rules",
                        "{\"type\":\"object\",\"properties\":{"
                                + each(
                                        n,
                                        i -> "\"a" + i
                                                + "\":{\"type\":\"integer\",\"x-kubernetes-validations\":[{\"rule\":\"self > "
                                                + i
                                                + "\"}]}")
                                + "}}"));
        add(
                "a definition of many fields",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                60_000,
                n -> definition(
                        "fields",
                        "{\"type\":\"object\",\"properties\":{" + each(n, i -> "\"a" + i + "\":{\"type\":\"integer\"}")
                                + "}}"));
        add(
                "a definition of many enumerated values",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                200_000,
                n -> definition("enums", "{\"type\":\"string\",\"enum\":[" + each(n, i -> "\"a" + i + "\"") + "]}"));
        add(
                "a definition of many required fields",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                200_000,
                n -> definition(
                        "required", "{\"type\":\"object\",\"required\":[" + each(n, i -> "\"a" + i + "\"") + "]}"));
        add(
                "a definition of many versions",
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" + DRY,
                JSON,
                20_000,
                n ->
                        "{\"metadata\":{\"name\":\"vs.hostile.example\"},\"spec\":{\"group\":\"hostile.example\",\"scope\":"
                                + "\"Namespaced\",\"names\":{\"plural\":\"vs\",\"kind\":\"V\"},\"versions\":["
                                + each(
                                        n,
                                        i -> "{\"name\":\"v" + (i + 1) + "\",\"served\":true,\"storage\":" + (i == 0)
                                                + ",\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\"}}}")
                                + "]}}");
        add(
                "defaults that swell",
                "POST",
                CUSTOM + "defaults" + DRY,
                JSON,
                13_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Default\",\"metadata\":{\"name\":\"a\"},\"spec\":["
                                + each(n, i -> "{}") + "]}");
        add(
                "a list map of many keys",
                "POST",
                CUSTOM + "keys" + DRY,
                JSON,
                100_000,
                n -> "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Key\",\"metadata\":{\"name\":\"a\"},\"spec\":["
                        + each(n, i -> "{\"k\":\"n" + i + "\"}") + "]}");
        add(
                "a list map of one key",
                "POST",
                CUSTOM + "keys" + DRY,
                JSON,
                100_000,
                n -> "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Key\",\"metadata\":{\"name\":\"a\"},\"spec\":["
                        + each(n, i -> "{\"k\":\"n\"}") + "]}");
        add(
                "a set of many values",
                "POST",
                CUSTOM + "sets" + DRY,
                JSON,
                200_000,
                n -> "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Set\",\"metadata\":{\"name\":\"a\"},\"spec\":["
                        + each(n, i -> "\"n" + i + "\"") + "]}");
        add(
                "items that must be unique",
                "POST",
                CUSTOM + "patterns" + DRY,
                JSON,
                100_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Pattern\",\"metadata\":{\"name\":\"a\"},\"spec\":["
                                + each(n, i -> "\"a" + i + "\"") + "]}");
        add(
                "a text for a greedy pattern",
                "POST",
                CUSTOM + "patterns" + DRY,
                JSON,
                60_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Pattern\",\"metadata\":{\"name\":\"a\"},\"spec\":[\""
                                + "a".repeat(n) + "!\"]}");
    }

    /** What must be there before: objects, and definitions of custom resources. */
    static List<HostileBody> before() {
        HostileBodies bodies = new HostileBodies();
        String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        bodies.add("", "POST", CORE + "serviceaccounts", JSON, 1, n -> "{\"metadata\":{\"name\":\"default\"}}");
        bodies.add("", "POST", CORE + "pods", JSON, 1, n -> pod("\"containers\":[{\"name\":\"a\",\"image\":\"a\"}]"));
        bodies.add(
                "",
                "POST",
                APPS + "deployments",
                JSON,
                5_000,
                n -> deployment("\"containers\":[" + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"a\"}") + "]"));
        bodies.add(
                "",
                "POST",
                CORE + "configmaps",
                JSON,
                1,
                n -> "{\"metadata\":{\"name\":\"hostile\"},\"data\":{\"a\":\"1\"}}");
        bodies.add(
                "",
                "POST",
                CORE + "configmaps",
                JSON,
                20_000,
                n -> "{\"metadata\":{\"name\":\"many\"},\"data\":{" + each(n, i -> "\"n" + i + "\":\"a\"") + "}}");
        String preserve = "{\"x-kubernetes-preserve-unknown-fields\":true}";
        bodies.add("", "POST", crds, JSON, 1, n -> definition("any", preserve));
        bodies.add(
                "",
                "POST",
                crds,
                JSON,
                100,
                n -> definition(
                        "default",
                        "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"d\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true,\"default\":{"
                                + each(n * 20, i -> "\"n" + i + "\":{\"a\":\"" + "a".repeat(8) + "\"}") + "}}}}}"));
        bodies.add(
                "",
                "POST",
                crds,
                JSON,
                1,
                n -> definition(
                        "key",
                        "{\"type\":\"array\",\"x-kubernetes-list-type\":\"map\",\"x-kubernetes-list-map-keys\":[\"k\"],\"items\":{\"type\":\"object\",\"required\":[\"k\"],\"properties\":{\"k\":{\"type\":\"string\"}}}}"));
        bodies.add(
                "",
                "POST",
                crds,
                JSON,
                1,
                n -> definition(
                        "set",
                        "{\"type\":\"array\",\"x-kubernetes-list-type\":\"set\",\"items\":{\"type\":\"string\"}}"));
        bodies.add(
                "",
                "POST",
                crds,
                JSON,
                1,
                n -> definition(
                        "pattern",
                        "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\",\"enum\":["
                                + each(2_000, i -> "\"a" + (i + 500_000) + "\"") + "]}}"));
        return List.copyOf(bodies.all);
    }

    private static String definition(String singular, String spec) {
        String kind = singular.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + singular.substring(1);
        return "{\"metadata\":{\"name\":\"" + singular
                + "s.hostile.example\"},\"spec\":{\"group\":\"hostile.example\",\"scope\":\"Namespaced\","
                + "\"names\":{\"plural\":\"" + singular + "s\",\"singular\":\"" + singular + "\",\"kind\":\"" + kind
                + "\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":"
                + "{\"type\":\"object\",\"properties\":{\"spec\":" + spec + "}}}}]}}";
    }

    private static String any(String spec) {
        return "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Any\",\"metadata\":{\"name\":\"a\"},\"spec\":" + spec
                + "}";
    }

    private static String pod(String spec) {
        return "{\"metadata\":{\"name\":\"hostile\"},\"spec\":{" + spec + "}}";
    }

    private static String deployment(String spec) {
        return "{\"metadata\":{\"name\":\"hostile\"},\"spec\":{\"replicas\":0,\"selector\":{\"matchLabels\":{\"a\":\"a\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"a\"}},\"spec\":{" + spec + "}}}}";
    }

    private static byte[] protobuf(String kind, byte tag1, byte tag2, int n) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (int i = 0; i < n; i++) {
            raw.write(tag1);
            raw.write(tag2);
            raw.write(1);
        }
        return envelope(kind, raw.toByteArray());
    }

    /** A pod of n volumes, each an empty message: field 2 of the pod, field 1 of its spec. */
    private static byte[] protobufPod(int n) {
        byte[] volumes = new byte[2 * n];
        for (int i = 0; i < n; i++) {
            volumes[2 * i] = 10;
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        field(raw, 2, volumes);
        return envelope("Pod", raw.toByteArray());
    }

    private static byte[] envelope(String kind, byte[] raw) {
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        field(type, 1, "v1".getBytes(StandardCharsets.UTF_8));
        field(type, 2, kind.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        field(out, 1, type.toByteArray());
        field(out, 2, raw);
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write((number << 3) | 2);
        int length = value.length;
        while (length > 0x7f) {
            out.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(value);
    }

    static String each(int n, IntFunction<String> one) {
        return IntStream.range(0, n).mapToObj(one).collect(Collectors.joining(","));
    }

    static String lines(int n, IntFunction<String> one) {
        return IntStream.range(0, n).mapToObj(one).collect(Collectors.joining("\n", "", "\n"));
    }
}
