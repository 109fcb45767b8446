package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.Map;

/** Volume attachments: a volume that should be at a node. What an attachment is of never changes. */
final class VolumeAttachmentStrategy implements Strategy {
    private static final int MAX_METADATA = 256 * 1024;
    private static final int MAX_MESSAGE = 1024;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Attacher", "@storage.v1.VolumeAttachmentSpec.attacher", "spec.attacher")
                    .naming(),
            Columns.text(
                    "PV",
                    "@storage.v1.VolumeAttachmentSource.persistentVolumeName",
                    "spec.source.persistentVolumeName"),
            Columns.text("Node", "@storage.v1.VolumeAttachmentSpec.nodeName", "spec.nodeName"),
            Columns.flag(false, "Attached", "@storage.v1.VolumeAttachmentStatus.attached", "status.attached"),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        ClassValidation.driverName(spec.at("attacher"));
        Field source = spec.at("source");
        Field volume = source.at("persistentVolumeName");
        boolean inline = source.at("inlineVolumeSpec").isPresent();
        if (!inline && !volume.isPresent()) {
            source.required("must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (inline && volume.isPresent()) {
            source.forbidden("must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (volume.isPresent() && volume.isEmpty()) {
            volume.required("must specify non empty persistentVolumeName");
        }
        spec.at("nodeName").obeys(NameRule.DNS_SUBDOMAIN);
        status(Field.status(object, errors));
        if (volume.isPresent()) {
            volume.obeys(NameRule.DNS_SUBDOMAIN);
        }
    }

    private static void status(Field status) {
        long size = 0;
        Field metadata = status.at("attachmentMetadata");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(metadata.node())) {
            size += (long) entry.getKey().length() + entry.getValue().asText().length();
        }
        if (size > MAX_METADATA) {
            metadata.tooLong(MAX_METADATA);
        }
        for (String field : new String[] {"attachError", "detachError"}) {
            Field error = status.at(field);
            if (error.at("message").text().length() > MAX_MESSAGE) {
                error.at("message").tooLong(MAX_METADATA);
            }
            if (error.at("errorCode").isPresent()) {
                error.at("errorCode").inRange(0, Integer.MAX_VALUE);
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Field spec = Field.spec(object, errors);
        spec.unchanged(Field.spec(old, errors), "VolumeAttachmentSpec");
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
