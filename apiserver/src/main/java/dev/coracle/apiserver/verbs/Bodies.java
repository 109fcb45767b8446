package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.machinery.decode.BodyFormat;
import dev.coracle.machinery.decode.DecodeTarget;
import dev.coracle.machinery.decode.Decoded;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.decode.RejectedPatch;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.patch.PatchType;
import dev.coracle.machinery.patch.Patched;
import dev.coracle.machinery.patch.Patches;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Turns request bodies into trees that fit their schema: the verbs' one door to the decoder. Immutable. */
final class Bodies {
    private static final List<String> MEDIA_TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private final ObjectDecoder decoder;

    Bodies(ObjectDecoder decoder) {
        this.decoder = decoder;
    }

    /** A body that is to be an object of the target's kind and version; returned in the stored version. */
    ObjectNode object(Exchange exchange, ServedResource target, byte[] body, FieldValidation validation) {
        ObjectNode object = decode(exchange, body, decodeTarget(target), validation);
        target.version().conversion().toStored(object);
        return object;
    }

    /** A body of another kind: options, a Scale, a Binding. */
    ObjectNode document(Exchange exchange, GroupVersionKind kind, byte[] body, FieldValidation validation) {
        return decode(exchange, body, decoder.target(kind), validation);
    }

    /** Options, whose refusals say no more than what is wrong. */
    ObjectNode options(Exchange exchange, GroupVersionKind kind, byte[] body) {
        return decoder.options(body, format(exchange), decoder.target(kind));
    }

    private ObjectNode decode(Exchange exchange, byte[] body, DecodeTarget target, FieldValidation validation) {
        BodyFormat format = format(exchange);
        if (format == BodyFormat.PROTOBUF && target.schema().isCustom()) {
            throw ApiException.unsupportedMediaType(MEDIA_TYPES.subList(0, 2));
        }
        Decoded decoded = decoder.decode(body, format, target, validation);
        decoded.warnings().forEach(exchange::warn);
        return decoded.object();
    }

    /** What a patch makes of {@code before}, which is used up; both in the target's version. */
    ObjectNode patch(
            Exchange exchange,
            PatchType type,
            byte[] body,
            ObjectNode before,
            ServedResource target,
            FieldValidation validation) {
        return patch(exchange, type, body, before, decodeTarget(target), validation);
    }

    /** As {@link #patch} for a document of another kind. */
    ObjectNode patch(
            Exchange exchange,
            PatchType type,
            byte[] body,
            ObjectNode before,
            GroupVersionKind kind,
            FieldValidation validation) {
        return patch(exchange, type, body, before, decoder.target(kind), validation);
    }

    private ObjectNode patch(
            Exchange exchange,
            PatchType type,
            byte[] body,
            ObjectNode before,
            DecodeTarget target,
            FieldValidation validation) {
        Patched patched = Patches.apply(type, body, before, target.schema(), validation);
        RejectedPatch shown = type == PatchType.STRATEGIC
                ? RejectedPatch.strategic(patched.shown())
                : RejectedPatch.object(patched.shown());
        Decoded checked = decoder.check(patched.document(), target, validation, patched.strictErrors(), shown);
        checked.warnings().forEach(exchange::warn);
        return checked.object();
    }

    /** The body of an apply: not checked against anything yet; its warnings are repeated keys. */
    Decoded configuration(byte[] body) {
        return decoder.configuration(body);
    }

    /** What an apply does about repeated keys. */
    void checkStrict(Exchange exchange, Decoded config, FieldValidation validation) {
        if (config.warnings().isEmpty() || validation == FieldValidation.IGNORE) {
            return;
        }
        String error = config.warnings().get(0);
        if (validation == FieldValidation.STRICT) {
            throw ApiException.badRequest("error strict decoding YAML: " + error);
        }
        error.lines().skip(1).map(String::strip).forEach(exchange::warn);
    }

    /** What an apply of {@code config} merged as an object of the target's kind, in the stored version. */
    ObjectNode applied(ObjectNode merged, ObjectNode config, ServedResource target) {
        ObjectNode object = applied(merged, config, decodeTarget(target));
        target.version().conversion().toStored(object);
        return object;
    }

    /** As {@link #applied} for a document of another kind. */
    ObjectNode applied(ObjectNode merged, ObjectNode config, GroupVersionKind kind) {
        return applied(merged, config, decoder.target(kind));
    }

    private ObjectNode applied(ObjectNode merged, ObjectNode config, DecodeTarget target) {
        RejectedPatch shown = RejectedPatch.applied(config, target.kind());
        return decoder.check(merged, target, FieldValidation.IGNORE, List.of(), shown)
                .object();
    }

    /** The fields of a kind that is no served resource's own. */
    Schema schema(GroupVersionKind kind) {
        return decoder.target(kind).schema();
    }

    private static BodyFormat format(Exchange exchange) {
        String header = exchange.header(HttpHeaders.CONTENT_TYPE);
        int semicolon = header.indexOf(';');
        String mediaType =
                (semicolon < 0 ? header : header.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
        return switch (mediaType) {
            case "", "application/json" -> BodyFormat.JSON;
            case "application/yaml" -> BodyFormat.YAML;
            case "application/vnd.kubernetes.protobuf" -> BodyFormat.PROTOBUF;
            default -> throw ApiException.unsupportedMediaType(MEDIA_TYPES);
        };
    }

    private static DecodeTarget decodeTarget(ServedResource target) {
        return new DecodeTarget(target.kind(), target.version().schema());
    }
}
