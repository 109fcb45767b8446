package dev.coracle.apiserver.kinds;

import dev.coracle.apiserver.kinds.admission.AdmissionKinds;
import dev.coracle.apiserver.kinds.apiextensions.ApiExtensionsKinds;
import dev.coracle.apiserver.kinds.apps.AppsKinds;
import dev.coracle.apiserver.kinds.autoscaling.AutoscalingKinds;
import dev.coracle.apiserver.kinds.batch.BatchKinds;
import dev.coracle.apiserver.kinds.certificates.CertificateKinds;
import dev.coracle.apiserver.kinds.cluster.ClusterKinds;
import dev.coracle.apiserver.kinds.config.ConfigKinds;
import dev.coracle.apiserver.kinds.devices.DeviceKinds;
import dev.coracle.apiserver.kinds.flowcontrol.FlowControlKinds;
import dev.coracle.apiserver.kinds.network.NetworkKinds;
import dev.coracle.apiserver.kinds.networking.NetworkingKinds;
import dev.coracle.apiserver.kinds.pod.PodKinds;
import dev.coracle.apiserver.kinds.policy.PolicyKinds;
import dev.coracle.apiserver.kinds.quota.QuotaKinds;
import dev.coracle.apiserver.kinds.rbac.RbacKinds;
import dev.coracle.apiserver.kinds.registration.RegistrationKinds;
import dev.coracle.apiserver.kinds.scheduling.SchedulingKinds;
import dev.coracle.apiserver.kinds.storage.StorageKinds;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.HashMap;
import java.util.Map;

/** The strategy of every built-in resource that needs one. */
public final class Strategies {
    private static final Strategy DEFAULT = new Strategy() {};
    private static final Map<GroupResource, Strategy> TABLE = table();

    private Strategies() {}

    /** The resource's strategy; for a kind with no rules of its own the default one. */
    public static Strategy of(GroupResource resource) {
        return TABLE.getOrDefault(resource, DEFAULT);
    }

    private static Map<GroupResource, Strategy> table() {
        Map<GroupResource, Strategy> table = new HashMap<>();
        table.putAll(ClusterKinds.strategies());
        table.putAll(ConfigKinds.strategies());
        table.putAll(AppsKinds.strategies());
        table.putAll(BatchKinds.strategies());
        table.putAll(NetworkKinds.strategies());
        table.putAll(PodKinds.strategies());
        table.putAll(RbacKinds.strategies());
        table.putAll(StorageKinds.strategies());
        table.putAll(QuotaKinds.strategies());
        table.putAll(ApiExtensionsKinds.strategies());
        table.putAll(AutoscalingKinds.strategies());
        table.putAll(NetworkingKinds.strategies());
        table.putAll(PolicyKinds.strategies());
        table.putAll(SchedulingKinds.strategies());
        table.putAll(AdmissionKinds.strategies());
        table.putAll(CertificateKinds.strategies());
        table.putAll(DeviceKinds.strategies());
        table.putAll(FlowControlKinds.strategies());
        table.putAll(RegistrationKinds.strategies());
        return Map.copyOf(table);
    }
}
