package dev.coracle.apiserver.customresources.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelList;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.navigation.TraversalOrder;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.coracle.machinery.gotext.GoDuration;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with what an expression spells out: the validators that upstream's environment adds to cel-go's checker
 * (v0.26), and what its planner evaluates beforehand. Confined to one check.
 */
final class Literals {
    /** Functions whose first argument must be right if it is a literal. */
    private static final Map<String, Function<String, Object>> FORMS = Map.of(
            "duration", GoDuration::parse,
            "timestamp", OffsetDateTime::parse,
            "matches", Pattern::compile);

    private static final Map<String, Function<String, Object>> CONVERSIONS = Map.of(
            "int", Long::parseLong,
            "uint", Long::parseUnsignedLong,
            "double", Double::parseDouble,
            "bool", Literals::parseBool);

    /** Functions by where their regular expression is among the arguments. */
    private static final Map<String, Integer> REGEXES = Map.of("matches", 1, "find", 0, "findAll", 0);

    private static final Set<String> BOOLS =
            Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

    private final CelAbstractSyntaxTree ast;
    private final List<CelIssue> issues = new ArrayList<>();

    private Literals(CelAbstractSyntaxTree ast) {
        this.ast = ast;
    }

    private static boolean parseBool(String text) {
        if (!BOOLS.contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return true;
    }

    /** What the checker reports; empty if it finds nothing. */
    static String check(CelAbstractSyntaxTree ast) {
        Literals literals = new Literals(ast);
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(ast).getRoot().allNodes().toList();
        nodes.forEach(node -> literals.form(node.expr()));
        nodes.forEach(literals::container);
        literals.issues.sort(Comparator.comparingInt(
                        (CelIssue issue) -> issue.getSourceLocation().getLine())
                .thenComparingInt(issue -> issue.getSourceLocation().getColumn()));
        return CelIssue.toDisplayString(literals.issues, ast.getSource());
    }

    /** What the planner reports; empty if it finds nothing. */
    static String plan(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes(TraversalOrder.POST_ORDER)
                .map(node -> unusable(node.expr()))
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static @Nullable String text(CelExpr call, int argument) {
        List<CelExpr> arguments = call.call().args();
        return argument < arguments.size()
                        && arguments.get(argument).getKind() == Kind.CONSTANT
                        && arguments.get(argument).constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? arguments.get(argument).constant().stringValue()
                : null;
    }

    private static boolean fits(Function<String, Object> form, String text) {
        try {
            return form.apply(text) != null;
        } catch (IllegalArgumentException | DateTimeException | PatternSyntaxException e) {
            return false;
        }
    }

    private void form(CelExpr e) {
        String function = e.getKind() == Kind.CALL ? e.call().function() : "";
        Function<String, Object> form = FORMS.get(function);
        String text = form == null ? null : text(e, 0);
        if (form != null && text != null && !fits(form, text)) {
            report(e.call().args().get(0), "invalid " + function + " argument");
        }
    }

    private static String unusable(CelExpr e) {
        if (e.getKind() != Kind.CALL) {
            return "";
        }
        String function = e.call().function();
        String text = text(e, REGEXES.getOrDefault(function, 0));
        if (text == null) {
            return "";
        }
        Function<String, Object> conversion = CONVERSIONS.get(function);
        if (conversion != null) {
            return fits(conversion, text) ? "" : "type conversion error from 'string' to '" + function + "'";
        }
        return REGEXES.containsKey(function) ? unreadable(text) : "";
    }

    private static String unreadable(String regex) {
        try {
            Pattern.compile(regex);
            return "";
        } catch (PatternSyntaxException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Items are all of one type, but for those that are formatted. */
    private void container(CelNavigableExpr node) {
        CelExpr e = node.expr();
        if ((e.getKind() != Kind.LIST && e.getKind() != Kind.MAP) || isFormatted(node)) {
            return;
        }
        if (e.getKind() == Kind.LIST) {
            list(e.list());
        } else {
            map(e.map());
        }
    }

    private static boolean isFormatted(CelNavigableExpr node) {
        for (Optional<CelNavigableExpr> at = node.parent();
                at.isPresent();
                at = at.get().parent()) {
            CelExpr e = at.get().expr();
            if (e.getKind() == Kind.CALL && e.call().function().equals("format")) {
                return true;
            }
        }
        return false;
    }

    private void list(CelList list) {
        CelType first = null;
        for (int i = 0; i < list.elements().size(); i++) {
            CelExpr element = list.elements().get(i);
            CelType type = type(element, list.optionalIndices().contains(i));
            first = first == null ? type : first;
            if (differs(element, first, type)) {
                return;
            }
        }
    }

    private void map(CelMap map) {
        CelType key = null;
        CelType value = null;
        for (CelMap.Entry entry : map.entries()) {
            CelType keyType = type(entry.key(), false);
            CelType valueType = type(entry.value(), entry.optionalEntry());
            key = key == null ? keyType : key;
            value = value == null ? valueType : value;
            differs(entry.key(), key, keyType);
            differs(entry.value(), value, valueType);
        }
    }

    private CelType type(CelExpr e, boolean isOptional) {
        CelType type = ast.getType(e.id()).orElse(SimpleType.DYN);
        return isOptional && !type.parameters().isEmpty() ? type.parameters().get(0) : type;
    }

    private boolean differs(CelExpr e, CelType wanted, CelType type) {
        if (wanted.equals(type)) {
            return false;
        }
        report(e, "expected type '" + CelTypes.format(wanted) + "' but found '" + CelTypes.format(type) + "'");
        return true;
    }

    private void report(CelExpr e, String message) {
        int offset = ast.getSource().getPositionsMap().getOrDefault(e.id(), 0);
        ast.getSource()
                .getOffsetLocation(offset)
                .ifPresent(location -> issues.add(CelIssue.formatError(e.id(), location, message)));
    }
}
