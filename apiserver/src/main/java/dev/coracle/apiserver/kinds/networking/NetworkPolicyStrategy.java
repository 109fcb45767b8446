package dev.coracle.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Network policies. Kept and checked; Coracle's own proxy does not enforce them. */
final class NetworkPolicyStrategy implements Strategy {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> TYPES = List.of("Ingress", "Egress");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "Pod-Selector",
                    "string",
                    "@networking.v1.NetworkPolicySpec.podSelector",
                    policy -> Columns.orNone(Columns.selector(Tree.get(Tree.spec(policy), "podSelector")))),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        for (String direction : new String[] {"ingress", "egress"}) {
            for (JsonNode rule : Tree.get(spec, direction)) {
                for (JsonNode port : Tree.get(rule, "ports")) {
                    if (port instanceof ObjectNode node) {
                        Tree.setDefault(node, "protocol", "TCP");
                    }
                }
            }
        }
        if (Tree.isEmpty(spec, "policyTypes")) {
            ArrayNode types = spec.putArray("policyTypes").add("Ingress");
            if (!Tree.isEmpty(spec, "egress")) {
                types.add("Egress");
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        spec(Field.spec(object, errors), Set.of());
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        spec(Field.spec(object, errors), blocks(Tree.spec(old)));
    }

    /** The blocks a policy names. Those that are stored already are never refused. */
    private static Set<String> blocks(JsonNode spec) {
        Set<String> found = new HashSet<>();
        spec.findValues("ipBlock").forEach(block -> {
            found.add(Tree.text(block, "cidr"));
            Tree.get(block, "except").forEach(except -> found.add(except.asText()));
        });
        return found;
    }

    private static void spec(Field spec, Set<String> known) {
        LabelValidation.selector(spec.at("podSelector"));
        for (Field rule : spec.each("ingress")) {
            rule.each("ports").forEach(NetworkPolicyStrategy::port);
            rule.each("from").forEach(peer -> peer(peer, known));
        }
        for (Field rule : spec.each("egress")) {
            rule.each("ports").forEach(NetworkPolicyStrategy::port);
            rule.each("to").forEach(peer -> peer(peer, known));
        }
        Field types = spec.at("policyTypes");
        if (types.node().size() > TYPES.size()) {
            types.invalid("may not specify more than two policyTypes");
        } else {
            types.each().forEach(type -> type.oneOf(TYPES));
        }
    }

    private static void port(Field entry) {
        entry.at("protocol").oneOfIfPresent(PROTOCOLS);
        Field port = entry.at("port");
        Field end = entry.at("endPort");
        if (!port.isPresent()) {
            if (end.isPresent()) {
                end.invalid("may not be specified when `port` is not specified");
            }
        } else if (port.node().isTextual()) {
            if (end.isPresent()) {
                end.invalid("may not be specified when `port` is non-numeric");
            }
            Ports.numberOrName(port);
        } else {
            Ports.number(port);
            if (end.isPresent()) {
                if (end.number() < port.number()) {
                    end.invalid(port.node(), "must be greater than or equal to `port`");
                }
                Ports.number(end);
            }
        }
    }

    private static void peer(Field peer, Set<String> known) {
        int peers = 0;
        for (String selector : List.of("podSelector", "namespaceSelector")) {
            Field at = peer.at(selector);
            if (at.isPresent()) {
                peers++;
                LabelValidation.selector(at);
            }
        }
        Field block = peer.at("ipBlock");
        if (block.isPresent()) {
            peers++;
            block(block, known);
        }
        if (peers == 0) {
            peer.required("must specify a peer");
        } else if (peers > 1 && block.isPresent()) {
            peer.forbidden("may not specify both ipBlock and another peer");
        }
    }

    private static void block(Field block, Set<String> known) {
        Field cidr = block.at("cidr");
        if (cidr.isEmpty()) {
            cidr.required("");
            return;
        }
        check(cidr, known);
        for (Field except : block.each("except")) {
            check(except, known);
            if (Addresses.isBlock(cidr.text())
                    && Addresses.isBlock(except.text())
                    && !Addresses.isStrictlyWithin(except.text(), cidr.text())) {
                except.invalid("must be a strict subset of `cidr`");
            }
        }
    }

    private static void check(Field cidr, Set<String> known) {
        if (!known.contains(cidr.text())) {
            Addresses.cidr(cidr);
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
