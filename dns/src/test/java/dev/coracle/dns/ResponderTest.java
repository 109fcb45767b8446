package dev.coracle.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ResponderTest {
    private static final Logger log = LoggerFactory.getLogger(ResponderTest.class);
    private static final String WEB = "web.default.svc.cluster.local.";

    private final SampleCluster cluster = new SampleCluster();
    private final Responder responder = new Responder(cluster.zones, () -> true);

    @Test
    void repeatsIdQuestionAndFlags() {
        DnsResponse response = ask(WEB, DnsRecordType.A, 0);
        assertThat(response.id()).isEqualTo(77);
        assertThat(response.isRecursionDesired()).isTrue();
        assertThat(response.isRecursionAvailable()).isFalse();
        assertThat(response.isAuthoritativeAnswer()).isTrue();
        assertThat(response.recordAt(DnsSection.QUESTION).name()).isEqualTo(WEB);
        assertThat(Wire.records(response, DnsSection.ANSWER)).containsExactly(WEB + " 30 IN A 127.96.0.20");
    }

    @Test
    void namesMatchInAnyCaseAndAnswersKeepTheQuestionsSpelling() {
        DnsResponse response = ask("WeB.Default.SVC.cluster.LOCAL.", DnsRecordType.A, 0);
        assertThat(Wire.records(response, DnsSection.ANSWER))
                .containsExactly("WeB.Default.SVC.cluster.LOCAL. 30 IN A 127.96.0.20");
    }

    @Test
    void everyKindOfRecordSurvivesTheWire() {
        for (String[] question : new String[][] {
            {"_http._tcp.pets.default.svc.cluster.local", "SRV"},
            {"_HTTP._tcp.pets.default.svc.cluster.local", "SRV"},
            {"dual.default.svc.cluster.local", "AAAA"},
            {"alias.default.svc.cluster.local", "A"},
            {"20.0.96.127.in-addr.arpa", "PTR"},
            {"cluster.local", "NS"},
            {"cluster.local", "SOA"},
            {"nobody.default.svc.cluster.local", "A"}
        }) {
            DnsRecordType type = DnsRecordType.valueOf(question[1]);
            Answer expected = cluster.zones.answer(question[0].toLowerCase(Locale.ROOT), type);
            DnsResponse response = ask(question[0] + ".", type, 4096);
            assertThat(response.code()).isEqualTo(expected.code());
            assertThat(Wire.records(response, DnsSection.ANSWER).stream().map(ResponderTest::lower))
                    .containsExactlyInAnyOrderElementsOf(expected.answers().stream()
                            .map(ResourceRecord::toString)
                            .toList());
            assertThat(Wire.records(response, DnsSection.AUTHORITY))
                    .containsExactlyElementsOf(expected.authority().stream()
                            .map(ResourceRecord::toString)
                            .toList());
            assertThat(Wire.records(response, DnsSection.ADDITIONAL))
                    .containsExactlyElementsOf(expected.additional().stream()
                            .map(ResourceRecord::toString)
                            .toList());
        }
    }

    @Test
    void theSchemaVersionIsOneCharacterString() {
        byte[] response = raw(Wire.query(1, "dns-version.cluster.local.", DnsRecordType.TXT, 0));
        assertThat(new String(response, response.length - 6, 6, StandardCharsets.ISO_8859_1))
                .isEqualTo("\u00051.1.0");
    }

    @Test
    void addressesOfAHeadlessServiceTakeTurnsToComeFirst() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            first.add(Wire.records(ask("pets.default.svc.cluster.local.", DnsRecordType.A, 0), DnsSection.ANSWER)
                    .get(0));
        }
        assertThat(first).hasSize(2);
    }

    @Test
    void whatDoesNotFitIsTruncatedAtTheSizeTheClientTakes() {
        cluster.putCrowd(400);
        String name = "crowd.default.svc.cluster.local.";
        assertTruncated(name, 0, 512);
        assertTruncated(name, 100, 512);
        assertTruncated(name, 1232, 1232);
        assertTruncated(name, 65_000, Responder.MAX_UDP_PAYLOAD);
        byte[] query = Wire.query(77, name, DnsRecordType.A, 0);
        ByteBuf out = Unpooled.buffer();
        assertThat(responder.answerTcp(Unpooled.wrappedBuffer(query), out)).isTrue();
        DnsResponse whole = Wire.response(Wire.bytes(out));
        assertThat(whole.isTruncated()).isFalse();
        assertThat(whole.count(DnsSection.ANSWER)).isEqualTo(400);
    }

    private void assertTruncated(String name, int payload, int limit) {
        byte[] message = raw(Wire.query(77, name, DnsRecordType.A, payload));
        // One more record of 16 octets would not have fitted.
        assertThat(message.length).isBetween(limit - 16, limit);
        assertThat(Wire.response(message).isTruncated()).isTrue();
    }

    @Test
    void additionalRecordsThatDoNotFitAreLeftOutWithoutTruncation() {
        cluster.putCrowd(8);
        DnsResponse response = ask("_http._tcp.crowd.default.svc.cluster.local.", DnsRecordType.SRV, 0);
        assertThat(response.count(DnsSection.ANSWER) == 8).isEqualTo(!response.isTruncated());
        assertThat(response.count(DnsSection.ADDITIONAL)).isLessThan(8);
    }

    @Test
    void ednsIsAnsweredWithEdnsAndOnlyThen() {
        assertThat(ask(WEB, DnsRecordType.A, 0).count(DnsSection.ADDITIONAL)).isZero();
        DnsResponse response = ask(WEB, DnsRecordType.A, 1400);
        assertThat(response.recordAt(DnsSection.ADDITIONAL).type()).isEqualTo(DnsRecordType.OPT);
        assertThat(response.recordAt(DnsSection.ADDITIONAL).dnsClass()).isEqualTo(1400);
    }

    @Test
    void anUnknownEdnsVersionIsRefusedByItsOwnCode() {
        byte[] query = Wire.query(1, WEB, DnsRecordType.A, 1400);
        query[query.length - 5] = 1;
        byte[] response = raw(query);
        assertThat(response[3] & 0xF).isZero();
        assertThat(response[response.length - 6]).as("upper bits of the code").isEqualTo((byte) 1);
    }

    @Test
    void nothingIsKnownBeforeTheIndexIsComplete() {
        Responder early = new Responder(cluster.zones, () -> false);
        ByteBuf out = Unpooled.buffer();
        early.answerUdp(Unpooled.wrappedBuffer(Wire.query(1, WEB, DnsRecordType.A, 0)), out);
        assertThat(Wire.response(Wire.bytes(out)).code()).isEqualTo(DnsResponseCode.SERVFAIL);
    }

    @Test
    void otherClassesTransfersAndOpcodesAreTurnedAway() {
        byte[] chaos = Wire.query(1, WEB, DnsRecordType.TXT, 0);
        chaos[chaos.length - 1] = 3;
        assertThat(code(chaos)).isEqualTo(DnsResponseCode.REFUSED.intValue());
        assertThat(code(Wire.query(1, "cluster.local.", DnsRecordType.AXFR, 0)))
                .isEqualTo(DnsResponseCode.REFUSED.intValue());
        byte[] update = Wire.query(1, WEB, DnsRecordType.A, 0);
        update[2] = (byte) (5 << 3);
        assertThat(code(update)).isEqualTo(DnsResponseCode.NOTIMP.intValue());
        assertThat((raw(update)[2] >> 3) & 0xF).as("opcode").isEqualTo(5);
    }

    @Test
    void malformedQueriesAreFormatErrorsAndFragmentsAreIgnored() {
        byte[] query = Wire.query(9, WEB, DnsRecordType.A, 1400);
        for (int length = 0; length < query.length; length++) {
            byte[] cut = Arrays.copyOf(query, length);
            if (length < QueryParser.HEADER) {
                assertThat(rawOrNull(cut)).isNull();
            } else {
                assertThat(code(cut)).as("cut at %d", length).isEqualTo(DnsResponseCode.FORMERR.intValue());
            }
        }
        byte[] pointer = query.clone();
        pointer[12] = (byte) 0xC0;
        assertThat(code(pointer)).isEqualTo(DnsResponseCode.FORMERR.intValue());
        byte[] twoQuestions = query.clone();
        twoQuestions[5] = 2;
        assertThat(code(twoQuestions)).isEqualTo(DnsResponseCode.FORMERR.intValue());
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        assertThat(rawOrNull(answer)).isNull();
    }

    @Test
    void oddOctetsInNamesNeverMatch() {
        byte[] dotted = Wire.query(1, "webxdefault.svc.cluster.local.", DnsRecordType.A, 0);
        dotted[QueryParser.HEADER + 4] = '.';
        assertThat(code(dotted)).isEqualTo(DnsResponseCode.NXDOMAIN.intValue());
    }

    @Test
    void randomBytesNeverThrowAndAnswersAreAlwaysWellFormed() {
        long seed = new Random().nextLong();
        log.info("seed {}", seed);
        Random random = new Random(seed);
        byte[] valid = Wire.query(9, "_http._tcp.pets.default.svc.cluster.local.", DnsRecordType.SRV, 1400);
        for (int i = 0; i < 50_000; i++) {
            byte[] message = i % 2 == 0 ? valid.clone() : new byte[random.nextInt(100)];
            if (i % 2 == 0) {
                for (int changes = random.nextInt(6); changes >= 0; changes--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt();
                }
            } else {
                random.nextBytes(message);
            }
            byte[] response = rawOrNull(message);
            if (response != null) {
                assertThat(response.length).isBetween(QueryParser.HEADER, Responder.MAX_UDP_PAYLOAD);
                assertThat(response[0]).isEqualTo(message[0]);
                assertThat(Wire.endOf(response)).isEqualTo(response.length);
            }
        }
    }

    private DnsResponse ask(String name, DnsRecordType type, int payload) {
        return Wire.response(raw(Wire.query(77, name, type, payload)));
    }

    private int code(byte[] query) {
        return raw(query)[3] & 0xF;
    }

    private byte[] raw(byte[] query) {
        byte[] response = rawOrNull(query);
        assertThat(response).isNotNull();
        return response;
    }

    private byte @Nullable [] rawOrNull(byte[] query) {
        ByteBuf out = Unpooled.buffer();
        return responder.answerUdp(Unpooled.wrappedBuffer(query), out) ? Wire.bytes(out) : null;
    }

    private static String lower(String text) {
        // The question's spelling is kept, the type's name is not ours to compare.
        return text.replace("_HTTP.", "_http.");
    }
}
