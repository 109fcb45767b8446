package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.coracle.apiserver.customresources.structural.Structural;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles expressions about one schema. Used while the schema's rules are compiled, then forgotten. */
final class Environment {
    /** The rounds of loops are not bounded: each costs, and costs are. */
    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations(-1)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    /** Version 2 of the strings library, which is upstream's. */
    private static final Set<CelStringExtensions.Function> TEXTS =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(CelStringExtensions.Function.REVERSE)));

    /** Sorting is not: see {@link Macros}. */
    private static final Set<CelListsExtensions.Function> LISTS = Set.copyOf(
            EnumSet.complementOf(EnumSet.of(CelListsExtensions.Function.SORT, CelListsExtensions.Function.SORT_BY)));

    private final CelCompiler compiler;
    private final CelRuntime runtime;

    Environment(Structural schema, boolean optionalOldSelf) {
        Library library = KubernetesFunctions.library();
        SchemaTypes types = new SchemaTypes(schema);
        CelType old = optionalOldSelf ? OptionalType.create(types.root()) : types.root();
        this.compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(types)
                .addVar("self", types.root())
                .addVar("oldSelf", old)
                .addLibraries(
                        CelExtensions.strings(TEXTS),
                        CelExtensions.optional(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(LISTS),
                        CelExtensions.comprehensions(),
                        Macros.library())
                .addFunctionDeclarations(library.declarations())
                .build();
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(
                        CelExtensions.strings(TEXTS),
                        CelExtensions.optional(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(LISTS),
                        CelExtensions.comprehensions())
                .addFunctionBindings(library.bindings())
                .build();
    }

    /** The checker's report as upstream's checker words it. */
    private static String upstream(@Nullable String report) {
        return String.valueOf(report)
                .replaceAll(" \\(candidates: .*\\)", "")
                .replaceAll(
                        "(ERROR: <input>:\\d+:\\d+: )(mismatched|extraneous|token|no viable|missing)",
                        "$1Syntax error: $2");
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException in upstream's words as far as the checker's are the same
     */
    Expression compile(String expression, CelType wanted) {
        try {
            CelAbstractSyntaxTree ast = compiler.compile(expression).getAst();
            String wrong = Literals.check(ast);
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException("compilation failed: " + wrong);
            }
            if (!ast.getResultType().equals(wanted) && !ast.getResultType().equals(SimpleType.DYN)) {
                throw new IllegalArgumentException(
                        wanted.equals(SimpleType.BOOL)
                                ? "cel expression must evaluate to a bool"
                                : "messageExpression must evaluate to a string");
            }
            String unusable = Literals.plan(ast);
            if (!unusable.isEmpty()) {
                throw new IllegalArgumentException("program instantiation failed: " + unusable);
            }
            return new Expression(ast, runtime.createProgram(EvaluatedForm.of(ast)), CostPlan.of(ast));
        } catch (CelValidationException e) {
            throw new IllegalArgumentException("compilation failed: " + upstream(e.getMessage()), e);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("program instantiation failed: " + e.getMessage(), e);
        }
    }
}
