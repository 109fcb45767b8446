package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServedKindsTest {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, APIResourceList> versions =
            Map.of("v1", list("pods"), "storage.k8s.io/v1", list("storageclasses"));
    private final ServedKinds served = new ServedKinds(version -> {
        asked.add(version);
        return versions.get(version);
    });

    private static APIResourceList list(String name) {
        return new APIResourceListBuilder()
                .addNewResource()
                .withName(name)
                .endResource()
                .build();
    }

    @Test
    void knowsWhatDiscoveryNames() {
        assertThat(served.serves(Pod.class)).isTrue();
        assertThat(served.serves(ConfigMap.class)).isFalse();
        assertThat(served.serves(StorageClass.class)).isTrue();
        assertThat(served.serves(VolumeAttributesClass.class)).isFalse();
        assertThat(asked).containsExactly("v1", "storage.k8s.io/v1");
    }

    @Test
    void takesAVersionThatIsNotThereForOneWithoutKinds() {
        assertThat(new ServedKinds(version -> null).serves(Pod.class)).isFalse();
    }
}
