package dev.coracle.apiserver.admission;

import dev.coracle.apiserver.resource.WriteContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The plugins in their order. Immutable. */
public final class AdmissionChain {
    private final List<AdmissionPlugin> plugins;

    public AdmissionChain(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /** The same with one more plugin, which comes last. */
    public AdmissionChain and(AdmissionPlugin last) {
        List<AdmissionPlugin> more = new ArrayList<>(plugins);
        more.add(last);
        return new AdmissionChain(more);
    }

    /** The plugins' names in their order. */
    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    /** Lets those whom it concerns change the object, one after another. */
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        return InTurn.run(
                plugins,
                plugin -> handles(plugin, attributes) ? plugin.mutate(attributes) : InTurn.DONE,
                attributes.executor());
    }

    /** Asks those whom it concerns, one after another; the first refusal is the answer. */
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        return InTurn.run(
                plugins,
                plugin -> handles(plugin, attributes) ? plugin.validate(attributes) : InTurn.DONE,
                attributes.executor());
    }

    private static boolean handles(AdmissionPlugin plugin, AdmissionAttributes attributes) {
        WriteContext context = attributes.context();
        return plugin.handles(attributes.operation(), context.resource(), context.subresource());
    }
}
