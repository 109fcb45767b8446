package dev.coracle.apiserver.decode;

import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;

/**
 * How the refusal of a patched object shows what was refused.
 *
 * @param text the patched object as JSON, or for a strategic merge patch the patch
 */
public record PatchShown(String text) {
    ApiException refuse(String error) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(Path.of("patch"), text, error);
        return ApiException.invalid("", "", "", errors);
    }
}
