package dev.coracle.apiserver.kinds.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upstream's rules for a certificate signing request (v1.36); that it is signed is not checked. */
final class SigningRequestValidation {
    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");
    private static final Set<String> ONLY_TRUE = Set.of("Approved", "Denied", "Failed");
    private static final String LEGACY_SIGNER = "kubernetes.io/legacy-unknown";
    private static final int SHORTEST = 600;
    private static final int MAX_DOMAIN = 253;
    private static final int MAX_SIGNER = 571;

    private SigningRequestValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field request = spec.at("request");
        if (!isCertificateRequest(request.text())) {
            request.invalid(request.text(), "PEM block type must be CERTIFICATE REQUEST");
        }
        Field usages = spec.at("usages");
        if (usages.isEmpty()) {
            usages.required("");
        }
        usages.each().forEach(usage -> usage.oneOf(USAGES));
        Set<String> seen = new HashSet<>();
        for (Field usage : usages.each()) {
            if (!seen.add(usage.text())) {
                usage.duplicate();
            }
        }
        Field signer = spec.at("signerName");
        if (signer.text().equals(LEGACY_SIGNER)) {
            signer.invalid("the legacy signerName is not allowed via this API version");
        } else {
            signer(signer);
        }
        Field expiration = spec.at("expirationSeconds");
        if (expiration.isPresent() && expiration.number() < SHORTEST) {
            expiration.invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
        conditions(Field.status(object, errors).at("conditions"));
    }

    private static boolean isCertificateRequest(String base64) {
        try {
            String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
            return pem.contains("-----BEGIN CERTIFICATE REQUEST-----")
                    && pem.contains("-----END CERTIFICATE REQUEST-----");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void signer(Field signer) {
        String name = signer.text();
        if (name.isEmpty()) {
            signer.required("");
            return;
        }
        String[] segments = name.split("/", -1);
        if (segments.length != 2) {
            signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        if (segments[0].length() > MAX_DOMAIN) {
            signer.tooLong(MAX_DOMAIN);
        }
        String[] labels = segments[0].split("\\.", -1);
        labels(signer, labels, segments[0], NameRule.DNS_LABEL);
        if (labels.length < 2) {
            signer.invalid(segments[0], "should be a domain with at least two segments separated by dots");
        }
        labels(signer, segments[1].split("\\.", -1), segments[1], NameRule.DNS_SUBDOMAIN);
        if (name.length() > MAX_SIGNER) {
            signer.tooLong(MAX_SIGNER);
        }
    }

    /** What is wrong with the first label that is. */
    private static void labels(Field signer, String[] labels, String shown, NameRule rule) {
        for (String label : labels) {
            List<String> wrong = rule.check(label, false);
            if (!wrong.isEmpty()) {
                wrong.forEach(message -> signer.invalid(shown, "validating label \"" + label + "\": " + message));
                return;
            }
        }
    }

    private static void conditions(Field conditions) {
        Set<String> types = new HashSet<>();
        for (Field condition : conditions.each()) {
            Field type = condition.at("type");
            if (type.isEmpty()) {
                type.required("");
            }
            Field status = condition.at("status");
            if (status.isEmpty()) {
                status.required("");
            } else {
                status.oneOf(ONLY_TRUE.contains(type.text()) ? List.of("True") : List.of("False", "True", "Unknown"));
            }
            boolean excluded = (type.text().equals("Approved") && types.contains("Denied"))
                    || (type.text().equals("Denied") && types.contains("Approved"));
            if (excluded) {
                conditions.invalid(type.text(), "Approved and Denied conditions are mutually exclusive");
            }
            if (!types.add(type.text())) {
                type.duplicate();
            }
        }
    }
}
