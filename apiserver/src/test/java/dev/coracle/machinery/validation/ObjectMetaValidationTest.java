package dev.coracle.machinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectMetaValidationTest {
    private static final String SUBDOMAIN_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                    + " and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String NAME_RULE =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private final Kinds configMaps = Kinds.of("", "configmaps");

    private List<String> create(Kinds kind, String metadata) {
        FieldErrors errors = new FieldErrors();
        ObjectMetaValidation.create(kind.resource(), kind.decode("metadata: " + metadata), errors);
        return texts(errors);
    }

    private List<String> update(String metadata, String old) {
        FieldErrors errors = new FieldErrors();
        ObjectNode object = configMaps.decode("metadata: " + metadata);
        ObjectMetaValidation.update(configMaps.resource(), object, configMaps.decode("metadata: " + old), errors);
        return texts(errors);
    }

    private static List<String> texts(FieldErrors errors) {
        return errors.all().stream().map(FieldError::toString).toList();
    }

    @Test
    void takesOrdinaryMetadata() {
        assertThat(create(
                        configMaps,
                        "{name: a, namespace: default, labels: {app.kubernetes.io/name: x, e: ''},"
                                + " annotations: {Example.com/A: 'any text'}, finalizers: [example.com/f]}"))
                .isEmpty();
    }

    @Test
    void asksForANameAndANamespace() {
        assertThat(create(configMaps, "{}"))
                .containsExactly(
                        "metadata.name: Required value: name or generateName is required",
                        "metadata.namespace: Required value");
        assertThat(create(Kinds.of("", "nodes"), "{name: a, namespace: b}"))
                .containsExactly("metadata.namespace: Forbidden: not allowed on this type");
    }

    @Test
    void checksTheNameByTheKindsRule() {
        assertThat(create(configMaps, "{name: Web_1, namespace: default}"))
                .containsExactly("metadata.name: Invalid value: \"Web_1\": " + SUBDOMAIN_RULE);
        assertThat(create(Kinds.of("", "namespaces"), "{name: a.b}"))
                .containsExactly("metadata.name: Invalid value: \"a.b\": must not contain dots");
        assertThat(create(Kinds.of("", "services"), "{name: 1web, namespace: default}"))
                .isEmpty();
        assertThat(create(Kinds.of("", "services"), "{generateName: Web-, namespace: default}"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith(
                        "metadata.generateName: Invalid value: \"Web-\": a lowercase RFC 1123 label must consist of");
    }

    @Test
    void checksLabelsAndAnnotations() {
        assertThat(create(configMaps, "{name: a, namespace: default, labels: {'a b': x}}"))
                .containsExactly("metadata.labels: Invalid value: \"a b\": name part " + NAME_RULE);
        assertThat(create(configMaps, "{name: a, namespace: default, labels: {a: 'x y'}}"))
                .containsExactly(
                        "metadata.labels: Invalid value: \"x y\": a valid label must be an empty string or consist of"
                                + " alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                                + " character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                                + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
        assertThat(create(configMaps, "{name: a, namespace: default, labels: {/a: x}}"))
                .containsExactly("metadata.labels: Invalid value: \"/a\": prefix part must be non-empty");
        assertThat(create(configMaps, "{name: a, namespace: default, labels: {a/b/c: x}}"))
                .containsExactly("metadata.labels: Invalid value: \"a/b/c\": a valid label key " + NAME_RULE
                        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        assertThat(create(
                        configMaps,
                        "{name: a, namespace: default, annotations: {a: '" + "x".repeat(256 * 1024) + "'}}"))
                .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    @Test
    void checksOwnersAndFinalizers() {
        assertThat(
                        create(
                                configMaps,
                                "{name: a, namespace: default, ownerReferences: [{apiVersion: '', kind: '', name: '', uid: ''}]}"))
                .containsExactly(
                        "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty",
                        "metadata.ownerReferences.kind: Invalid value: \"\": must not be empty",
                        "metadata.ownerReferences.name: Invalid value: \"\": must not be empty",
                        "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty");
        assertThat(create(
                        configMaps,
                        "{name: a, namespace: default, ownerReferences: ["
                                + "{apiVersion: v1, kind: Pod, name: p, uid: '1', controller: true},"
                                + "{apiVersion: v1, kind: Pod, name: q, uid: '2', controller: true}]}"))
                .singleElement()
                .asString()
                .endsWith(
                        "Only one reference can have Controller set to true. Found \"true\" in references for Pod/p and"
                                + " Pod/q");
        assertThat(create(configMaps, "{name: a, namespace: default, finalizers: [mine]}"))
                .containsExactly("metadata.finalizers[0]: Invalid value: \"mine\": name is neither a standard finalizer"
                        + " name nor is it fully qualified");
        assertThat(create(configMaps, "{name: a, namespace: default, finalizers: [orphan, foregroundDeletion]}"))
                .containsExactly("metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer"
                        + " orphan and foregroundDeletion cannot be both set");
    }

    @Test
    void keepsWhatIdentifiesAnObject() {
        String old = "{name: a, namespace: default, uid: u1, resourceVersion: '1',"
                + " creationTimestamp: '2026-01-01T00:00:00Z'}";
        assertThat(update(old, old)).isEmpty();
        assertThat(update("{name: b, namespace: default, uid: u2}", old))
                .containsExactly(
                        "metadata.resourceVersion: Invalid value: \"\": must be specified for an update",
                        "metadata.name: Invalid value: \"b\": field is immutable",
                        "metadata.uid: Invalid value: \"u2\": field is immutable",
                        "metadata.creationTimestamp: Invalid value: null: field is immutable");
    }

    @Test
    void takesNoNewFinalizersWhileDeleting() {
        String old = "{name: a, namespace: default, resourceVersion: '1', finalizers: [a.io/x],"
                + " deletionTimestamp: '2026-01-01T00:00:00Z'}";
        assertThat(update(old.replace("[a.io/x]", "[]"), old)).isEmpty();
        assertThat(update(old.replace("[a.io/x]", "[a.io/x, b.io/z, b.io/y]"), old))
                .containsExactly("metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
                        + " deleted, found new finalizers []string{\"b.io/y\", \"b.io/z\"}");
    }
}
