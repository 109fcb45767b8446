package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.EstimatedCall.Operand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one estimate has found out of the values in an expression: where in the object they are, and how large they can
 * be, from the expression or else from the schema. Confined to that estimate.
 */
final class KnownSizes {
    static final String ITEMS = "@items";
    static final String VALUES = "@values";
    static final String KEYS = "@keys";
    static final String INDICES = "@indices";

    private static final Set<String> ACCUMULATORS = Set.of("__result__", "@result");
    private static final Set<CelKind> SCALARS =
            Set.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT, CelKind.TIMESTAMP, CelKind.UINT);

    private final CelAbstractSyntaxTree ast;
    private final SizedType root;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Cost> sizes = new HashMap<>();
    private final Map<Long, Entries> entrySizes = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /** The sizes of a container's keys (or indices) and values. */
    record Entries(boolean isList, Cost key, Cost value) {}

    /** A variable of a loop. */
    record Local(
            List<String> path,
            @Nullable Cost size,
            @Nullable Entries entries) {}

    KnownSizes(CelAbstractSyntaxTree ast, SizedType root) {
        this.ast = ast;
        this.root = root;
    }

    static List<String> below(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    static boolean isAccumulator(String variable) {
        return ACCUMULATORS.contains(variable);
    }

    CelType type(CelExpr e) {
        return ast.getType(e.id()).orElse(SimpleType.DYN);
    }

    Operand operand(CelExpr e) {
        List<String> path = path(e);
        boolean ofAccumulator = !path.isEmpty() && isAccumulator(path.get(0));
        return new Operand(ofAccumulator ? List.of() : path, type(e), e, size(e));
    }

    Cost of(Operand operand) {
        if (operand.size() != null) {
            return operand.size();
        }
        Cost declared = declared(operand.path());
        return declared == null ? Cost.UNKNOWN : declared;
    }

    List<String> path(CelExpr e) {
        Local local = local(e);
        return local != null ? local.path() : paths.getOrDefault(e.id(), List.of());
    }

    void setPath(CelExpr e, List<String> path) {
        paths.put(e.id(), path);
    }

    Cost sizeOrUnknown(CelExpr e) {
        Cost size = size(e);
        return size == null ? Cost.UNKNOWN : size;
    }

    @Nullable
    Cost size(CelExpr e) {
        Cost known = sizes.get(e.id());
        if (known != null) {
            return known;
        }
        Cost own = ofItself(e);
        if (own != null) {
            return own;
        }
        Cost declared = declared(path(e));
        if (declared != null) {
            sizes.put(e.id(), declared);
            return declared;
        }
        if (isScalar(type(e))) {
            return Cost.of(1);
        }
        Local local = local(e);
        return local == null ? null : local.size();
    }

    void setSize(CelExpr e, @Nullable Cost size) {
        if (size != null) {
            sizes.put(e.id(), size);
        }
    }

    @Nullable
    Entries entries(CelExpr e) {
        Entries known = entrySizes.get(e.id());
        if (known != null) {
            return known;
        }
        Local local = local(e);
        return local == null ? null : local.entries();
    }

    void setEntries(CelExpr e, @Nullable Entries entries) {
        if (entries != null) {
            entrySizes.put(e.id(), entries);
        }
    }

    /** The entries of whichever of two containers it may be. */
    @Nullable
    Entries union(CelExpr one, CelExpr other) {
        Entries left = entries(one);
        Entries right = entries(other);
        return left == null || right == null
                ? null
                : new Entries(
                        left.isList(),
                        left.key().union(right.key()),
                        left.value().union(right.value()));
    }

    void copy(CelExpr from, CelExpr to) {
        setSize(to, size(from));
        setEntries(to, entries(from));
    }

    /** What a variable that stands for a value is known to be. */
    Local asLocal(CelExpr value) {
        return new Local(path(value), size(value), entries(value));
    }

    /** A variable is where its value is. */
    void setPath(CelExpr variable) {
        Local local = local(variable);
        setPath(variable, local == null ? List.of(variable.ident().name()) : local.path());
    }

    private @Nullable Local local(CelExpr e) {
        Deque<Local> stack = e.getKind() == Kind.IDENT ? locals.get(e.ident().name()) : null;
        return stack == null ? null : stack.peek();
    }

    void push(String name, Local local) {
        locals.computeIfAbsent(name, unused -> new ArrayDeque<>()).push(local);
    }

    void pop(String name) {
        locals.get(name).pop();
    }

    private static @Nullable Cost ofItself(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT ->
                switch (e.constant().getKind()) {
                    case STRING_VALUE -> Cost.of(ActualCall.size(e.constant().stringValue()));
                    case BYTES_VALUE -> Cost.of(e.constant().bytesValue().size());
                    case NOT_SET -> null;
                    default -> Cost.of(1);
                };
            case LIST -> Cost.of(e.list().elements().size());
            case MAP -> Cost.of(e.map().entries().size());
            default -> null;
        };
    }

    /** The size that the schema allows at a path, whose first step is the variable. */
    private @Nullable Cost declared(List<String> path) {
        if (path.isEmpty()) {
            return null;
        }
        SizedType type = root;
        for (String step : path.subList(1, path.size())) {
            SizedType next = switch (step) {
                case ITEMS, VALUES -> type.element();
                case KEYS -> type.key();
                default -> type.fields().get(step);
            };
            if (next == null) {
                return null;
            }
            type = next;
        }
        return new Cost(0, type.maxElements());
    }

    private static boolean isScalar(CelType type) {
        return SCALARS.contains(type.kind())
                || (type instanceof OptionalType && isScalar(type.parameters().get(0)));
    }
}
