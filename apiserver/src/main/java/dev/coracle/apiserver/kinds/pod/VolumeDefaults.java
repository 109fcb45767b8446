package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.apiserver.kinds.storage.SourceDefaults;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.Map;

/** A volume's defaults: core/v1's SetDefaults_Volume and those of its sources. */
final class VolumeDefaults {
    /** 0644, as JSON writes it. */
    private static final int FILE_MODE = 420;

    private static final int TOKEN_SECONDS = 3600;

    private VolumeDefaults() {}

    static void volume(ObjectNode volume) {
        if (hasNoSource(volume)) {
            volume.putObject("emptyDir");
            return;
        }
        for (String source : new String[] {"secret", "configMap", "downwardAPI", "projected"}) {
            if (Tree.get(volume, source) instanceof ObjectNode node) {
                Tree.setDefault(node, "defaultMode", FILE_MODE);
            }
        }
        files(Tree.get(volume, "downwardAPI", "items"));
        for (JsonNode source : Tree.get(volume, "projected", "sources")) {
            if (Tree.get(source, "serviceAccountToken") instanceof ObjectNode token) {
                Tree.setDefault(token, "expirationSeconds", TOKEN_SECONDS);
            }
            files(Tree.get(source, "downwardAPI", "items"));
        }
        SourceDefaults.set(volume);
        if (Tree.get(volume, "emptyDir") instanceof ObjectNode emptyDir) {
            Quantity.canonicalize(emptyDir, "sizeLimit");
        }
        if (Tree.get(volume, "image") instanceof ObjectNode image) {
            Tree.setDefault(image, "pullPolicy", ContainerDefaults.pullPolicy(Tree.text(image, "reference")));
        }
        if (Tree.get(volume, "ephemeral", "volumeClaimTemplate", "spec") instanceof ObjectNode claim) {
            ClaimSpecs.setDefaults(claim);
        }
    }

    private static boolean hasNoSource(ObjectNode volume) {
        for (Map.Entry<String, JsonNode> field : volume.properties()) {
            if (!field.getKey().equals("name") && !field.getValue().isNull()) {
                return false;
            }
        }
        return true;
    }

    private static void files(JsonNode items) {
        items.forEach(ContainerDefaults::reference);
    }
}
