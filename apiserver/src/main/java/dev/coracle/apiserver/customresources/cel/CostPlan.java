package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelExpr.CelStruct;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one expression cost each time they are evaluated: what cel-go's {@code CostTracker} (v0.26) observes
 * of the program that its planner makes. That planner folds constants, which are then free, and takes a variable with
 * all that is selected from it for one step with qualifiers. Made with the expression; immutable.
 */
final class CostPlan {
    static final long LIST = 10;
    static final long MAP = 30;
    static final long STRUCT = 40;

    private static final Set<String> INDEXING = Set.of("_[_]", EvaluatedForm.INDEX, EvaluatedForm.SELECT);
    private static final String CONDITIONAL = "_?_:_";
    private static final String IN_LIST = "in_list";
    private static final Set<String> CONVERSIONS =
            Set.of("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint");
    private static final Set<CelConstant.Kind> HASHABLE = Set.of(
            CelConstant.Kind.BOOLEAN_VALUE,
            CelConstant.Kind.DOUBLE_VALUE,
            CelConstant.Kind.INT64_VALUE,
            CelConstant.Kind.STRING_VALUE,
            CelConstant.Kind.UINT64_VALUE);

    private final CelAbstractSyntaxTree ast;
    private final Map<Long, Charge> charges = new HashMap<>();
    private final Set<Long> operands = new HashSet<>();

    private CostPlan(CelAbstractSyntaxTree ast) {
        this.ast = ast;
    }

    static CostPlan of(CelAbstractSyntaxTree ast) {
        CostPlan plan = new CostPlan(ast);
        plan.visit(ast.getExpr());
        return plan;
    }

    /**
     * What one part costs.
     *
     * @param units in any case
     * @param qualifies whether it costs one more if it finds something
     * @param call what else it costs; null for what calls nothing
     */
    record Charge(long units, boolean qualifies, @Nullable Call call) {
        static Charge of(long units) {
            return new Charge(units, false, null);
        }
    }

    /** @param operands the parts it is called with, the receiver first */
    record Call(String function, String overload, List<Long> operands) {
        Call {
            operands = List.copyOf(operands);
        }
    }

    /** Null for what is free. */
    @Nullable
    Charge charge(long part) {
        return charges.get(part);
    }

    /** Whether calls need to know the value of a part. */
    boolean isOperand(long part) {
        return operands.contains(part);
    }

    private void visit(CelExpr e) {
        if (isConstant(e)) {
            return;
        }
        switch (e.getKind()) {
            case IDENT -> charges.put(e.id(), Charge.of(1));
            case SELECT -> select(e, e.select());
            case CALL -> call(e, e.call());
            case LIST -> {
                charges.put(e.id(), Charge.of(LIST));
                e.list().elements().forEach(this::visit);
            }
            case MAP -> {
                charges.put(e.id(), Charge.of(MAP));
                for (CelMap.Entry entry : e.map().entries()) {
                    visit(entry.key());
                    visit(entry.value());
                }
            }
            case STRUCT -> {
                charges.put(e.id(), Charge.of(STRUCT));
                for (CelStruct.Entry entry : e.struct().entries()) {
                    visit(entry.value());
                }
            }
            case COMPREHENSION -> loop(e.comprehension());
            default -> {
                // constants are free
            }
        }
    }

    private void loop(CelComprehension loop) {
        visit(loop.iterRange());
        visit(loop.accuInit());
        visit(loop.loopCondition());
        visit(loop.loopStep());
        visit(loop.result());
    }

    private void select(CelExpr e, CelSelect select) {
        if (ast.getReference(e.id()).isPresent()) {
            charges.put(e.id(), Charge.of(1));
        } else if (select.testOnly()) {
            visit(select.operand());
            charges.put(e.id(), Charge.of(isAttribute(select.operand()) ? 0 : 1));
        } else {
            qualify(e, select.operand());
        }
    }

