package dev.coracle.apiserver.kinds.registration;

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
import java.util.List;

/** API services: a group version, its priority, and the service that answers for it; without one, this server does. */
final class ApiServiceStrategy implements Strategy {
    private static final int HTTPS = 443;
    private static final int MAX_GROUP_PRIORITY = 20000;
    private static final int MAX_VERSION_PRIORITY = 1000;
    private static final List<String> STATUSES = List.of("True", "False", "Unknown");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "Service",
                    "string",
                    "The reference to the service that hosts this API endpoint.",
                    ApiServiceStrategy::service),
            Columns.cell("Available", "string", "Whether this service is available.", ApiServiceStrategy::available),
            Columns.AGED);

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        if (Tree.get(Tree.spec(object), "service") instanceof ObjectNode service) {
            Tree.setDefault(service, "port", HTTPS);
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        ObjectNode status = object.putObject("status");
        if (!Tree.has(Tree.spec(object), "service")) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Available")
                    .put("status", "True")
                    .put("lastTransitionTime", context.now().toString())
                    .put("reason", "Local")
                    .put("message", "Local APIServices are always available");
        }
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return Tree.get(Tree.spec(object), "service").isObject()
                ? List.of("Coracle passes no requests on to other API servers: this has no effect")
                : List.of();
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field group = spec.at("group");
        Field version = spec.at("version");
        String name = version.text() + "." + group.text();
        if (!Tree.name(object).equals(name)) {
            Field.of(object, "metadata", errors)
                    .at("name")
                    .invalid("must be `spec.version+\".\"+spec.group`: \"" + name + "\"");
        }
        if (group.isEmpty() && !version.text().equals("v1")) {
            group.required("only v1 may have an empty group and it better be legacy kube");
        }
        if (!group.isEmpty()) {
            group.obeys(NameRule.DNS_SUBDOMAIN);
        }
        version.obeys(NameRule.DNS_1035_LABEL);
        priority(spec.at("groupPriorityMinimum"), MAX_GROUP_PRIORITY);
        priority(spec.at("versionPriority"), MAX_VERSION_PRIORITY);
        Field service = spec.at("service");
        Field bundle = spec.at("caBundle");
        Field insecure = spec.at("insecureSkipTLSVerify");
        boolean skips = insecure.node().asBoolean(false);
        if (!service.isPresent()) {
            if (!bundle.isEmpty()) {
                int bytes = bundle.text().replace("=", "").length() * 3 / 4;
                bundle.invalid(bytes + " bytes", "local APIServices may not have a caBundle");
            }
            if (skips) {
                insecure.invalid("local APIServices may not have insecureSkipTLSVerify");
            }
            return;
        }
        for (String field : new String[] {"namespace", "name"}) {
            if (service.at(field).isEmpty()) {
                service.at(field).required("");
            }
        }
        Field port = service.at("port");
        if (port.number() < 1 || port.number() > 65535) {
            port.invalid("port is not valid: must be between 1 and 65535, inclusive");
        }
        if (skips && !bundle.isEmpty()) {
            insecure.invalid("may not be true if caBundle is present");
        }
    }

    private static void priority(Field priority, int max) {
        if (priority.number() <= 0 || priority.number() > max) {
            priority.invalid(priority.number(), "must be positive and less than " + max);
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (Field condition : Field.status(object, errors).each("conditions")) {
            condition.at("status").oneOf(STATUSES);
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String service(ObjectNode object) {
        JsonNode service = Tree.get(Tree.spec(object), "service");
        return service.isMissingNode() ? "Local" : Tree.text(service, "namespace") + "/" + Tree.text(service, "name");
    }

    private static String available(ObjectNode object) {
        for (JsonNode condition : Tree.get(Tree.status(object), "conditions")) {
            if (Tree.text(condition, "type").equals("Available")) {
                String status = Tree.text(condition, "status");
                String reason = Tree.text(condition, "reason");
                return status.equals("True") || reason.isEmpty() ? status : status + " (" + reason + ")";
            }
        }
        return "Unknown";
    }
}
