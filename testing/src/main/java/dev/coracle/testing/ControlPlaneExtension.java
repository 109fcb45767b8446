package dev.coracle.testing;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What stands behind {@link CoracleTest}. Registered with {@code @RegisterExtension} on a static field it takes any
 * options, and its plane belongs to that class. Planes start when the first parameter asks for one, and close with the
 * class, or with the JVM's test run when they are shared.
 */
public final class ControlPlaneExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace STORE =
            ExtensionContext.Namespace.create(ControlPlaneExtension.class);
    private static final List<Class<?>> PARAMETERS =
            List.of(ControlPlane.class, KubernetesClient.class, Namespace.class);
    private static final int MAX_NAME_PART = 40;

    private final Wanted registered;

    /** For {@link CoracleTest}, whose attributes say what to start. */
    public ControlPlaneExtension() {
        this(new Wanted(ControlPlaneOptions.defaults(), true));
    }

    private ControlPlaneExtension(Wanted registered) {
        this.registered = registered;
    }

    /** A plane for one test class, for a static {@code @RegisterExtension} field. */
    public static ControlPlaneExtension with(ControlPlaneOptions options) {
        return new ControlPlaneExtension(new Wanted(options, false));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        ControlPlane plane = plane(context);
        if (type == ControlPlane.class) {
            return plane;
        }
        Namespace namespace = namespace(context, plane);
        return type == Namespace.class ? namespace : clientIn(plane, namespace);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Namespace namespace = context.getStore(STORE).remove(Namespace.class, Namespace.class);
        if (namespace != null) {
            plane(context).client().resource(namespace).delete();
        }
    }

    private ControlPlane plane(ExtensionContext context) {
        Wanted wanted = wanted(context.getRequiredTestClass());
        ExtensionContext owner = wanted.shared() ? context.getRoot() : classOf(context);
        return owner.getStore(STORE)
                .computeIfAbsent(wanted, key -> new Running(ControlPlane.start(wanted.options())), Running.class)
                .plane();
    }

    private Wanted wanted(Class<?> testClass) {
        return AnnotationSupport.findAnnotation(testClass, CoracleTest.class)
                .map(asked -> new Wanted(
                        registered.options().toBuilder()
                                .nodes(asked.nodes())
                                .runtime(asked.runtime())
                                .build(),
                        asked.shared()))
                .orElse(registered);
    }

    /** The context of the outermost test class, which outlives those of its methods and nested classes. */
    private static ExtensionContext classOf(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            outermost = outermost.getParent().orElseThrow();
        }
        return outermost;
    }

    private static Namespace namespace(ExtensionContext context, ControlPlane plane) {
        return context.getStore(STORE)
                .computeIfAbsent(
                        Namespace.class,
                        key -> plane.client()
                                .resource(new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withName(freshName(context))
                                        .endMetadata()
                                        .build())
                                .create(),
                        Namespace.class);
    }

    /** Says which test it is of, and is never used twice in one test run. */
    private static String freshName(ExtensionContext context) {
        AtomicInteger numbers = context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(AtomicInteger.class, key -> new AtomicInteger(), AtomicInteger.class);
        String method = context.getTestMethod()
                .map(java.lang.reflect.Method::getName)
                .orElse("class")
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("[^A-Za-z0-9-]", "-")
                .toLowerCase(Locale.ROOT);
        return "test-" + method.substring(0, Math.min(method.length(), MAX_NAME_PART)) + "-"
                + numbers.incrementAndGet();
    }

    private static KubernetesClient clientIn(ControlPlane plane, Namespace namespace) {
        return plane.client()
                .adapt(NamespacedKubernetesClient.class)
                .inNamespace(namespace.getMetadata().getName());
    }

    private record Wanted(ControlPlaneOptions options, boolean shared) {}

    /** JUnit closes what lies in its stores if it is closeable. */
    private record Running(ControlPlane plane) implements AutoCloseable {
        @Override
        public void close() {
            plane.close();
        }
    }
}
