package dev.coracle.apiserver.kinds.storage;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class StorageKinds {
    private static final String GROUP = "storage.k8s.io";

    private StorageKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "persistentvolumes"), new PersistentVolumeStrategy(),
                new GroupResource("", "persistentvolumeclaims"), new PersistentVolumeClaimStrategy(),
                new GroupResource(GROUP, "storageclasses"), new StorageClassStrategy(),
                new GroupResource(GROUP, "volumeattributesclasses"), new VolumeAttributesClassStrategy(),
                new GroupResource(GROUP, "volumeattachments"), new VolumeAttachmentStrategy(),
                new GroupResource(GROUP, "csidrivers"), new CsiDriverStrategy(),
                new GroupResource(GROUP, "csinodes"), new CsiNodeStrategy(),
                new GroupResource(GROUP, "csistoragecapacities"), new CsiStorageCapacityStrategy());
    }
}
