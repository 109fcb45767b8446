package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptTest {
    private static final String KUBECTL = "application/json;as=Table;v=v1;g=meta.k8s.io,"
            + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

    @Test
    void takesTheTableThatKubectlAsksForFirst() {
        assertThat(Accept.parse(KUBECTL).choose(true, true, true))
                .contains(new Representation(Encoding.JSON, Representation.Shape.TABLE, "v1"));
    }

    @Test
    void fallsThroughWhatIsNotServedYet() {
        assertThat(Accept.parse("application/vnd.kubernetes.protobuf, */*").choose(true, false, true))
                .contains(Representation.PLAIN);
        assertThat(Accept.parse("application/json;as=Unknown;v=v1;g=meta.k8s.io,application/json")
                        .choose(true, false, true))
                .contains(Representation.PLAIN);
    }

    @Test
    void asksForTheListKindOfPartialMetadataOnLists() {
        Accept list = Accept.parse("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

        assertThat(list.choose(true, true, true))
                .contains(new Representation(Encoding.JSON, Representation.Shape.METADATA, "v1"));
        assertThat(list.choose(true, false, true)).isEmpty();
    }

    @Test
    void prefersTheHigherQuality() {
        assertThat(Accept.parse("application/json;q=0.5, application/yaml").choose(true, false, true))
                .map(Representation::encoding)
                .contains(Encoding.YAML);
        assertThat(Accept.parse("application/yaml;q=0, application/json").choose(true, false, true))
                .map(Representation::encoding)
                .contains(Encoding.JSON);
    }

    @Test
    void streamsNoYaml() {
        assertThat(Accept.parse("application/yaml").choose(true, false, false)).isEmpty();
    }

    @Test
    void takesNothingForEverything() {
        assertThat(Accept.parse("").choose(true, true, true)).contains(Representation.PLAIN);
        assertThat(Accept.parse("text/html").choose(true, true, true)).isEmpty();
    }
}
