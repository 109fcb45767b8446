package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Failures;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.machinery.errors.ApiException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** DELETE of a collection: each object on its own, a few at a time; answers with what it found. */
final class DeleteCollection implements Verb {
    private static final int AT_ONCE = 32;

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final ListObjects lists;
    private final ListAnswers answers;

    DeleteCollection(ObjectRegistry registry, Bodies bodies, ListObjects lists, ListAnswers answers) {
        this.lists = lists;
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        Representation wish = exchange.representation();
        ListOptions list = ListOptions.parse(exchange.query(), false);
        exchange.readBody(body -> {
            DeleteOptions options = Delete.options(exchange, bodies, body);
            lists.find(exchange, target, list, page -> new Sweep(exchange, target, options, page, wish).start());
        });
    }

    /** One sweep. Confined to the exchange's event loop. */
    private final class Sweep {
        private final Exchange exchange;
        private final ServedResource target;
        private final DeleteOptions options;
        private final Page page;
        private final Representation wish;
        private final Iterator<StoredObject> doomed;
        private int running;
        private @Nullable ApiException failure;

        Sweep(Exchange exchange, ServedResource target, DeleteOptions options, Page page, Representation wish) {
            this.exchange = exchange;
            this.target = target;
            this.options = options;
            this.page = page;
            this.wish = wish;
            this.doomed = page.objects().iterator();
        }

        void start() {
            for (int i = 0; i < AT_ONCE; i++) {
                exchange.executor().execute(this::next);
                running++;
            }
        }

        private void next() {
            if (!doomed.hasNext() || failure != null) {
                if (--running == 0) {
                    finish();
                }
                return;
            }
            StoredObject object = doomed.next();
            WriteRequest request = WriteRequest.to(target, object.namespace(), Scopes.caller(exchange));
            CompletableFuture<WriteResult> unused = registry.delete(request, object.name(), options)
                    .whenComplete((written, thrown) -> {
                        if (thrown != null) {
                            ApiException error = Failures.toApi(thrown, exchange);
                            failure = error.code() == 404 ? failure : error;
                        }
                        exchange.executor().execute(this::next);
                    });
        }

        private void finish() {
            if (failure != null) {
                exchange.fail(failure);
            } else {
                exchange.guard(() -> answers.list(exchange, target, page, wish));
            }
        }
    }
}
