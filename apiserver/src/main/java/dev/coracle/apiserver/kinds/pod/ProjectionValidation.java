package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.kinds.storage.TokenLifetimes;
import dev.coracle.apiserver.kinds.storage.VolumePaths;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Projected volumes: several sources in one directory, no path twice. */
final class ProjectionValidation {
    private static final FieldRule MODE = VolumePaths.mode("mode");
    private static final FieldRule DEFAULT_MODE = VolumePaths.mode("defaultMode");

    private ProjectionValidation() {}

    static void validate(Field projected) {
        DEFAULT_MODE.check(projected);
        Set<String> paths = new HashSet<>();
        for (Field source : projected.each("sources")) {
            int kinds = 0;
            for (String kind : List.of("secret", "configMap")) {
                Field keyed = source.at(kind);
                if (keyed.isPresent()) {
                    kinds++;
                    if (keyed.isEmpty("name")) {
                        keyed.at("name").required("");
                    }
                    VolumeValidation.ITEMS.check(keyed);
                    paths(keyed, keyed.text("name"), paths, projected);
                }
            }
            Field downward = source.at("downwardAPI");
            if (downward.isPresent()) {
                kinds++;
                downwardFiles(downward);
                paths(downward, null, paths, projected);
            }
            Field token = source.at("serviceAccountToken");
            if (token.isPresent()) {
                kinds++;
                token(token, projected);
            }
            if (kinds > 1) {
                source.forbidden("may not specify more than 1 volume type per source");
            }
        }
    }

    private static void paths(Field source, @Nullable String owner, Set<String> paths, Field projected) {
        for (JsonNode item : source.at("items").node()) {
            String text = Tree.text(item, "path");
            if (!text.isEmpty() && !paths.add(text)) {
                projected.invalid(owner == null ? text : owner, "conflicting duplicate paths");
            }
        }
    }

    private static void token(Field token, Field projected) {
        TokenLifetimes.validate(token.at("expirationSeconds"));
        Field file = projected.at("path").with(token.at("path").node());
        if (file.isEmpty()) {
            file.required("");
        } else {
            VolumePaths.local(file);
        }
    }

    /** Upstream names the volume in what it says of its files. */
    static void downwardFiles(Field source) {
        source.at("items").node().forEach(item -> downwardFile(source.with(item)));
    }

    private static void downwardFile(Field file) {
        if (file.isEmpty("path")) {
            file.at("path").required("");
        }
        VolumePaths.local(file.at("path"));
        boolean ofResource = file.has("resourceFieldRef");
        if (file.has("fieldRef")) {
            EnvironmentValidation.fileField(file.at("fieldRef"));
            if (ofResource) {
                file.invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (ofResource) {
            EnvironmentValidation.containerResource(file.at("resourceFieldRef"), true);
        } else {
            file.required("one of fieldRef and resourceFieldRef is required");
        }
        MODE.check(file);
    }
}
