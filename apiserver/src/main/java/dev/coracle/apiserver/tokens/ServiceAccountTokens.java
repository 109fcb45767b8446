package dev.coracle.apiserver.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.machinery.schema.GroupResource;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes and checks service account tokens, with the claims that upstream's (v1.36) carry. */
public final class ServiceAccountTokens {
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final String PRIVATE_CLAIMS = "kubernetes.io";

    private final ServerState backend;
    private final SigningKey key;

    public ServiceAccountTokens(ServerState backend) {
        this.backend = backend;
        this.key = new SigningKey(backend.store());
    }

    /** Something a token names: it is worth nothing once that is gone. */
    public record Reference(String name, String uid) {
        Map<String, Object> claim() {
            Map<String, Object> claim = new LinkedHashMap<>();
            claim.put("name", name);
            if (!uid.isEmpty()) {
                claim.put("uid", uid);
            }
            return claim;
        }
    }

    /**
     * What a token says.
     *
     * @param bound what it is bound to, by {@code pod}, {@code secret} or {@code node}
     */
    public record Claims(
            String namespace,
            Reference account,
            Map<String, Reference> bound,
            List<String> audiences,
            Instant issued,
            Instant expires) {}

    /** Signs a token. */
    public CompletableFuture<String> issue(Claims claims) {
        return key.get().thenApply(pair -> sign(claims, pair));
    }

    private String sign(Claims claims, ECKey pair) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("namespace", claims.namespace());
        own.put("serviceaccount", claims.account().claim());
        claims.bound().forEach((what, reference) -> own.put(what, reference.claim()));
        JWTClaimsSet set = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("system:serviceaccount:" + claims.namespace() + ":"
                        + claims.account().name())
                .audience(claims.audiences())
                .issueTime(Date.from(claims.issued()))
                .notBeforeTime(Date.from(claims.issued()))
                .expirationTime(Date.from(claims.expires()))
                .jwtID(backend.identities().uid())
                .claim(PRIVATE_CLAIMS, own)
                .build();
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(pair.getKeyID())
                            .build(),
                    set);
            token.sign(new ECDSASigner(pair));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the stored key cannot sign", e);
        }
    }

    /** The public key, as {@code /openid/v1/jwks} shows it. */
    public CompletableFuture<String> keys() {
        return key.get().thenApply(pair -> new JWKSet(pair.toPublicJWK()).toString());
    }

    /** Who a token speaks for, or why it does not. */
    public sealed interface Verdict {
        /**
         * It is good.
         *
         * @param extra what further is known of the user
         * @param audiences those asked for that it is meant for
         */
        record Accepted(
                String username, String uid, List<String> groups, Map<String, String> extra, List<String> audiences)
                implements Verdict {}

        /** It is not. */
        record Rejected(String error) implements Verdict {}
    }

    /** Checks a token for any of the given audiences. */
    public CompletableFuture<Verdict> verify(String token, List<String> audiences) {
        return key.get().thenApply(pair -> verify(token, audiences, pair));
    }

    private Verdict verify(String text, List<String> audiences, ECKey pair) {
        JWTClaimsSet claims;
        try {
            SignedJWT token = SignedJWT.parse(text);
            if (!token.verify(new ECDSAVerifier(pair))) {
                return new Verdict.Rejected("invalid bearer token");
            }
            claims = token.getJWTClaimsSet();
        } catch (ParseException | JOSEException e) {
            return new Verdict.Rejected("invalid bearer token");
        }
        Date expires = claims.getExpirationTime();
        if (expires == null || !expires.toInstant().isAfter(backend.clock().instant())) {
            return rejected("service account token has expired");
        }
        List<String> meant =
                claims.getAudience().stream().filter(audiences::contains).toList();
        if (meant.isEmpty()) {
            return rejected("token audiences " + quoted(claims.getAudience()) + " is invalid for the target audiences "
                    + quoted(audiences));
        }
        return claims.getClaim(PRIVATE_CLAIMS) instanceof Map<?, ?> own
                ? check(own, claims, meant)
                : rejected("the token names no service account");
    }

    private Verdict check(Map<?, ?> own, JWTClaimsSet claims, List<String> audiences) {
        String namespace = String.valueOf(own.get("namespace"));
        Optional<Reference> account = reference(own, "serviceaccount");
        if (account.isEmpty() || !exists("serviceaccounts", namespace, account.get())) {
            return rejected("service account has been deleted");
        }
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put("authentication.kubernetes.io/credential-id", "JTI=" + claims.getJWTID());
        for (String what : List.of("secret", "pod", "node")) {
            Optional<Reference> bound = reference(own, what);
            if (bound.isEmpty()) {
                continue;
            }
            boolean needed = !what.equals("node") || reference(own, "pod").isEmpty();
            if (needed && !exists(what + "s", what.equals("node") ? "" : namespace, bound.get())) {
                return rejected("service account token has been invalidated");
            }
            if (!what.equals("secret")) {
                extra.put(
                        "authentication.kubernetes.io/" + what + "-name",
                        bound.get().name());
                if (!bound.get().uid().isEmpty()) {
                    extra.put(
                            "authentication.kubernetes.io/" + what + "-uid",
                            bound.get().uid());
                }
            }
        }
        return new Verdict.Accepted(
                claims.getSubject(),
                account.get().uid(),
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"),
                extra,
                audiences);
    }

    private static Optional<Reference> reference(Map<?, ?> own, String what) {
        return own.get(what) instanceof Map<?, ?> claim
                ? Optional.of(new Reference(
                        String.valueOf(claim.get("name")), claim.get("uid") instanceof String uid ? uid : ""))
                : Optional.empty();
    }

    private boolean exists(String plural, String namespace, Reference reference) {
        return backend.resources()
                .storedAs(new GroupResource("", plural))
                .flatMap(resource -> backend.cache().of(resource).get(namespace, reference.name()))
                .filter(object -> object.read().at("/metadata/uid").asText().equals(reference.uid()))
                .isPresent();
    }

    private static Verdict rejected(String why) {
        return new Verdict.Rejected("[invalid bearer token, " + why + "]");
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(java.util.stream.Collectors.joining(" ", "[", "]"));
    }
}
