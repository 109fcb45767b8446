package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.resource.ClusterSettings;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;

/**
 * What the write pipeline works with.
 *
 * @param resources what is served
 * @param store takes the commits
 * @param cache answers the reads
 * @param claims what is claimed
 * @param clock for timestamps
 * @param identities for uids and generated names
 * @param settings what strategies are told of the cluster
 * @param admission what may change or refuse a request, whatever its kind
 */
public record ServerState(
        ResourceRegistry resources,
        Store store,
        StoreCache cache,
        ClaimIndex claims,
        Clock clock,
        Identities identities,
        ClusterSettings settings,
        AdmissionChain admission) {}
