package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is evaluated in place of a checked expression, because dev.cel's interpreter needs help. Stateless.
 *
 * <ul>
 *   <li>{@code a.?b} becomes {@code a[?'b']}, which is the same for maps, and every object is one here: of the former it
 *       evaluates {@code a} twice, and so the first of a chain of them two to the power of its length times.
 *   <li>Of overloads that differ only in what a list holds, the first is called: it cannot tell them apart.
 * </ul>
 */
final class EvaluatedForm {
    static final String SELECT = "_?._";
    static final String INDEX = "_[?_]";

    private static final CelReference INDEXING = CelReference.newBuilder()
            .addOverloadIds("map_optindex_optional_value", "optional_map_optindex_optional_value")
            .build();

    /** All overloads of each of these do the same. */
    private static final Set<String> OF_ANY_LIST = Set.of("isSorted", "min", "max", "sort", SortBy.FUNCTION);

    private EvaluatedForm() {}

    static CelAbstractSyntaxTree of(CelAbstractSyntaxTree ast) {
        CelMutableExpr root = CelMutableExprConverter.fromCelExpr(ast.getExpr());
        Map<Long, CelReference> references = new HashMap<>(ast.getReferenceMap());
        CelNavigableMutableExpr.fromExpr(root).allNodes().forEach(node -> {
            CelMutableExpr e = node.expr();
            if (e.getKind() != Kind.CALL) {
                return;
            }
            if (e.call().function().equals(SELECT)) {
                e.call().setFunction(INDEX);
                references.put(e.id(), INDEXING);
            } else if (OF_ANY_LIST.contains(e.call().function())) {
                references.computeIfPresent(
                        e.id(),
                        (unused, all) -> CelReference.newBuilder()
                                .addOverloadIds(all.overloadIds().get(0))
                                .build());
            }
        });
        return CelAbstractSyntaxTree.newCheckedAst(
                CelMutableExprConverter.fromMutableExpr(root), ast.getSource(), references, ast.getTypeMap());
    }
}
