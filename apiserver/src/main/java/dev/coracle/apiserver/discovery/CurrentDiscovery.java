package dev.coracle.apiserver.discovery;

import dev.coracle.apiserver.resource.Resource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The discovery of what is served now: made again when it is asked for after something has changed. Safe for any thread. */
public final class CurrentDiscovery implements Supplier<Discovery> {
    private final Supplier<List<Resource>> resources;
    private final Supplier<String> serverAddress;
    private volatile @Nullable Made made;

    private record Made(List<Resource> resources, Discovery discovery) {}

    /**
     * Discovery over a list that changes.
     *
     * @param resources the same list until something changes
     * @param serverAddress host and port, once bound
     */
    public CurrentDiscovery(Supplier<List<Resource>> resources, Supplier<String> serverAddress) {
        this.resources = resources;
        this.serverAddress = serverAddress;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another list is another state
    public Discovery get() {
        List<Resource> now = resources.get();
        Made last = made;
        if (last == null || last.resources() != now) {
            last = new Made(now, new Discovery(now, serverAddress));
            made = last;
        }
        return last.discovery();
    }
}
