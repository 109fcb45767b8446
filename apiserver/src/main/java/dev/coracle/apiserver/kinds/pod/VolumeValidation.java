package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Names;
import dev.coracle.apiserver.validation.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's volumes: one source each, whose required fields are there. */
final class VolumeValidation {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");

    private VolumeValidation() {}

    /** Returns the valid volumes by name: mounts of others are said to be not found, as upstream does. */
    static Map<String, JsonNode> validate(JsonNode volumes, Path path, FieldErrors errors) {
        if (volumes.isEmpty()) {
            return Map.of();
        }
        Map<String, JsonNode> valid = new HashMap<>();
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode volume : volumes) {
            Path at = path.index(i++);
            String name = Tree.text(volume, "name");
            FieldErrors own = new FieldErrors();
            sources(volume, at, own);
            if (name.isEmpty()) {
                own.required(at.child("name"), "");
            } else {
                Names.dnsLabel(name, at.child("name"), own);
            }
            if (names.contains(name)) {
                own.duplicate(at.child("name"), name);
            }
            if (own.isEmpty()) {
                names.add(name);
                valid.put(name, volume);
            } else {
                own.all().forEach(errors::add);
            }
        }
        return valid;
    }

    private static void sources(JsonNode volume, Path path, FieldErrors errors) {
        int found = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(volume)) {
            String kind = entry.getKey();
            JsonNode source = entry.getValue();
            if (kind.equals("name") || source.isNull()) {
                continue;
            }
            if (found++ > 0) {
                errors.forbidden(path.child(kind), "may not specify more than 1 volume type");
            } else {
                source(kind, source, path.child(kind), errors);
            }
        }
        if (found == 0) {
            errors.required(path, "must specify a volume type");
        }
    }

    private static void source(String kind, JsonNode source, Path path, FieldErrors errors) {
        switch (kind) {
            case "emptyDir" -> {
                if (Quantity.of(Tree.get(source, "sizeLimit")).signum() < 0) {
                    errors.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
                }
            }
            case "hostPath" -> hostPath(source, path, errors);
            case "secret" -> keyed(source, "secretName", path, errors);
            case "configMap" -> keyed(source, "name", path, errors);
            case "downwardAPI" -> {
                mode(source, "defaultMode", path, errors);
                for (JsonNode file : Tree.get(source, "items")) {
                    ProjectionValidation.downwardFile(file, path, errors);
                }
            }
            case "projected" -> ProjectionValidation.validate(source, path, errors);
            case "persistentVolumeClaim" -> required(source, path, errors, "claimName");
            case "nfs" -> {
                required(source, path, errors, "server", "path");
                if (!Tree.text(source, "path").startsWith("/")) {
                    errors.invalid(path.child("path"), Tree.text(source, "path"), "must be an absolute path");
                }
            }
            case "csi" -> required(source, path, errors, "driver");
            case "iscsi" -> required(source, path, errors, "targetPortal", "iqn");
            case "gitRepo" -> required(source, path, errors, "repository");
            case "ephemeral" -> required(source, path, errors, "volumeClaimTemplate");
            default -> {
                // The sources of old clouds: the schema has checked their shape.
            }
        }
    }

    private static void hostPath(JsonNode source, Path path, FieldErrors errors) {
        String text = Tree.text(source, "path");
        if (text.isEmpty()) {
            errors.required(path.child("path"), "");
            return;
        }
        noBacksteps(text, path.child("path"), errors);
        String type = Tree.text(source, "type");
        if (!HOST_PATH_TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, HOST_PATH_TYPES);
        }
    }

    private static void keyed(JsonNode source, String nameField, Path path, FieldErrors errors) {
        required(source, path, errors, nameField);
        mode(source, "defaultMode", path, errors);
        items(Tree.get(source, "items"), path.child("items"), errors);
    }

    static void items(JsonNode items, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode item : items) {
            Path at = path.index(i++);
            required(item, at, errors, "key", "path");
            localPath(Tree.text(item, "path"), at.child("path"), errors);
            mode(item, "mode", at, errors);
        }
    }

    static void mode(JsonNode node, String field, Path path, FieldErrors errors) {
        long mode = Tree.number(node, field);
        if (mode < 0 || mode > 0777) {
            errors.invalid(path.child(field), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void required(JsonNode node, Path path, FieldErrors errors, String... fields) {
        for (String field : fields) {
            if (Tree.isEmpty(node, field)) {
                errors.required(path.child(field), "");
            }
        }
    }

    /** A relative path that does not start with two dots, which the kubelet keeps for itself. */
    static void localPath(String text, Path path, FieldErrors errors) {
        descendingPath(text, path, errors);
        if (text.startsWith("..") && !text.startsWith("../")) {
            errors.invalid(path, text, "must not start with '..'");
        }
    }

    static void descendingPath(String text, Path path, FieldErrors errors) {
        if (text.startsWith("/")) {
            errors.invalid(path, text, "must be a relative path");
        }
        noBacksteps(text, path, errors);
    }

    private static void noBacksteps(String text, Path path, FieldErrors errors) {
        if (text.contains("..") && List.of(text.split("/")).contains("..")) {
            errors.invalid(path, text, "must not contain '..'");
        }
    }
}
