package dev.coracle.apiserver.http;

import dev.coracle.machinery.errors.ApiException;
import dev.coracle.storage.CompactedException;
import dev.coracle.storage.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes what the client is told. What nobody foresaw is logged here, once. */
public final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final int RETRY_SECONDS = 1;

    private Failures() {}

    /**
     * What the client is told.
     *
     * @param request what was being served, for the log
     */
    public static ApiException toApi(Throwable thrown, Object request) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ApiException api) {
            return api;
        }
        if (cause instanceof StoreException.Overloaded) {
            return ApiException.tooManyRequests(
                    "the server has received too many requests and has asked us to try again later", RETRY_SECONDS);
        }
        if (cause instanceof CompactedException) {
            return ApiException.expired("The resourceVersion for the provided list or watch is too old.");
        }
        if (cause instanceof StoreException.Unavailable || cause instanceof StoreException.Unusable) {
            return ApiException.serviceUnavailable(cause.getMessage()); // the store has logged it, once for all
        }
        if (cause instanceof StoreException.Closed) {
            return ApiException.serviceUnavailable("the server is shutting down");
        }
        log.error("{} failed unexpectedly", request, cause);
        return ApiException.internal("an unexpected error; the server's log says more");
    }
}
