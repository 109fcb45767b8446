package dev.coracle.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.ObjectKey;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesTest {
    private final SampleCluster cluster = new SampleCluster();

    /** Records are separated by |, answers and additional records by +. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', textBlock = """
        dns-version.cluster.local;               TXT;   dns-version.cluster.local. 28800 IN TXT "1.1.0"
        web.default.svc.cluster.local;           A;     web.default.svc.cluster.local. 30 IN A 127.96.0.20
        dual.default.svc.cluster.local;          AAAA;  dual.default.svc.cluster.local. 30 IN AAAA fd00::22
        _http._tcp.web.default.svc.cluster.local; SRV;  _http._tcp.web.default.svc.cluster.local. 30 IN SRV 0 100 80 web.default.svc.cluster.local. + web.default.svc.cluster.local. 30 IN A 127.96.0.20
        web.default.svc.cluster.local;           SRV;   web.default.svc.cluster.local. 30 IN SRV 0 100 80 web.default.svc.cluster.local. + web.default.svc.cluster.local. 30 IN A 127.96.0.20
        web-0.web.default.svc.cluster.local;     A;     web-0.web.default.svc.cluster.local. 30 IN A 127.244.0.7
        pets.default.svc.cluster.local;          A;     pets.default.svc.cluster.local. 30 IN A 127.244.0.2 | pets.default.svc.cluster.local. 30 IN A 127.244.0.3
        my-pet.pets.default.svc.cluster.local;   A;     my-pet.pets.default.svc.cluster.local. 30 IN A 127.244.0.2
        127-244-0-3.pets.default.svc.cluster.local; A;  127-244-0-3.pets.default.svc.cluster.local. 30 IN A 127.244.0.3
        _http._tcp.pets.default.svc.cluster.local; SRV; _http._tcp.pets.default.svc.cluster.local. 30 IN SRV 0 50 8080 my-pet.pets.default.svc.cluster.local. | _http._tcp.pets.default.svc.cluster.local. 30 IN SRV 0 50 8080 127-244-0-3.pets.default.svc.cluster.local. + my-pet.pets.default.svc.cluster.local. 30 IN A 127.244.0.2 | 127-244-0-3.pets.default.svc.cluster.local. 30 IN A 127.244.0.3
        eager.default.svc.cluster.local;         A;     eager.default.svc.cluster.local. 30 IN A 127.244.0.6
        portless.default.svc.cluster.local;      A;     portless.default.svc.cluster.local. 30 IN A 127.244.0.8
        outside.default.svc.cluster.local;       A;     outside.default.svc.cluster.local. 30 IN CNAME www.example.com.
        outside.default.svc.cluster.local;       CNAME; outside.default.svc.cluster.local. 30 IN CNAME www.example.com.
        alias.default.svc.cluster.local;         A;     alias.default.svc.cluster.local. 30 IN CNAME web.default.svc.cluster.local. | web.default.svc.cluster.local. 30 IN A 127.96.0.20
        1-2-3-4.default.pod.cluster.local;       A;     1-2-3-4.default.pod.cluster.local. 30 IN A 1.2.3.4
        20.0.96.127.in-addr.arpa;                PTR;   20.0.96.127.in-addr.arpa. 30 IN PTR web.default.svc.cluster.local.
        2.0.244.127.in-addr.arpa;                PTR;   2.0.244.127.in-addr.arpa. 30 IN PTR my-pet.pets.default.svc.cluster.local.
        3.0.244.127.in-addr.arpa;                PTR;   3.0.244.127.in-addr.arpa. 30 IN PTR 127-244-0-3.pets.default.svc.cluster.local.
        2.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa; PTR; 2.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa. 30 IN PTR dual.default.svc.cluster.local.
        cluster.local;                           SOA;   cluster.local. 30 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 1499347823
        cluster.local;                           NS;    cluster.local. 30 IN NS ns.dns.cluster.local. + ns.dns.cluster.local. 30 IN A 127.96.0.10
        ns.dns.cluster.local;                    A;     ns.dns.cluster.local. 30 IN A 127.96.0.10
        web-0.web.default.svc.cluster.local;     ANY;   web-0.web.default.svc.cluster.local. 30 IN A 127.244.0.7
        """)
    void answers(String name, String type, String expected) {
        Answer answer = ask(name, type);
        assertThat(answer.code()).isEqualTo(DnsResponseCode.NOERROR);
        assertThat(answer.authoritative()).isTrue();
        assertThat(answer.authority()).isEmpty();
        String[] parts = expected.split(" \\+ ");
        assertThat(strings(answer.answers())).containsExactly(parts[0].split(" \\| "));
        assertThat(strings(answer.additional()))
                .containsExactlyElementsOf(parts.length == 1 ? List.of() : Arrays.asList(parts[1].split(" \\| ")));
    }

    @ParameterizedTest(name = "{0} {1} exists without such a record")
    @CsvSource({
        "web.default.svc.cluster.local, AAAA",
        "web.default.svc.cluster.local, MX",
        "_tcp.web.default.svc.cluster.local, A",
        "_http._tcp.web.default.svc.cluster.local, A",
        "portless.default.svc.cluster.local, SRV",
        "cluster.local, A",
        "svc.cluster.local, A",
        "pod.cluster.local, A",
        "default.svc.cluster.local, A",
        "empty.svc.cluster.local, NS",
        "default.pod.cluster.local, A",
        "1-2-3-4.default.pod.cluster.local, AAAA",
        "dns-version.cluster.local, A",
        "ns.dns.cluster.local, AAAA",
        "dns.cluster.local, A",
        "svc.cluster.local, ANY"
    })
    void noData(String name, String type) {
        Answer answer = ask(name, type);
        assertThat(answer.code()).isEqualTo(DnsResponseCode.NOERROR);
        assertThat(answer.answers()).isEmpty();
        assertThat(strings(answer.authority()))
                .containsExactly("cluster.local. 30 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 1499347823");
    }

    @ParameterizedTest(name = "{0} does not exist")
    @CsvSource({
        "nobody.default.svc.cluster.local",
        "web.nowhere.svc.cluster.local",
        "nowhere.svc.cluster.local",
        "x.web.default.svc.cluster.local",
        "_https._tcp.web.default.svc.cluster.local",
        "_http._udp.web.default.svc.cluster.local",
        "_._tcp.unnamed.default.svc.cluster.local",
        "a.b.c.web.default.svc.cluster.local",
        "starting.default.svc.cluster.local",
        "sick-pet.pets.default.svc.cluster.local",
        "127-244-0-2.pets.default.svc.cluster.local",
        "endpoint.outside.default.svc.cluster.local",
        "address.default.svc.cluster.local",
        "foo.cluster.local",
        "foo.dns.cluster.local",
        "foo.dns-version.cluster.local",
        "1-2-3.default.pod.cluster.local",
        "1-2-3-4.nowhere.pod.cluster.local"
    })
    void noSuchName(String name) {
        Answer answer = ask(name, "A");
        assertThat(answer.code()).isEqualTo(DnsResponseCode.NXDOMAIN);
        assertThat(answer.answers()).isEmpty();
        assertThat(strings(answer.authority()))
                .containsExactly("cluster.local. 30 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 1499347823");
    }

    @ParameterizedTest(name = "{0} is none of our business")
    @CsvSource({"example.com", "local", "xcluster.local", "arpa"})
    void refused(String name) {
        Answer answer = ask(name, "A");
        assertThat(answer.code()).isEqualTo(DnsResponseCode.REFUSED);
        assertThat(answer.authoritative()).isFalse();
    }

    @Test
    void unknownAddressesHaveNoNameButPartsOfAddressesMayLeadToOne() {
        assertThat(ask("9.9.9.9.in-addr.arpa", "PTR").code()).isEqualTo(DnsResponseCode.NXDOMAIN);
        assertThat(ask("999.0.96.127.in-addr.arpa", "PTR").code()).isEqualTo(DnsResponseCode.NXDOMAIN);
        assertThat(ask("0.96.127.in-addr.arpa", "PTR").code()).isEqualTo(DnsResponseCode.NOERROR);
        assertThat(ask("9.9.9.9.in-addr.arpa", "PTR").authority().get(0).owner())
                .isEqualTo("in-addr.arpa");
    }

    @Test
    void aliasesThatLoopEnd() {
        assertThat(ask("loop.default.svc.cluster.local", "A").answers()).hasSizeBetween(1, 8);
    }

    @Test
    void aPodOfTwoServicesHasBothNamesAndKeepsTheOtherWhenOneGoes() {
        cluster.put(SampleCluster.headless("zoo", false), SampleCluster.slice(true, "127.244.0.2", null));
        assertThat(strings(ask("2.0.244.127.in-addr.arpa", "PTR").answers())).hasSize(2);
        cluster.index.put(new ObjectKey("default", "pets"), null, 1);
        assertThat(strings(ask("2.0.244.127.in-addr.arpa", "PTR").answers()))
                .containsExactly("2.0.244.127.in-addr.arpa. 30 IN PTR 127-244-0-2.zoo.default.svc.cluster.local.");
        assertThat(ask("pets.default.svc.cluster.local", "A").code()).isEqualTo(DnsResponseCode.NXDOMAIN);
    }

    @Test
    void aServiceThatChangesItsAddressLeavesNothingBehind() {
        cluster.put(SampleCluster.clusterIp("default", "web", "127.96.0.99", "http", 80));
        assertThat(strings(ask("web.default.svc.cluster.local", "A").answers()))
                .containsExactly("web.default.svc.cluster.local. 30 IN A 127.96.0.99");
        assertThat(ask("20.0.96.127.in-addr.arpa", "PTR").code()).isEqualTo(DnsResponseCode.NXDOMAIN);
        assertThat(ask("7.0.244.127.in-addr.arpa", "PTR").code()).isEqualTo(DnsResponseCode.NXDOMAIN);
    }

    private Answer ask(String name, String type) {
        return cluster.zones.answer(name, DnsRecordType.valueOf(type));
    }

    private static List<String> strings(List<ResourceRecord> records) {
        return records.stream().map(ResourceRecord::toString).toList();
    }
}
