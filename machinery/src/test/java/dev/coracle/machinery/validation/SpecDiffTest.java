package dev.coracle.machinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
    @Test
    void showsTheInternalTypeOfAClaimInUpstreamsOrder() throws IOException {
        String before = "{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}";

        assertThat(SpecDiff.of("PersistentVolumeClaimSpec", object(before), object(before.replace("1Gi", "2Gi"))))
                .isEqualTo("""
                        @@ -6,7 +6,7 @@
                          "Resources": {
                           "Limits": null,
                           "Requests": {
                        -   "storage": "1Gi"
                        +   "storage": "2Gi"
                           }
                          },
                          "VolumeName": "",
                        """);
    }

    @Test
    void showsAHostFieldWhereTheInternalPodHasIt() throws IOException {
        String diff = SpecDiff.of("PodSpec", object("{'hostPID':true}"), object("{'nodeName':'a<b'}"));

        assertThat(diff)
                .contains("- \"NodeName\": \"\",\n+ \"NodeName\": \"a\\u003cb\",\n")
                .contains("-  \"HostPID\": true,\n+  \"HostPID\": false,\n");
    }

    @Test
    void cutsWhereMuchIsEqualAndCountsLinesFromOne() {
        List<String> before = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
        List<String> after = new ArrayList<>(before);
        after.remove(0);
        after.set(18, "x");

        assertThat(UnifiedDiff.of(before, after, 3))
                .isEqualTo("@@ -1,4 +1,3 @@\n-0\n 1\n 2\n 3\n@@ -17,4 +16,4 @@\n 16\n 17\n 18\n-19\n+x\n");
        assertThat(UnifiedDiff.of(before, before, 3)).isEmpty();
        assertThat(UnifiedDiff.of(List.of(), List.of("a"), 3)).isEqualTo("@@ -0,0 +1 @@\n+a\n");
    }

    @Test
    void doesNotBeginARunAtALineThatALongTextRepeats() {
        List<String> after = new ArrayList<>(Collections.nCopies(250, "same"));
        List<String> before = new ArrayList<>(after);
        before.add(0, "old");

        assertThat(UnifiedDiff.of(before, after, 3)).startsWith("@@ -1,251 +1,250 @@\n-old\n-same\n");
    }

    private static ObjectNode object(String text) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
