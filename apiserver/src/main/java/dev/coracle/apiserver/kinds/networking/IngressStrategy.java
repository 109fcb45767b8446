package dev.coracle.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Ingresses: which host and path leads to which service. */
final class IngressStrategy implements Strategy {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final int HOSTS_SHOWN = 3;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.textOr(
                    Columns.NONE,
                    "Class",
                    "The name of the IngressClass resource that should be used for additional configuration",
                    "spec.ingressClassName"),
            Columns.cell(
                    "Hosts",
                    "string",
                    "Hosts that incoming requests are matched against before the ingress rule",
                    ingress -> hosts(Tree.get(Tree.spec(ingress), "rules"))),
            Columns.cell(
                    "Address",
                    "string",
                    "Address is a list containing ingress points for the load-balancer",
                    IngressStrategy::addresses),
            Columns.cell(
                    "Ports",
                    "string",
                    "Ports of TLS configurations that open",
                    ingress -> Tree.isEmpty(Tree.spec(ingress), "tls") ? "80" : "80, 443"),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        IngressValidation.validate(Field.spec(object, errors), false);
        Field annotation =
                Field.of(Tree.metadata(object), "annotations", errors).at(CLASS_ANNOTATION);
        JsonNode spec = Tree.spec(object);
        if (annotation.isPresent()
                && Tree.has(spec, "ingressClassName")
                && !annotation.text().equals(Tree.text(spec, "ingressClassName"))) {
            annotation.invalid("must match `ingressClassName` when both are specified");
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        IngressValidation.validate(Field.spec(object, errors), IngressValidation.hasInvalidSecretName(Tree.spec(old)));
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (Field ingress : Field.status(object, errors).at("loadBalancer").each("ingress")) {
            Field address = ingress.at("ip");
            if (!address.isEmpty()) {
                Addresses.ip(address);
            }
            Field host = ingress.at("hostname");
            if (!host.isEmpty()) {
                IngressValidation.notAddress(host, true);
            }
        }
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        boolean deprecated = Tree.has(Tree.get(Tree.metadata(object), "annotations"), CLASS_ANNOTATION)
                && !Tree.has(Tree.spec(object), "ingressClassName");
        return deprecated
                ? List.of("annotation \"" + CLASS_ANNOTATION
                        + "\" is deprecated, please use 'spec.ingressClassName' instead")
                : List.of();
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String hosts(JsonNode rules) {
        List<String> shown = new ArrayList<>();
        boolean more = false;
        for (JsonNode rule : rules) {
            more |= shown.size() == HOSTS_SHOWN;
            String host = Tree.text(rule, "host");
            if (!more && !host.isEmpty()) {
                shown.add(host);
            }
        }
        if (shown.isEmpty()) {
            return "*";
        }
        String joined = String.join(",", shown);
        return more ? joined + " + " + (rules.size() - HOSTS_SHOWN) + " more..." : joined;
    }

    private static String addresses(ObjectNode ingress) {
        TreeSet<String> found = new TreeSet<>();
        for (JsonNode point : Tree.get(Tree.status(ingress), "loadBalancer", "ingress")) {
            String address = Tree.text(point, "ip");
            address = address.isEmpty() ? Tree.text(point, "hostname") : address;
            if (!address.isEmpty()) {
                found.add(address);
            }
        }
        return String.join(",", found);
    }
}
