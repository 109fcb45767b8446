package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Every pod has an account, which must exist, and mounts its token unless pod or account say otherwise. The default account
 * of a new namespace comes soon, from a controller: a pod waits for it up to a second.
 */
final class ServiceAccountAdmission extends PodPlugin {
    /** As upstream, which looks ten times. */
    private static final int MAX_WAITS = 9;

    private static final Duration WAIT = Duration.ofMillis(100);

    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final String DEFAULT = "default";
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    /** As apimachinery's rand.String: no vowels, so no words. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    ServiceAccountAdmission() {
        super("ServiceAccount", AdmissionOperation.CREATE);
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        return mutate(attributes, 0);
    }

    private static CompletableFuture<Void> mutate(AdmissionAttributes attributes, int waits) {
        ObjectNode pod = attributes.object();
        if (waits < MAX_WAITS && awaits(attributes.context(), pod)) {
            return attributes.pause(WAIT).thenCompose(over -> mutate(attributes, waits + 1));
        }
        admit(attributes.context(), pod, Tree.createObject(pod, "spec"));
        return InTurn.DONE;
    }

    /** No other account than the default one comes by itself. */
    private static boolean awaits(WriteContext context, ObjectNode pod) {
        return !isMirror(pod)
                && accountName(Tree.spec(pod)).equals(DEFAULT)
                && context.find(ACCOUNTS, context.namespace(), DEFAULT).isEmpty();
    }

    private static boolean isMirror(ObjectNode pod) {
        return Tree.get(Tree.metadata(pod), "annotations").has(MIRROR);
    }

    private static String accountName(JsonNode spec) {
        String name = Tree.text(spec, "serviceAccountName");
        if (name.isEmpty()) {
            name = Tree.text(spec, "serviceAccount");
        }
        return name.isEmpty() ? DEFAULT : name;
    }

    private static void admit(WriteContext context, ObjectNode pod, ObjectNode spec) {
        if (isMirror(pod)) {
            return;
        }
        String name = accountName(spec);
        spec.put("serviceAccountName", name).put("serviceAccount", name);
        String namespace = context.namespace();
        ObjectNode found = context.find(ACCOUNTS, namespace, name)
                .orElseThrow(() -> forbidden(
                        pod,
                        "error looking up service account " + namespace + "/" + name + ": serviceaccount \"" + name
                                + "\" not found"));
        if (automounts(spec, found)) {
            mount(context.random(), spec);
        }
        JsonNode pullSecrets = Tree.get(found, "imagePullSecrets");
        if (Tree.isEmpty(spec, "imagePullSecrets") && !pullSecrets.isEmpty()) {
            spec.set("imagePullSecrets", pullSecrets.deepCopy());
        }
    }

    private static boolean automounts(ObjectNode spec, ObjectNode account) {
        JsonNode wish = Tree.get(spec, "automountServiceAccountToken");
        return (wish.isMissingNode() ? Tree.get(account, "automountServiceAccountToken") : wish).asBoolean(true);
    }

    private static void mount(RandomGenerator random, ObjectNode spec) {
        String volume = "";
        for (JsonNode there : Tree.get(spec, "volumes")) {
            if (Tree.text(there, "name").startsWith(VOLUME_PREFIX)) {
                volume = Tree.text(there, "name");
            }
        }
        boolean isThere = !volume.isEmpty();
        if (!isThere) {
            volume = VOLUME_PREFIX + suffix(random);
        }
        boolean needed = false;
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode container : Tree.get(spec, list)) {
                needed |= container instanceof ObjectNode node && mount(node, volume);
            }
        }
        if (needed && !isThere) {
            addVolume(Tree.createList(spec, "volumes"), volume);
        }
    }

    /** A container that mounts something there itself is left alone. */
    private static boolean mount(ObjectNode container, String volume) {
        ArrayNode mounts = Tree.createList(container, "volumeMounts");
        for (JsonNode mount : mounts) {
            if (Tree.text(mount, "mountPath").equals(MOUNT_PATH)) {
                return false;
            }
        }
        mounts.addObject().put("mountPath", MOUNT_PATH).put("name", volume).put("readOnly", true);
        return true;
    }

    private static void addVolume(ArrayNode volumes, String name) {
        ObjectNode volume = volumes.addObject().put("name", name);
        ObjectNode projected = volume.putObject("projected").put("defaultMode", 420);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", 3607)
                .put("path", "token");
        ObjectNode config = sources.addObject().putObject("configMap");
        config.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        config.put("name", "kube-root-ca.crt");
        ObjectNode item =
                sources.addObject().putObject("downwardAPI").putArray("items").addObject();
        item.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
        item.put("path", "namespace");
    }

    private static String suffix(RandomGenerator random) {
        StringBuilder out = new StringBuilder(5);
        for (int i = 0; i < 5; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }
}