    /** A variable's first qualifier is one with it; the result of anything else becomes a variable first. */
    private void qualify(CelExpr e, CelExpr operand) {
        visit(operand);
        charges.put(e.id(), new Charge(isAttribute(operand) ? 0 : 1, true, null));
    }

    private void call(CelExpr e, CelCall call) {
        List<CelExpr> arguments = call.args();
        if (INDEXING.contains(call.function())) {
            qualify(e, arguments.get(0));
            visitInPlace(arguments.get(1));
        } else if (call.function().equals(CONDITIONAL)) {
            visit(arguments.get(0));
            visitInPlace(arguments.get(1));
            visitInPlace(arguments.get(2));
        } else if (call.function().equals("_&&_") || call.function().equals("_||_")) {
            arguments.forEach(this::visit);
        } else if (isSetMembership(e)) {
            visit(arguments.get(0));
        } else {
            List<Long> ids = new ArrayList<>();
            call.target().ifPresent(target -> operand(target, ids));
            arguments.forEach(argument -> operand(argument, ids));
            charges.put(e.id(), new Charge(0, false, new Call(call.function(), overload(e), ids)));
        }
    }

    private void operand(CelExpr e, List<Long> ids) {
        visit(e);
        ids.add(e.id());
        operands.add(e.id());
    }

    /** A variable costs nothing where it is only looked up for a step that costs already. */
    private void visitInPlace(CelExpr e) {
        visit(e);
        CelExpr root = e;
        while (isAttribute(root)) {
            if (root.getKind() == Kind.IDENT) {
                charges.remove(root.id());
                return;
            }
            boolean isCall = root.getKind() == Kind.CALL;
            if ((isCall && root.call().function().equals(CONDITIONAL))
                    || (!isCall && root.select().testOnly())) {
                return;
            }
            CelExpr operand = isCall ? root.call().args().get(0) : root.select().operand();
            if (!isAttribute(operand)) {
                charges.put(root.id(), new Charge(0, true, null));
            }
            root = operand;
        }
    }

    private boolean isAttribute(CelExpr e) {
        if (isConstant(e)) {
            return false;
        }
        return switch (e.getKind()) {
            case IDENT, SELECT -> true;
            case CALL ->
                e.call().function().equals(CONDITIONAL)
                        || INDEXING.contains(e.call().function());
            default -> false;
        };
    }

    private boolean isConstant(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT -> true;
            case IDENT -> isNamedConstant(e);
            case LIST -> e.list().elements().stream().allMatch(this::isConstant);
            case MAP ->
                e.map().entries().stream().allMatch(entry -> isConstant(entry.key()) && isConstant(entry.value()));
            case CALL -> {
                List<CelExpr> arguments = e.call().args();
                boolean converts = CONVERSIONS.contains(e.call().function()) && arguments.size() == 1;
                yield converts
                        ? isConstant(arguments.get(0))
                        : isSetMembership(e)
                                && arguments.get(1).list().elements().isEmpty();
            }
            default -> false;
        };
    }

    private boolean isNamedConstant(CelExpr e) {
        boolean hasValue = ast.getReference(e.id()).flatMap(CelReference::value).isPresent();
        return hasValue
                || ast.getType(e.id()).map(type -> type.kind() == CelKind.TYPE).orElse(false);
    }

    /** Whether something is looked for in a list of constants, which has become a set. */
    private boolean isSetMembership(CelExpr e) {
        if (!overload(e).equals(IN_LIST) || e.call().args().get(1).getKind() != Kind.LIST) {
            return false;
        }
        for (CelExpr item : e.call().args().get(1).list().elements()) {
            if (item.getKind() != Kind.CONSTANT
                    || !HASHABLE.contains(item.constant().getKind())) {
                return false;
            }
        }
        return true;
    }

    /** The one that the checker chose; empty when the types left several. */
    private String overload(CelExpr e) {
        List<String> overloads = ast.getReference(e.id())
                .map(reference -> List.copyOf(reference.overloadIds()))
                .orElse(List.of());
        return overloads.size() == 1 ? overloads.get(0) : "";
    }
}
