package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.resource.GroupResource;

/** Resource versions as clients send them. */
final class ResourceVersions {
    private ResourceVersions() {}

    static long parse(Served target, String version) {
        try {
            return Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            GroupResource resource = target.groupResource();
            FieldErrors errors = new FieldErrors();
            errors.invalid(
                    Path.of("resourceVersion"),
                    version,
                    "strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
            throw ApiException.invalid(resource.group(), resource.resource(), resource.resource(), errors);
        }
    }
}
