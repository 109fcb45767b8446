package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the refusal of a patched object shows what was refused: upstream converts the outcome of a strategic merge patch
 * in another way than that of the other two, and says so in other words.
 */
public final class RejectedPatch {
    private final Supplier<String> text;
    private final boolean strategic;
    private final boolean applied;

    private RejectedPatch(Supplier<String> text, boolean strategic, boolean applied) {
        this.text = text;
        this.strategic = strategic;
        this.applied = applied;
    }

    /** Of a JSON patch or a merge patch: the patched object as JSON. */
    public static RejectedPatch object(Supplier<String> patched) {
        return new RejectedPatch(patched, false, false);
    }

    /** Of a strategic merge patch: the patch, as Go prints a map. */
    public static RejectedPatch strategic(Supplier<String> patch) {
        return new RejectedPatch(patch, true, false);
    }

    /** Of an apply: who the configuration says it is. */
    public static RejectedPatch applied(ObjectNode config, GroupVersionKind kind) {
        String type = kind.group() + "/" + kind.version() + ", Kind=" + kind.kind();
        return new RejectedPatch(
                () -> "failed to convert new object (" + Tree.namespace(config) + "/" + Tree.name(config) + "; " + type
                        + ") to proper version: unable to convert unstructured object to " + type + ": ",
                true,
                true);
    }

    /** For what is wrong with the patched object. */
    DecodeErrors findings() {
        return strategic ? DecodeErrors.ofConversion() : new DecodeErrors();
    }

    /** Whether the kind is what it was, whatever the patch says of it. */
    boolean keepsKind() {
        return strategic;
    }

    ApiException refuse(DecodeErrors findings) {
        return refuse(String.valueOf(strategic ? findings.conversionError() : findings.error()));
    }

    ApiException refuse(@Nullable String error) {
        if (applied) {
            return ApiException.unforeseen(text.get() + error);
        }
        FieldErrors errors = new FieldErrors();
        errors.invalid(Path.of("patch"), text.get(), String.valueOf(error));
        return ApiException.invalid("", "", "", errors);
    }
}
