package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Built-in admission: what is filled in, and what is refused, because of other objects. */
class AdmissionIT {
    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
    private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response create(String path, String body) {
        Response created = server.post(path, body);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created;
    }

    @Test
    void anIngressGetsTheDefaultClassUnlessItNamesOne() {
        create(
                "/apis/networking.k8s.io/v1/ingressclasses",
                "{\"metadata\":{\"name\":\"usual\",\"annotations\":"
                        + "{\"ingressclass.kubernetes.io/is-default-class\":\"true\"}},\"spec\":{\"controller\":\"e.x/c\"}}");

        assertThat(ingress("plain", "{}", "").at("/spec/ingressClassName")).isEqualTo("usual");
        assertThat(ingress("named", "{}", ",\"ingressClassName\":\"own\"").at("/spec/ingressClassName"))
                .isEqualTo("own");
        assertThat(ingress("annotated", "{\"kubernetes.io/ingress.class\":\"old\"}", "")
                        .json()
                        .at("/spec")
                        .has("ingressClassName"))
                .isFalse();
    }

    private static Response ingress(String name, String annotations, String spec) {
        return create(
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                "{\"metadata\":{\"name\":\"" + name + "\",\"annotations\":" + annotations
                        + "},\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}"
                        + spec
                        + "}}");
    }

    @Test
    void whoeverRegistersAdmissionOrAnotherServerIsToldThatItHasNoEffect() {
        Response webhooks = create(
                "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                "{\"metadata\":{\"name\":\"w\"},\"webhooks\":[]}");
        Response service = create(
                "/apis/apiregistration.k8s.io/v1/apiservices",
                "{\"metadata\":{\"name\":\"v1.metrics.e.x\"},\"spec\":{\"group\":\"metrics.e.x\",\"version\":\"v1\","
                        + "\"service\":{\"namespace\":\"default\",\"name\":\"s\"},\"insecureSkipTLSVerify\":true,"
                        + "\"groupPriorityMinimum\":100,\"versionPriority\":100}}");

        assertThat(webhooks.header("Warning"))
                .isEqualTo(
                        "299 - \"Coracle calls no admission webhooks and evaluates no admission policies: this has no"
                                + " effect\"");
        assertThat(service.header("Warning"))
                .isEqualTo("299 - \"Coracle passes no requests on to other API servers: this has no effect\"");
    }

    @Test
    void aPodGetsTheOneDefaultPriority() {
        create(PRIORITIES, "{\"metadata\":{\"name\":\"usual\"},\"value\":7,\"globalDefault\":true}");

        Response second =
                server.post(PRIORITIES, "{\"metadata\":{\"name\":\"other\"},\"value\":8,\"globalDefault\":true}");
        Response pod = create(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        server.delete(PRIORITIES + "/usual");

        assertThat(second.status()).isEqualTo(403);
        assertThat(second.message())
                .isEqualTo("priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass usual is already"
                        + " marked as default. Only one default can exist");
        assertThat(pod.at("/spec/priorityClassName")).isEqualTo("usual");
        assertThat(pod.at("/spec/priority")).isEqualTo("7");
    }

    @Test
    void onlyAClaimOfAClassThatAllowsItGrows() {
        String storageClass = "/apis/storage.k8s.io/v1/storageclasses";
        create(storageClass, "{\"metadata\":{\"name\":\"fixed\"},\"provisioner\":\"e.x/p\"}");
        create(
                storageClass,
                "{\"metadata\":{\"name\":\"elastic\"},\"provisioner\":\"e.x/p\",\"allowVolumeExpansion\":true}");
        claim("fixed", "fixed");
        claim("elastic", "elastic");

        assertThat(grow("fixed").message())
                .isEqualTo("persistentvolumeclaims \"fixed\" is forbidden: only dynamically provisioned pvc can be"
                        + " resized and the storageclass that provisions the pvc must support resize");
        assertThat(grow("elastic").status()).isEqualTo(200);
    }

    @Test
    void storageBeginsProtected() {
        String volumes = "/api/v1/persistentvolumes";
        Response volume = create(
                volumes,
                "{\"metadata\":{\"name\":\"v\"},\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],"
                        + "\"hostPath\":{\"path\":\"/tmp\"}}}");

        assertThat(volume.at("/metadata/finalizers/0")).isEqualTo("kubernetes.io/pv-protection");
        server.delete(volumes + "/v");
        assertThat(server.get(volumes + "/v").json().at("/metadata").has("deletionTimestamp"))
                .isTrue();
    }

    private static void claim(String name, String storageClass) {
        create(
                CLAIMS,
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],"
                        + "\"storageClassName\":\"" + storageClass
                        + "\",\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}");
        assertThat(server.merge(CLAIMS + "/" + name + "/status", "{\"status\":{\"phase\":\"Bound\"}}")
                        .status())
                .isEqualTo(200);
    }

    private static Response grow(String name) {
        return server.merge(CLAIMS + "/" + name, "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}");
    }
}
