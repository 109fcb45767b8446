package dev.coracle.kubelet.node;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What a kubelet shows to whoever comes with TLS, made anew by each run as a kubelet without a certificate does: a key,
 * and an X.509 certificate for one address that the key has signed (RFC 5280, in DER). A kube-apiserver checks it only
 * where it was given an authority for kubelets.
 */
final class SelfSignedCertificate {
    private static final String PASSWORD = "kubelet";
    private static final Duration VALID = Duration.ofDays(3650);
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int IP_ADDRESS = 0x87;

    private static final byte[] ECDSA_WITH_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
    private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
    private static final byte[] SUBJECT_ALT_NAME = oid(0x55, 0x1d, 0x11);

    private SelfSignedCertificate() {}

    /** A fresh key with its certificate. */
    static PfxOptions forAddress(String address, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate(keys, address, now)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("kubelet", keys.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate});
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, PASSWORD.toCharArray());
            return new PfxOptions().setPassword(PASSWORD).setValue(Buffer.buffer(out.toByteArray()));
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every JDK can make a key and a certificate", impossible);
        }
    }

    private static byte[] certificate(KeyPair keys, String address, Instant now)
            throws GeneralSecurityException, IOException {
        byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
        byte[] commonName = der(UTF8_STRING, ("kubelet@" + address).getBytes(StandardCharsets.UTF_8));
        byte[] name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, commonName)));
        byte[] names =
                der(SEQUENCE, der(IP_ADDRESS, InetAddress.getByName(address).getAddress()));
        byte[] toSign = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
                algorithm,
                name,
                der(SEQUENCE, time(now.minus(Duration.ofDays(1))), time(now.plus(VALID))),
                name,
                keys.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, names)))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toSign);
        byte[] noUnusedBits = {0};
        return der(SEQUENCE, toSign, algorithm, der(BIT_STRING, noUnusedBits, signature.sign()));
    }

    private static byte[] time(Instant time) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return der(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        byte[] all = new byte[bytes.length + 2];
        all[0] = 0x06;
        all[1] = (byte) bytes.length;
        for (int i = 0; i < bytes.length; i++) {
            all[i + 2] = (byte) bytes[i];
        }
        return all;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int skip = digits[0] == 0 ? 1 : 0;
            out.write(0x80 | (digits.length - skip));
            out.write(digits, skip, digits.length - skip);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
