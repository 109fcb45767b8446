package dev.coracle.apiserver.kinds.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.time.Duration;

/** What {@code kubectl get csr} shows. */
final class SigningRequestColumns {
    static final TableColumns TABLE = Columns.of(
            Columns.NAMED,
            Columns.AGED,
            Columns.textOr(
                    Columns.NONE,
                    "SignerName",
                    "@certificates.v1.CertificateSigningRequestSpec.signerName",
                    "spec.signerName"),
            Columns.text("Requestor", "@certificates.v1.CertificateSigningRequestSpec.request", "spec.username"),
            Columns.cell(
                    "RequestedDuration",
                    "string",
                    "@certificates.v1.CertificateSigningRequestSpec.expirationSeconds",
                    SigningRequestColumns::duration),
            Columns.cell(
                    "Condition",
                    "string",
                    "@certificates.v1.CertificateSigningRequestStatus.conditions",
                    SigningRequestColumns::condition));

    private SigningRequestColumns() {}

    private static String duration(ObjectNode request) {
        JsonNode seconds = Tree.get(Tree.spec(request), "expirationSeconds");
        return seconds.isMissingNode() ? Columns.NONE : Ages.human(Duration.ofSeconds(seconds.asLong()));
    }

    private static String condition(ObjectNode request) {
        String state = "Pending";
        if (has(request, "Denied")) {
            state = "Denied";
        } else if (has(request, "Approved")) {
            state = "Approved";
        }
        return state
                + (has(request, "Failed") ? ",Failed" : "")
                + (Tree.isEmpty(Tree.status(request), "certificate") ? "" : ",Issued");
    }

    private static boolean has(ObjectNode request, String type) {
        for (JsonNode condition : Tree.get(Tree.status(request), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return true;
            }
        }
        return false;
    }
}
