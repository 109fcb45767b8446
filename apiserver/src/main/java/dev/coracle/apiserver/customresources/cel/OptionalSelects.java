package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.HashMap;
import java.util.Map;

/**
 * Has {@code a.?b} evaluated as {@code a[?'b']}, which is the same for maps, and every object is one here: dev.cel's
 * interpreter evaluates {@code a} twice for the former, and so the first of a chain of them two to the power of its
 * length times. Stateless.
 */
final class OptionalSelects {
    static final String SELECT = "_?._";
    static final String INDEX = "_[?_]";

    private static final CelReference INDEXING = CelReference.newBuilder()
            .addOverloadIds("map_optindex_optional_value", "optional_map_optindex_optional_value")
            .build();

    private OptionalSelects() {}

    /** @param ast checked; what comes of it is only good for being evaluated */
    static CelAbstractSyntaxTree indexing(CelAbstractSyntaxTree ast) {
        CelMutableExpr root = CelMutableExprConverter.fromCelExpr(ast.getExpr());
        Map<Long, CelReference> references = new HashMap<>(ast.getReferenceMap());
        CelNavigableMutableExpr.fromExpr(root).allNodes().forEach(node -> {
            CelMutableExpr e = node.expr();
            if (e.getKind() == Kind.CALL && e.call().function().equals(SELECT)) {
                e.call().setFunction(INDEX);
                references.put(e.id(), INDEXING);
            }
        });
        return CelAbstractSyntaxTree.newCheckedAst(
                CelMutableExprConverter.fromMutableExpr(root), ast.getSource(), references, ast.getTypeMap());
    }
}
