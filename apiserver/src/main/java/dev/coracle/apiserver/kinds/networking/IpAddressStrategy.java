package dev.coracle.apiserver.kinds.networking;

import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import java.util.Locale;

/** Addresses: each is named by its number and refers to what holds it; the reference never changes. */
final class IpAddressStrategy implements Strategy {
    private static final FieldRule SPEC = field("parentRef")
            .present("")
            .to(
                    field("group").unlessEmpty().dnsSubdomain(),
                    field("resource").required().obeys(NameRule.PATH_SEGMENT),
                    field("name").required().obeys(NameRule.PATH_SEGMENT),
                    field("namespace").unlessEmpty().obeys(NameRule.PATH_SEGMENT));

    /** Upstream's rows have an age that no column heads. */
    private static final TableColumns COLUMNS = Columns.unheaded(
            Ages::of,
            Columns.NAMED,
            Columns.cell("ParentRef", "string", "@networking.v1.IPAddressSpec.parentRef", IpAddressStrategy::parent));

    @Override
    public NameRule nameRule() {
        return (name, prefix) -> Addresses.canonicalIp(name);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Field.spec(object, errors)
                .at("parentRef")
                .unchanged(Field.spec(old, errors).at("parentRef"), "ParentReference");
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String parent(ObjectNode address) {
        JsonNode parent = Tree.get(Tree.spec(address), "parentRef");
        if (parent.isMissingNode()) {
            return Columns.NONE;
        }
        String group = Tree.text(parent, "group");
        String namespace = Tree.text(parent, "namespace");
        return (Tree.text(parent, "resource") + (group.isEmpty() ? "" : "." + group)).toLowerCase(Locale.ROOT)
                + (namespace.isEmpty() ? "" : "/" + namespace)
                + "/"
                + Tree.text(parent, "name");
    }
}
