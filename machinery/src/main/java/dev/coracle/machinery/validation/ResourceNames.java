package dev.coracle.machinery.validation;

import java.util.List;
import java.util.Set;

/** The names of what can be requested, limited and counted, and the amounts of it. */
public final class ResourceNames {
    public static final String HUGE_PAGES = "hugepages-";

    private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTS = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> QUOTA_COMPUTE = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private ResourceNames() {}

    /** Any resource: qualified by a domain, or one of Kubernetes' own. */
    public static void any(String name, Field at) {
        List<String> wrong = QualifiedNames.key(name);
        if (!wrong.isEmpty()) {
            wrong.forEach(message -> at.invalid(name, message));
        } else if (name.indexOf('/') < 0 && !isStandardQuota(name) && !name.equals("storage")) {
            at.invalid(name, "must be a standard resource type or fully qualified");
        }
    }

    /** What a container may ask for. */
    public static void container(String name, Field at) {
        if (CONTAINER.contains(name)) {
            return;
        }
        any(name, at);
        if (name.indexOf('/') < 0) {
            if (!isHugePages(name)) {
                at.invalid(name, "must be a standard resource for containers");
            }
        } else if (!isNative(name) && !isExtended(name)) {
            at.invalid(name, "doesn't follow extended resource name standard");
        }
    }

    /** What a pod as a whole may ask for. */
    public static void pod(String name, Field at) {
        int before = at.errors().count();
        any(name, at);
        if (at.errors().count() == before && !isPodLevel(name)) {
            at.errors().notSupported(at.path(), name, List.of("cpu", HUGE_PAGES, "memory"));
        }
    }

    /** What a quota may bound. */
    public static void quota(String name, Field at) {
        any(name, at);
        if (name.indexOf('/') < 0 && !isStandardQuota(name)) {
            at.invalid(name, "must be a standard resource for quota");
        }
    }

    /** An amount of a resource: not negative, and whole where only whole ones make sense. */
    public static void amount(String name, Field value) {
        Quantity quantity = Quantity.of(value.node());
        if (quantity.signum() < 0) {
            value.invalid(quantity.toString(), FieldRule.NOT_NEGATIVE);
        }
        if ((COUNTS.contains(name) || isExtended(name)) && !quantity.isInteger()) {
            value.invalid(quantity.toString(), "must be an integer");
        }
    }

    public static boolean isPodLevel(String name) {
        return name.equals("cpu") || name.equals("memory") || isHugePages(name);
    }

    public static boolean isStandardQuota(String name) {
        return QUOTA_COMPUTE.contains(name)
                || COUNTS.contains(name)
                || isHugePages(name)
                || name.startsWith("requests." + HUGE_PAGES);
    }

    public static boolean isHugePages(String name) {
        return name.startsWith(HUGE_PAGES);
    }

    /** Whether the name is Kubernetes' own: without a domain, or in kubernetes.io. */
    public static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    /** Whether more of it may be promised than there is. */
    public static boolean isOvercommitAllowed(String name) {
        return isNative(name) && !isHugePages(name);
    }

    /** Whether somebody else's name, such as a device's, for which a quota's name can be made too. */
    public static boolean isExtended(String name) {
        return !isNative(name)
                && !name.startsWith("requests.")
                && QualifiedNames.key("requests." + name).isEmpty();
    }
}
