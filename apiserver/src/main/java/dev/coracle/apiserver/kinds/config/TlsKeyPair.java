package dev.coracle.apiserver.kinds.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Whether a certificate and a private key belong together, in the words of Go's {@code tls.X509KeyPair}. */
final class TlsKeyPair {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*?)-----END \\1-----");
    private static final byte[] PROBE = {1, 2, 3, 4};

    private TlsKeyPair() {}

    private record Block(String type, String base64) {
        byte[] der() {
            return Base64.getDecoder().decode(base64);
        }

        boolean isKey() {
            return type.equals("PRIVATE KEY") || type.endsWith(" PRIVATE KEY");
        }
    }

    /** What is wrong with the pair, given as PEM; empty when nothing is. */
    static String problem(String certificatePem, String keyPem) {
        List<Block> certificates = blocks(certificatePem);
        Optional<Block> first = certificates.stream()
                .filter(block -> block.type().equals("CERTIFICATE"))
                .findFirst();
        if (first.isEmpty()) {
            return noCertificate(certificates);
        }
        List<Block> keys = blocks(keyPem);
        Optional<Block> key = keys.stream().filter(Block::isKey).findFirst();
        if (key.isEmpty()) {
            return noKey(keys);
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate certificate = (X509Certificate) factory.generateCertificate(
                    new ByteArrayInputStream(first.get().der()));
            return match(certificate.getPublicKey(), key.get().der());
        } catch (CertificateException e) {
            return "x509: malformed certificate";
        }
    }

    private static String noCertificate(List<Block> found) {
        if (found.isEmpty()) {
            return "tls: failed to find any PEM data in certificate input";
        }
        if (found.size() == 1 && found.get(0).type().endsWith("PRIVATE KEY")) {
            return "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs"
                    + " may have been switched";
        }
        return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the"
                + " following types: " + types(found);
    }

    private static String noKey(List<Block> found) {
        if (found.isEmpty()) {
            return "tls: failed to find any PEM data in key input";
        }
        if (found.size() == 1 && found.get(0).type().equals("CERTIFICATE")) {
            return "tls: found a certificate rather than a key in the PEM for the private key";
        }
        return "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks"
                + " of the following types: " + types(found);
    }

    private static String types(List<Block> found) {
        return "[" + String.join(" ", found.stream().map(Block::type).toList()) + "]";
    }

    private static List<Block> blocks(String pem) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            String base64 = block.group(2).replaceAll("\\s", "");
            // What is no Base64 only looks like a block: Go looks on behind it.
            if (isBase64(base64)) {
                blocks.add(new Block(block.group(1), base64));
            }
        }
        return blocks;
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String match(PublicKey key, byte[] der) {
        Optional<PrivateKeyInfo> info = privateKey(der);
        if (info.isEmpty()) {
            return "tls: failed to parse private key";
        }
        String algorithm = algorithm(info.get());
        String signature = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default -> "";
        };
        if (signature.isEmpty()) {
            return "tls: unknown public key algorithm";
        }
        if (algorithm.isEmpty()) {
            return "tls: found unknown private key type in PKCS#8 wrapping";
        }
        if (!signature.endsWith(algorithm.equals("EC") ? "ECDSA" : algorithm)) {
            return "tls: private key type does not match public key type";
        }
        try {
            PrivateKey own = KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(info.get().getEncoded()));
            return signs(own, key, signature) ? "" : "tls: private key does not match public key";
        } catch (GeneralSecurityException | IOException e) {
            return "tls: failed to parse private key";
        }
    }

    /** PKCS#1, PKCS#8 or SEC 1, as Go tries them. */
    private static Optional<PrivateKeyInfo> privateKey(byte[] der) {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
            if (sequence.size() == 9) {
                return Optional.of(new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(sequence)));
            }
            if (sequence.getObjectAt(1) instanceof ASN1Sequence) {
                return Optional.of(PrivateKeyInfo.getInstance(sequence));
            }
            ECPrivateKey key = ECPrivateKey.getInstance(sequence);
            return Optional.of(new PrivateKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static String algorithm(PrivateKeyInfo info) {
        return switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112" -> "Ed25519";
            default -> "";
        };
    }

    private static boolean signs(PrivateKey own, PublicKey key, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(own);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(key);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
