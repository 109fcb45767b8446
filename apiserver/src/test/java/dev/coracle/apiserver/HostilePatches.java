package dev.coracle.apiserver;

import static dev.coracle.apiserver.HostileBodies.APPLY;
import static dev.coracle.apiserver.HostileBodies.APPS;
import static dev.coracle.apiserver.HostileBodies.CORE;
import static dev.coracle.apiserver.HostileBodies.CUSTOM;
import static dev.coracle.apiserver.HostileBodies.DRY;
import static dev.coracle.apiserver.HostileBodies.JSON;
import static dev.coracle.apiserver.HostileBodies.JSON_PATCH;
import static dev.coracle.apiserver.HostileBodies.MERGE;
import static dev.coracle.apiserver.HostileBodies.STRATEGIC;
import static dev.coracle.apiserver.HostileBodies.each;

import java.util.function.IntFunction;

/** Patches, applies and ownership that are dear to work out. */
final class HostilePatches {
    private HostilePatches() {}

    static void addTo(HostileBodies to) {
        patches(to);
        applies(to);
        managed(to);
    }

    private static void patches(HostileBodies to) {
        String pod = CORE + "pods/hostile" + DRY;
        String deployment = APPS + "deployments/hostile" + DRY;
        to.add(
                "strategic merge of containers into a pod",
                "PATCH",
                pod,
                STRATEGIC,
                8_000,
                n -> "{\"spec\":{\"containers\":[" + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"i\"}") + "]}}");
        to.add(
                "strategic merge of containers into a deployment",
                "PATCH",
                deployment,
                STRATEGIC,
                8_000,
                n -> template("\"containers\":[" + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"i\"}") + "]"));
        to.add(
                "strategic merge in an element order",
                "PATCH",
                deployment,
                STRATEGIC,
                30_000,
                n -> template("\"$setElementOrder/containers\":[" + each(n, i -> "{\"name\":\"n" + i + "\"}")
                        + "],\"containers\":[" + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"i\"}") + "]"));
        to.add(
                "strategic merge of finalizers",
                "PATCH",
                pod,
                STRATEGIC,
                150_000,
                n -> "{\"metadata\":{\"finalizers\":[" + each(n, i -> "\"a/n" + i + "\"") + "]}}");
        to.add(
                "strategic merge of finalizers in order",
                "PATCH",
                pod,
                STRATEGIC,
                75_000,
                n -> "{\"metadata\":{\"$setElementOrder/finalizers\":[" + each(n, i -> "\"a/n" + i + "\"")
                        + "],\"finalizers\":[" + each(n, i -> "\"a/n" + i + "\"") + "]}}");
        to.add(
                "strategic merge deleting elements",
                "PATCH",
                deployment,
                STRATEGIC,
                60_000,
                n -> template(
                        "\"containers\":[" + each(n, i -> "{\"$patch\":\"delete\",\"name\":\"n" + i + "\"}") + "]"));
        to.add(
                "strategic merge deleting from a list",
                "PATCH",
                pod,
                STRATEGIC,
                150_000,
                n -> "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[" + each(n, i -> "\"a/n" + i + "\"")
                        + "]}}");
        to.add(
                "strategic merge that keeps keys",
                "PATCH",
                pod,
                STRATEGIC,
                150_000,
                n -> "{\"metadata\":{\"$retainKeys\":[" + each(n, i -> "\"a/n" + i + "\"") + "]}}");
        String map = CORE + "configmaps/hostile" + DRY;
        to.add(
                "JSON patch of many adds",
                "PATCH",
                map,
                JSON_PATCH,
                10_000,
                n -> "[" + each(n, i -> "{\"op\":\"add\",\"path\":\"/data/n" + i + "\",\"value\":\"\"}") + "]");
        to.add(
                "JSON patch moving through a long list",
                "PATCH",
                map,
                JSON_PATCH,
                9_900,
                n -> "[{\"op\":\"add\",\"path\":\"/l\",\"value\":[" + each(n * 90, i -> "1") + "]},"
                        + each(n, i -> "{\"op\":\"move\",\"from\":\"/l/0\",\"path\":\"/l/-\"}") + "]");
        to.add(
                "JSON patch inserting at the front",
                "PATCH",
                map,
                JSON_PATCH,
                9_900,
                n -> "[{\"op\":\"add\",\"path\":\"/l\",\"value\":[" + each(n * 90, i -> "1") + "]},"
                        + each(n, i -> "{\"op\":\"add\",\"path\":\"/l/0\",\"value\":1}") + "]");
        to.add(
                "JSON patch copying itself",
                "PATCH",
                map,
                JSON_PATCH,
                9_000,
                n -> "[" + each(n, i -> "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/data\"}") + "]");
        to.add(
                "JSON patch moving a large value",
                "PATCH",
                map,
                JSON_PATCH,
                9_900,
                n -> "[{\"op\":\"add\",\"path\":\"/a\",\"value\":[" + each(n * 70, i -> "[]") + "]},"
                        + each(
                                n,
                                i -> "{\"op\":\"move\",\"from\":\"/" + "ab".charAt(i % 2) + "\",\"path\":\"/"
                                        + "ba".charAt(i % 2) + "\"}")
                        + "]");
        to.add(
                "JSON patch testing",
                "PATCH",
                map,
                JSON_PATCH,
                9_900,
                n -> "[" + each(n, i -> "{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"1\"}") + "]");
        to.add(
                "JSON patch nesting deeper and deeper",
                "PATCH",
                map,
                JSON_PATCH,
                70,
                n -> "["
                        + each(
                                n,
                                i -> "{\"op\":\"add\",\"path\":\"" + "/a".repeat(300 * i + 1) + "\",\"value\":"
                                        + "{\"a\":".repeat(300) + "{}" + "}".repeat(300) + "}")
                        + "]");
        to.add(
                "JSON patch comparing numbers of great exponents",
                "PATCH",
                map,
                JSON_PATCH,
                5_000,
                n -> "[{\"op\":\"add\",\"path\":\"/l\",\"value\":1e-30000},"
                        + each(n, i -> "{\"op\":\"test\",\"path\":\"/l\",\"value\":1e-30000}") + "]");
        to.add(
                "merge patch of many keys",
                "PATCH",
                map,
                MERGE,
                150_000,
                n -> "{\"data\":{" + each(n, i -> "\"n" + i + "\":\"\"") + "}}");
        to.add(
                "merge patch of nulls",
                "PATCH",
                map,
                MERGE,
                150_000,
                n -> "{\"data\":{" + each(n, i -> "\"n" + i + "\":null") + "}}");
    }

    private static void applies(HostileBodies to) {
        to.add(
                "apply of containers",
                "PATCH",
                APPS + "deployments/applied?fieldManager=a&dryRun=All",
                APPLY,
                8_000,
                n ->
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"applied\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"a\"}},"
                                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"a\"}},\"spec\":{\"containers\":["
                                + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"a\"}") + "]}}}}");
        to.add(
                "apply to an object of many containers",
                "PATCH",
                APPS + "deployments/hostile?fieldManager=a&force=true&dryRun=All",
                APPLY,
                8_000,
                n ->
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"hostile\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"a\"}},"
                                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"a\"}},\"spec\":{\"containers\":["
                                + each(n, i -> "{\"name\":\"n" + i + "\",\"image\":\"b\"}") + "]}}}}");
        to.add(
                "apply of a list map",
                "PATCH",
                CUSTOM + "keys/applied?fieldManager=a&dryRun=All",
                APPLY,
                60_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Key\",\"metadata\":{\"name\":\"applied\"},\"spec\":["
                                + each(n, i -> "{\"k\":\"n" + i + "\"}") + "]}");
        to.add(
                "apply of a set",
                "PATCH",
                CUSTOM + "sets/applied?fieldManager=a&dryRun=All",
                APPLY,
                100_000,
                n ->
                        "{\"apiVersion\":\"hostile.example/v1\",\"kind\":\"Set\",\"metadata\":{\"name\":\"applied\"},\"spec\":["
                                + each(n, i -> "\"n" + i + "\"") + "]}");
        to.add(
                "apply in conflict",
                "PATCH",
                CORE + "configmaps/many?fieldManager=a&dryRun=All",
                APPLY,
                20_000,
                n -> "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"many\"},\"data\":{"
                        + each(n, i -> "\"n" + i + "\":\"other\"") + "}}");
        to.add(
                "apply of the wrong types",
                "PATCH",
                APPS + "deployments/applied?fieldManager=a&dryRun=All",
                APPLY,
                100_000,
                n ->
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"applied\"},\"spec\":{"
                                + each(n, i -> "\"n" + i + "\":0") + "}}");
        to.add(
                "apply of one item again and again",
                "PATCH",
                APPS + "deployments/applied?fieldManager=a&dryRun=All",
                APPLY,
                60_000,
                n ->
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"applied\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"a\"}},"
                                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"a\"}},\"spec\":{\"containers\":["
                                + each(n, i -> "{\"name\":\"n\",\"image\":\"b\"}") + "]}}}}");
    }

    /** What a client says of who owns which field. */
    private static void managed(HostileBodies to) {
        IntFunction<String> wide = n -> managedFields("{" + each(n, i -> "\"f:n" + i + "\":{}") + "}");
        to.add("managedFields of many fields", "POST", CORE + "configmaps" + DRY, JSON, 150_000, wide);
        to.add(
                "managedFields of many fields of an object",
                "PATCH",
                CORE + "configmaps/hostile" + DRY,
                MERGE,
                150_000,
                wide);
        to.add(
                "managedFields deep down",
                "PATCH",
                CORE + "configmaps/hostile" + DRY,
                MERGE,
                450,
                n -> managedFields("{\"f:a\":".repeat(n) + "{}" + "}".repeat(n)));
        to.add(
                "managedFields of items",
                "PATCH",
                CORE + "configmaps/hostile" + DRY,
                MERGE,
                80_000,
                n -> managedFields("{" + each(n, i -> "\"k:{\\\"n\\\":\\\"" + i + "\\\"}\":{}") + "}"));
        to.add(
                "many managers",
                "PATCH",
                CORE + "configmaps/hostile" + DRY,
                MERGE,
                20_000,
                n -> "{\"metadata\":{\"managedFields\":["
                        + each(
                                n,
                                i -> "{\"manager\":\"m" + i
                                        + "\",\"operation\":\"Apply\",\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{}}}")
                        + "]}}");
    }

    private static String managedFields(String fields) {
        return "{\"metadata\":{\"name\":\"hostile\",\"managedFields\":[{\"manager\":\"m\",\"operation\":\"Update\",\"apiVersion\":\"v1\","
                + "\"fieldsType\":\"FieldsV1\",\"fieldsV1\":" + fields + "}]}}";
    }

    private static String template(String spec) {
        return "{\"spec\":{\"template\":{\"spec\":{" + spec + "}}}}";
    }
}
