package dev.coracle.apiserver.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.coracle.storage.Entry;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.Operation;
import dev.coracle.storage.Store;
import dev.coracle.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The key pair that service account tokens are signed with. It lies in the store beside the objects, where no API path
 * leads, so that tokens outlive a restart and every server over one store accepts them. Made by the first who needs it;
 * guarded by its monitor.
 */
final class SigningKey {
    private static final String KEY = "/keys/serviceaccount";

    private final Store store;
    private CompletableFuture<ECKey> key = CompletableFuture.failedFuture(new IllegalStateException("not asked for"));

    SigningKey(Store store) {
        this.store = store;
    }

    /** Reads or makes the key on a thread of its own: event loops wait for no store and no random numbers. */
    synchronized CompletableFuture<ECKey> get() {
        if (key.isCompletedExceptionally()) {
            CompletableFuture<ECKey> loading = new CompletableFuture<>();
            Thread thread = new Thread(() -> load(loading), "coracle-signing-key");
            thread.setDaemon(true);
            thread.start();
            key = loading;
        }
        return key;
    }

    private void load(CompletableFuture<ECKey> result) {
        try {
            Optional<ECKey> there = stored();
            if (there.isPresent()) {
                result.complete(there.get());
                return;
            }
            ECKey made = new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
            byte[] value = made.toJSONString().getBytes(StandardCharsets.UTF_8);
            store.commit(Transaction.of(new Operation.Put(KEY, value, Operation.ABSENT)))
                    .join();
            // Another server may have been faster: what is stored is the key.
            result.complete(stored().orElseThrow());
        } catch (JOSEException | ParseException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private Optional<ECKey> stored() throws ParseException {
        List<Entry> entries = store.range(KeyRange.prefix(KEY)).entries();
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(ECKey.parse(new String(entries.get(0).value(), StandardCharsets.UTF_8)));
    }
}
