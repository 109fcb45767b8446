package dev.coracle.apiserver.kinds.admission;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class AdmissionKinds {
    private static final String GROUP = "admissionregistration.k8s.io";

    private AdmissionKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource(GROUP, "validatingwebhookconfigurations"), new WebhookConfigurationStrategy(false),
                new GroupResource(GROUP, "mutatingwebhookconfigurations"), new WebhookConfigurationStrategy(true),
                new GroupResource(GROUP, "validatingadmissionpolicies"), new AdmissionPolicyStrategy(false),
                new GroupResource(GROUP, "mutatingadmissionpolicies"), new AdmissionPolicyStrategy(true),
                new GroupResource(GROUP, "validatingadmissionpolicybindings"), new PolicyBindingStrategy(false),
                new GroupResource(GROUP, "mutatingadmissionpolicybindings"), new PolicyBindingStrategy(true));
    }
}
