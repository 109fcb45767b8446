package dev.coracle.apiserver.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Texts and objects as kube-apiserver v1.36.0 answers them. */
class AutoscalerConversionTest {
    private final AutoscalerConversion conversion = new AutoscalerConversion();

    private static ObjectNode read(String json) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    private ObjectNode stored(String older) throws Exception {
        ObjectNode object = read(older);
        conversion.toStored(object);
        return object;
    }

    private ObjectNode served(String newer) throws Exception {
        ObjectNode object = read(newer);
        conversion.fromStored(object);
        return object;
    }

    @Test
    void utilizationIsTheMetricOfCpu() throws Exception {
        String older = "{'apiVersion':'autoscaling/v1','spec':{'maxReplicas':3,'targetCPUUtilizationPercentage':70}}";
        String newer =
                "{'apiVersion':'autoscaling/v2','spec':{'maxReplicas':3,'metrics':[{'type':'Resource','resource':"
                        + "{'name':'cpu','target':{'type':'Utilization','averageUtilization':70}}}]}}";

        assertThat(stored(older)).isEqualTo(read(newer));
        assertThat(served(newer)).isEqualTo(read(older));
    }

    @Test
    void withoutAnyMetricCpuIsKeptAtEighty() throws Exception {
        assertThat(stored("{'spec':{'maxReplicas':3}}")
                        .at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(80);
    }

    @Test
    void whatTheOlderVersionCannotSayTravelsInAnnotations() throws Exception {
        String newer =
                "{'apiVersion':'autoscaling/v2','metadata':{'annotations':{'mine':'1'}},'spec':{'maxReplicas':3,'metrics':["
                        + "{'type':'Pods','pods':{'metric':{'name':'packets'},'target':{'type':'AverageValue','averageValue':'1k'}}},"
                        + "{'type':'Object','object':{'metric':{'name':'hits','selector':{'matchLabels':{'a':'b'}}},'describedObject':"
                        + "{'kind':'Ingress','name':'main'},'target':{'type':'Value','value':'2k'}}},"
                        + "{'type':'External','external':{'metric':{'name':'queue'},'target':{'type':'AverageValue','averageValue':'30'}}}],"
                        + "'behavior':{'scaleDown':{'selectPolicy':'Max','policies':[{'type':'Percent','value':100,'periodSeconds':15}]}}},"
                        + "'status':{'conditions':[{'type':'AbleToScale','status':'True'}]}}";
        ObjectNode older = served(newer);

        assertThat(older.at("/metadata/annotations/mine").asText()).isEqualTo("1");
        assertThat(older.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics")
                        .asText())
                .isEqualTo(
                        "[{'type':'Pods','pods':{'metricName':'packets','targetAverageValue':'1k'}},{'type':'Object','object':"
                                        .replace('\'', '"')
                                + "{'target':{'kind':'Ingress','name':'main'},'metricName':'hits','targetValue':'2k','selector':"
                                        .replace('\'', '"')
                                + "{'matchLabels':{'a':'b'}}}},{'type':'External','external':{'metricName':'queue','targetAverageValue':'30'}}]"
                                        .replace('\'', '"'));
        assertThat(older.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1behavior")
                        .asText())
                .isEqualTo(
                        "{'ScaleUp':null,'ScaleDown':{'StabilizationWindowSeconds':null,'SelectPolicy':'Max','Policies':"
                                        .replace('\'', '"')
                                + "[{'Type':'Percent','Value':100,'PeriodSeconds':15}],'Tolerance':null}}"
                                        .replace('\'', '"'));
        conversion.toStored(older);
        assertThat(older).isEqualTo(read(newer));
    }
}
