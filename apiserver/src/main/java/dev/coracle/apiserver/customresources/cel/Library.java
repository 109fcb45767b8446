package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions while they are gathered: what the checker knows of them, and what they do. Confined to its making. */
final class Library {
    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** A type and the Java class of its values. */
    record ParameterType(CelType cel, Class<?> java) {}

    /** One way to call a function. */
    interface Body {
        Object call(Object[] arguments);
    }

    Library global(String function, String overload, CelType result, Body body, ParameterType... arguments) {
        add(function, CelOverloadDecl.newGlobalOverload(overload, result, types(arguments)), body, arguments);
        return this;
    }

    /**
     * A function that is called on a receiver.
     *
     * @param arguments the receiver first
     */
    Library member(String function, String overload, CelType result, Body body, ParameterType... arguments) {
        add(function, CelOverloadDecl.newMemberOverload(overload, result, types(arguments)), body, arguments);
        return this;
    }

    @SuppressWarnings("Immutable") // A body holds no state.
    private void add(String function, CelOverloadDecl overload, Body body, ParameterType... arguments) {
        overloads.computeIfAbsent(function, unused -> new ArrayList<>()).add(overload);
        List<Class<?>> classes = new ArrayList<>();
        for (ParameterType argument : arguments) {
            classes.add(argument.java());
        }
        CelFunctionOverload call = body::call;
        bindings.add(CelFunctionBinding.from(overload.overloadId(), classes, call));
    }

    private static List<CelType> types(ParameterType... arguments) {
        List<CelType> types = new ArrayList<>();
        for (ParameterType argument : arguments) {
            types.add(argument.cel());
        }
        return types;
    }

    List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        overloads.forEach((function, all) -> declarations.add(CelFunctionDecl.newFunctionDeclaration(function, all)));
        return declarations;
    }

    List<CelFunctionBinding> bindings() {
        return List.copyOf(bindings);
    }
}
