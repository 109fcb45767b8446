package dev.coracle.apiserver.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Strategies;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceTableTest {
    private final List<Resource> resources = ResourceTable.load(Strategies::of);

    private Resource resource(String plural) {
        return resources.stream()
                .filter(r -> r.names().plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyResourceHasTheSchemaOfItsKind() {
        for (Resource resource : resources) {
            for (ServedVersion version : resource.served()) {
                assertThat(version.schema().name())
                        .endsWith("." + resource.names().kind());
                assertThat(version.schema().fields()).containsKey("metadata");
            }
        }
    }

    @Test
    void servesEventsOfTwoGroupsOutOfOneStorage() throws Exception {
        Resource events = resource("events");
        assertThat(events.served()).hasSize(2);
        ServedVersion newer = events.served().get(1);
        assertThat(newer.groupVersion()).hasToString("events.k8s.io/v1");
        String text = """
                {"apiVersion":"events.k8s.io/v1","kind":"Event","note":"n","regarding":{"name":"p"},
                 "reportingController":"c","deprecatedCount":2}""";
        ObjectNode event = (ObjectNode) new ObjectMapper().readTree(text);
        newer.conversion().toStored(event);
        assertThat(event).isEqualTo(new ObjectMapper().readTree("""
                                        {"apiVersion":"v1","kind":"Event","message":"n","involvedObject":{"name":"p"},
                                         "reportingComponent":"c","count":2}"""));
        newer.conversion().fromStored(event);
        assertThat(event).isEqualTo(new ObjectMapper().readTree(text));
    }

    @Test
    void namespacesAreNotDeletedAsACollection() {
        assertThat(resource("namespaces").verbs())
                .doesNotContain("deletecollection")
                .contains("watch");
        assertThat(resource("pods").verbs()).contains("deletecollection");
    }
}
