package dev.coracle.apiserver.webhook;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.util.Map;
import javax.net.ssl.SSLException;

/** The words of Go's HTTP client, and of client-go's for an answer that is no success, as far as they are known. */
final class CallFailures {
    private static final Map<Integer, String> STATUSES = Map.of(
            400, "the server rejected our request for an unknown reason",
            401, "the server has asked for the client to provide credentials",
            404, "the server could not find the requested resource",
            405, "the server does not allow this method on the requested resource",
            409, "the server reported a conflict",
            422, "the server rejected our request due to an error in our request",
            429, "the server has received too many requests and has asked us to try again later",
            503, "the server is currently unable to handle the request",
            504,
                    "the server was unable to return a response in the time allotted, but may still be processing the "
                            + "request");

    private CallFailures() {}

    /** @param text the body, where it is text for people */
    static String ofStatus(int code, String text) {
        String said = text.isEmpty() ? "unknown" : text;
        String words = STATUSES.get(code);
        if (words != null) {
            return words;
        }
        return switch (code) {
            case 403, 415 -> said;
            case 406 ->
                text.isEmpty() ? "the server was unable to respond with a content type that the client supports" : text;
            default ->
                code >= 500
                        ? "an error on the server (\"" + said + "\") has prevented the request from succeeding"
                        : "the server responded with the status code " + code + " but did not return more information";
        };
    }

    static String describe(Throwable thrown, ClientConfig config) {
        String host = config.url().getHost();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + host + ": no such host";
            }
            if (cause instanceof ConnectException) {
                return "dial tcp " + host + ":" + config.port() + ": connect: connection refused";
            }
            if (cause instanceof CertificateException wrong && isOtherName(wrong)) {
                return "tls: failed to verify certificate: x509: certificate is not valid for any names, but wanted to "
                        + "match " + host;
            }
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return "tls: failed to verify certificate: x509: "
                        + (isOutOfDate(cause)
                                ? "certificate has expired or is not yet valid"
                                : "certificate signed by unknown authority");
            }
            if (cause instanceof HttpClosedException) {
                return "EOF";
            }
            if (cause instanceof ConnectionPoolTooBusyException) {
                return "too many calls wait for this webhook";
            }
        }
        return (thrown instanceof SSLException ? "tls: " : "") + thrown.getMessage();
    }

    private static boolean isOutOfDate(Throwable cause) {
        return cause instanceof CertPathValidatorException invalid
                && (invalid.getReason() == BasicReason.EXPIRED || invalid.getReason() == BasicReason.NOT_YET_VALID);
    }

    private static boolean isOtherName(CertificateException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return message.startsWith("No subject alternative") || message.startsWith("No name matching");
    }
}
