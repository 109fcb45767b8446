package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
    private static final String META = "g=meta.k8s.io;v=v1";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                          | JSON FULL
            application/json                                            | JSON FULL
            */*                                                         | JSON FULL
            application/*                                               | JSON FULL
            application/yaml                                            | YAML FULL
            application/vnd.kubernetes.protobuf                         | PROTOBUF FULL
            application/vnd.kubernetes.protobuf, */*                    | PROTOBUF FULL
            */*, application/vnd.kubernetes.protobuf                    | PROTOBUF FULL
            application/json;stream=watch                               | JSON FULL
            application/json;stream=other, application/yaml             | YAML FULL
            application/yaml;stream=watch, application/json             | JSON FULL
            application/json;sv=v2, application/yaml                    | YAML FULL
            application/json;q=0.5, application/yaml                    | YAML FULL
            application/yaml;q=0, application/json                      | JSON FULL
            application/yaml;q=0                                        | YAML FULL
            application/json;as=Table;META,application/json             | JSON TABLE
            application/vnd.kubernetes.protobuf;as=Table;META,application/json | JSON FULL
            application/*;as=Table;META                                 | JSON TABLE
            application/json;as=PartialObjectMetadataList;META          | JSON METADATA_LIST
            application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;META | PROTOBUF METADATA
            application/json;as=Unknown;META,application/json           | JSON FULL
            application/json;as=Table;g=x;v=v1,application/yaml         | YAML FULL
            application/json;as=Unknown;META                            | none
            text/html                                                   | none
            """)
    void choosesAsUpstreamDoes(String header, String expected) {
        Optional<Representation> chosen =
                Accept.parse(header.replace("META", META)).choose(true, true);

        assertThat(chosen.map(r -> r.encoding() + " " + r.shape()).orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    void offersProtobufOfCustomResourcesForTheirMetadataOnly() {
        assertThat(Accept.parse("application/vnd.kubernetes.protobuf").choose(false, true))
                .isEmpty();
        assertThat(Accept.parse("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;" + META)
                        .choose(false, true))
                .isPresent();
    }

    @Test
    void offersNoTableOfWhatHasNone() {
        assertThat(Accept.parse("application/json;as=Table;" + META).choose(true, false))
                .isEmpty();
        assertThat(Accept.parse("application/json;as=Table;" + META + ",application/yaml")
                        .choose(true, false))
                .contains(new Representation(Encoding.YAML, Representation.Shape.FULL, ""));
    }

    @Test
    void answersErrorsInWhatIsLeftWithoutTransformations() {
        assertThat(Accept.parse("application/json;as=Table;" + META + ",application/yaml")
                        .plain())
                .contains(Encoding.YAML);
        assertThat(Accept.parse("application/json;as=Table;" + META).plain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                 | true  | JSON plain
            application/json;AGGREGATED                                        | true  | JSON aggregated
            application/json;AGGREGATED                                        | false | none
            application/json;AGGREGATED,application/json                       | false | JSON plain
            application/json, application/json;AGGREGATED                      | true  | JSON plain
            application/yaml;AGGREGATED                                        | true  | YAML aggregated
            application/vnd.kubernetes.protobuf                                | true  | PROTOBUF plain
            application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList | true | none
            application/json;as=Table;g=meta.k8s.io;v=v1                       | true  | none
            text/html                                                          | true  | none
            """)
    void choosesTheFormOfDiscovery(String header, boolean aggregates, String expected) {
        String accept = header.replace("AGGREGATED", "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");

        assertThat(Accept.parse(accept)
                        .discovery(aggregates)
                        .map(form -> form.encoding() + (form.aggregated() ? " aggregated" : " plain"))
                        .orElse("none"))
                .isEqualTo(expected);
    }
}
