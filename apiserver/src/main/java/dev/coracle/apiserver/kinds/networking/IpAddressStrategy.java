package dev.coracle.apiserver.kinds.networking;

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
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Located;
import dev.coracle.machinery.validation.NameRule;
import java.util.Locale;

/** Addresses: each is named by its number and refers to what holds it; the reference never changes. */
final class IpAddressStrategy implements Strategy {
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
        Located parent = Located.spec(object, errors).at("parentRef");
        if (!parent.isPresent()) {
            parent.required("");
            return;
        }
        if (!parent.at("group").isEmpty()) {
            parent.at("group").obeys(NameRule.DNS_SUBDOMAIN);
        }
        parent.at("resource").requiredName(NameRule.PATH_SEGMENT);
        parent.at("name").requiredName(NameRule.PATH_SEGMENT);
        if (!parent.at("namespace").isEmpty()) {
            parent.at("namespace").obeys(NameRule.PATH_SEGMENT);
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Located parent = Located.spec(object, errors).at("parentRef");
        if (!Tree.same(parent.node(), Tree.get(Tree.spec(old), "parentRef"))) {
            parent.invalid(InternalForm.of("ParentReference", parent.node()), "field is immutable");
        }
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
