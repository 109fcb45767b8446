package dev.coracle.apiserver.kinds.plugins;

import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.kinds.quota.LimitRanger;
import dev.coracle.apiserver.kinds.quota.ResourceQuota;
import java.util.List;

/** The table of admission plugins: upstream's AllOrderedPlugins (v1.36) as far as they are on by default and written. */
public final class AdmissionPlugins {
    private AdmissionPlugins() {}

    /** The plugins in their order. */
    public static AdmissionChain inOrder() {
        return new AdmissionChain(List.of(
                new NamespaceLifecycle(),
                new LimitRanger(),
                new ServiceAccountAdmission(),
                new PriorityAdmission(),
                new DefaultTolerationSeconds(),
                new DefaultStorageClass(),
                new StorageObjectInUseProtection(),
                new PersistentVolumeClaimResize(),
                new RuntimeClassAdmission(),
                new DefaultIngressClass(),
                // What asks others goes here: policies, then webhooks.
                new ResourceQuota()));
    }
}
