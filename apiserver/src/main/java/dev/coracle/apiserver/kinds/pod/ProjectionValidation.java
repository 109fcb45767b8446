package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Projected volumes: several sources in one directory, no path twice. */
final class ProjectionValidation {
    private ProjectionValidation() {}

    static void validate(JsonNode projected, Path path, FieldErrors errors) {
        VolumePaths.mode(projected, "defaultMode", path, errors);
        Set<String> paths = new HashSet<>();
        int i = 0;
        for (JsonNode source : Tree.get(projected, "sources")) {
            Path at = path.child("sources").index(i++);
            int kinds = 0;
            for (String kind : new String[] {"secret", "configMap"}) {
                JsonNode keyed = Tree.get(source, kind);
                if (!keyed.isMissingNode()) {
                    kinds++;
                    String name = Tree.text(keyed, "name");
                    if (name.isEmpty()) {
                        errors.required(at.child(kind).child("name"), "");
                    }
                    VolumeValidation.items(
                            Tree.get(keyed, "items"), at.child(kind).child("items"), errors);
                    paths(Tree.get(keyed, "items"), name, paths, path, errors);
                }
            }
            JsonNode downward = Tree.get(source, "downwardAPI");
            if (!downward.isMissingNode()) {
                kinds++;
                for (JsonNode file : Tree.get(downward, "items")) {
                    downwardFile(file, at.child("downwardAPI"), errors);
                }
                paths(Tree.get(downward, "items"), null, paths, path, errors);
            }
            JsonNode token = Tree.get(source, "serviceAccountToken");
            if (!token.isMissingNode()) {
                kinds++;
                token(token, path, at.child("serviceAccountToken"), errors);
            }
            if (kinds > 1) {
                errors.forbidden(at, "may not specify more than 1 volume type per source");
            }
        }
    }

    private static void paths(
            JsonNode items, @Nullable String owner, Set<String> paths, Path path, FieldErrors errors) {
        for (JsonNode item : items) {
            String text = Tree.text(item, "path");
            if (!text.isEmpty() && !paths.add(text)) {
                errors.invalid(path, owner == null ? text : owner, "conflicting duplicate paths");
            }
        }
    }

    private static void token(JsonNode token, Path volume, Path path, FieldErrors errors) {
        long seconds = Tree.number(token, "expirationSeconds");
        if (seconds < 600) {
            errors.invalid(path.child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > 1L << 32) {
            errors.invalid(
                    path.child("expirationSeconds"), seconds, "may not specify a duration larger than 2^32 seconds");
        }
        String file = Tree.text(token, "path");
        if (file.isEmpty()) {
            errors.required(volume.child("path"), "");
        } else {
            VolumePaths.local(file, volume.child("path"), errors);
        }
    }

    static void downwardFile(JsonNode file, Path path, FieldErrors errors) {
        String text = Tree.text(file, "path");
        if (text.isEmpty()) {
            errors.required(path.child("path"), "");
        }
        VolumePaths.local(text, path.child("path"), errors);
        JsonNode field = Tree.get(file, "fieldRef");
        JsonNode resource = Tree.get(file, "resourceFieldRef");
        if (!field.isMissingNode()) {
            EnvironmentValidation.fileField(field, path.child("fieldRef"), errors);
            if (!resource.isMissingNode()) {
                errors.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (!resource.isMissingNode()) {
            EnvironmentValidation.containerResource(resource, true, path.child("resourceFieldRef"), errors);
        } else {
            errors.required(path, "one of fieldRef and resourceFieldRef is required");
        }
        VolumePaths.mode(file, "mode", path, errors);
    }
}
