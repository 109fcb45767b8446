package dev.coracle.client;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Services together with their EndpointSlices, as whoever leads traffic to a Service needs them: a change of either is a
 * change of the Service. Safe to read from any thread; made before {@link Informers#start}.
 */
public final class ServiceInformer {
    private static final String BY_SERVICE = "service";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;

    /** @param changed is told the Service's key, on a thread of the client; must not block */
    public ServiceInformer(Informers informers, Consumer<ObjectKey> changed) {
        services = informers.of(Service.class).onChange(service -> changed.accept(ObjectKey.of(service)));
        slices = informers
                .of(EndpointSlice.class)
                .index(BY_SERVICE, ServiceInformer::serviceKeys)
                .onEvents(
                        slice -> report(slice, changed),
                        (before, after) -> report(before, after, changed),
                        slice -> report(slice, changed));
    }

    private static void report(EndpointSlice before, EndpointSlice after, Consumer<ObjectKey> changed) {
        report(after, changed);
        if (!serviceKeys(before).equals(serviceKeys(after))) {
            report(before, changed);
        }
    }

    private static void report(EndpointSlice slice, Consumer<ObjectKey> changed) {
        String service = serviceName(slice);
        if (service != null) {
            changed.accept(new ObjectKey(slice.getMetadata().getNamespace(), service));
        }
    }

    private static List<String> serviceKeys(EndpointSlice slice) {
        String service = serviceName(slice);
        return service == null
                ? List.of()
                : List.of(new ObjectKey(slice.getMetadata().getNamespace(), service).toString());
    }

    private static @Nullable String serviceName(EndpointSlice slice) {
        return slice.getMetadata().getLabels().get(SERVICE_NAME);
    }

    public @Nullable Service get(ObjectKey key) {
        return services.get(key);
    }

    /** The key of every Service there is. */
    public List<ObjectKey> keys() {
        return services.list().stream().map(ObjectKey::of).toList();
    }

    public List<EndpointSlice> slices(ObjectKey service) {
        return slices.byIndex(BY_SERVICE, service.toString());
    }
}
