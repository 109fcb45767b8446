package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Failures;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.machinery.errors.ApiException;
import java.util.concurrent.CompletableFuture;

/** Has the objects of a collection converted before they are looked at, where that needs another process. */
final class Preparation {
    private static final int RETRY_SECONDS = 1;

    private Preparation() {}

    /**
     * Goes on with {@code step} once all objects are ready, which is at once for most resources. Objects that cannot be
     * converted are answered as upstream does, which cannot fill its cache then and says so.
     */
    static void then(Exchange exchange, ServedResource target, Iterable<StoredObject> objects, Runnable step) {
        if (target.resource().strategy().form().remote() == null) {
            step.run();
            return;
        }
        CompletableFuture<Void> ready = StoredObject.prepareAll(objects).exceptionallyCompose(thrown -> {
            String message = "storage is (re)initializing: failed to list "
                    + target.version().groupVersion() + ", Kind="
                    + target.resource().names().kind() + ": "
                    + Failures.toApi(thrown, exchange).getMessage();
            return CompletableFuture.failedFuture(ApiException.tooManyRequests(message, RETRY_SECONDS));
        });
        exchange.whenDone(ready, unused -> step.run());
    }
}
