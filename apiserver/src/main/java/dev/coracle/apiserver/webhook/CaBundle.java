package dev.coracle.apiserver.webhook;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What upstream finds wrong with a {@code caBundle}. */
public final class CaBundle {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\n(.*?)-----END \\1-----", Pattern.DOTALL);

    private CaBundle() {}

    /**
     * Why a bundle cannot be used.
     *
     * @param base64 as a configuration holds it; an empty one is fine
     */
    public static Optional<String> fault(String base64) {
        byte[] bytes = Base64.getMimeDecoder().decode(base64);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        Matcher blocks = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        boolean any = false;
        String fault = "";
        while (blocks.find()) {
            any = true;
            if (!blocks.group(1).equals("CERTIFICATE")) {
                continue;
            }
            try {
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(blocks.group().getBytes(StandardCharsets.ISO_8859_1)));
                return Optional.empty();
            } catch (CertificateException e) {
                fault = fault.isEmpty() ? "failed to parse certificate: x509: malformed certificate" : fault;
            }
        }
        if (!any) {
            fault = "unable to parse bytes as PEM block";
        } else if (fault.isEmpty()) {
            fault = "no valid certificate authority data seen";
        }
        return Optional.of("unable to load root certificates: " + fault);
    }
}
