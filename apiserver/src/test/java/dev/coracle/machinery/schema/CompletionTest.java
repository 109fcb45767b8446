package dev.coracle.machinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kube-apiserver v1.36.0 writes for the same objects. */
class CompletionTest {
    private static final SchemaCatalogue SCHEMAS = SchemaCatalogue.load();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "io.k8s.api.rbac.v1.ClusterRole | {'metadata':{}} | {'metadata':{},'rules':null}",
                "io.k8s.api.policy.v1.PodDisruptionBudgetStatus | {} |"
                        + " {'currentHealthy':0,'desiredHealthy':0,'disruptionsAllowed':0,'expectedPods':0}",
                "io.k8s.api.networking.v1.Ingress | {'metadata':{},'spec':{}} |"
                        + " {'metadata':{},'spec':{},'status':{'loadBalancer':{}}}",
                "io.k8s.api.core.v1.PodStatus | {'conditions':[{'type':'Ready','status':'True'}]} |"
                        + " {'conditions':[{'type':'Ready','status':'True','lastProbeTime':null,'lastTransitionTime':null}]}",
                "io.k8s.api.core.v1.ServicePort | {'port':80} | {'port':80,'targetPort':0}",
                "io.k8s.api.core.v1.PodSpec | {'containers':[{'name':'a'}]} | {'containers':[{'name':'a','resources':{}}]}",
            })
    void writesWhatGoWrites(String definition, String given, String completed) throws Exception {
        ObjectNode object = read(given);

        Completion.complete(object, SCHEMAS.definition(definition));

        assertThat(object).isEqualTo(read(completed));
    }

    private static ObjectNode read(String json) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
    }
}
