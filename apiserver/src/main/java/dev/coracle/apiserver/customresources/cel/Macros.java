package dev.coracle.apiserver.customresources.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelParserBuilder;
import dev.cel.parser.CelStandardMacro;
import java.util.List;
import java.util.Optional;

/**
 * Macros that cel-go (v0.26) expands to something else than dev.cel does, so that they cost something else. And dev.cel's
 * sortBy puts keys and items into one list, which only fits when their types are the same. Stateless.
 */
final class Macros {
    private static final List<CelMacro> ALL = List.of(
            CelMacro.newReceiverMacro("sortBy", 2, Macros::sortBy),
            CelMacro.newReceiverMacro(
                    "optMap", 2, (make, target, arguments) -> optional(make, target, arguments, true)),
            CelMacro.newReceiverMacro(
                    "optFlatMap", 2, (make, target, arguments) -> optional(make, target, arguments, false)));

    private static final String SORTED = "@__sortBy_input__";

    private Macros() {}

    /** To come after the libraries whose macros these replace. */
    static CelCompilerLibrary library() {
        return new CelCompilerLibrary() {
            @Override
            public void setParserOptions(CelParserBuilder parser) {
                parser.addMacros(ALL);
            }
        };
    }

    /** {@code input.@sortByAssociatedKeys(input.map(x, key))}, with the input evaluated once. */
    private static Optional<CelExpr> sortBy(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return CelStandardMacro.MAP
                .getDefinition()
                .getExpander()
                .expandMacro(make, make.newIdentifier(SORTED), arguments)
                .map(keys -> bind(
                        make, SORTED, target, make.newReceiverCall(SortBy.FUNCTION, make.newIdentifier(SORTED), keys)));
    }

    /** {@code target.hasValue() ? (with x as target.value(): result) : optional.none()}. */
    private static Optional<CelExpr> optional(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments, boolean wraps) {
        CelExpr variable = arguments.get(0);
        if (variable.getKind() != Kind.IDENT) {
            String macro = wraps ? "optMap" : "optFlatMap";
            return Optional.of(make.reportError(macro + "() variable name must be a simple identifier"));
        }
        CelExpr result =
                bind(make, variable.ident().name(), make.newReceiverCall("value", make.copy(target)), arguments.get(1));
        return Optional.of(make.newGlobalCall(
                "_?_:_",
                make.newReceiverCall("hasValue", target),
                wraps ? make.newGlobalCall("optional.of", result) : result,
                make.newGlobalCall("optional.none")));
    }

    private static CelExpr bind(CelMacroExprFactory make, String variable, CelExpr value, CelExpr result) {
        return make.fold(
                "#unused",
                make.newList(),
                variable,
                value,
                make.newBoolLiteral(false),
                make.newIdentifier(variable),
                result);
    }
}
