package dev.coracle.conformance;

import dev.coracle.controlplane.AddressClaim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the test methods of a class the {@link Cluster} that all such classes share, and a {@link Kubectl} whose
 * context names a namespace made for that method.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Launched.Extension.class)
@interface Launched {

    /** Resolves the parameters; the cluster is closed with JUnit's root store. */
    final class Extension implements ParameterResolver, AfterEachCallback {
        private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Launched.class);
        private static final List<Class<?>> PARAMETERS = List.of(Cluster.class, Kubectl.class);
        private static final int MAX_NAME_PART = 30;

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return PARAMETERS.contains(parameter.getParameter().getType());
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Shared shared = shared(context);
            return parameter.getParameter().getType() == Cluster.class
                    ? shared.cluster()
                    : context.getStore(STORE)
                            .computeIfAbsent(Kubectl.class, key -> freshNamespace(shared, context), Kubectl.class);
        }

        /** The namespace goes, so that later tests have the machine to themselves; nobody waits for it. */
        @Override
        public void afterEach(ExtensionContext context) {
            Kubectl kubectl = context.getStore(STORE).get(Kubectl.class, Kubectl.class);
            if (kubectl != null) {
                String namespace = kubectl.run("config view --minify -o=jsonpath={..namespace}")
                        .ok()
                        .text();
                kubectl.run("delete namespace " + namespace + " --wait=false");
            }
        }

        private static Shared shared(ExtensionContext context) {
            return context.getRoot().getStore(STORE).computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
        }

        private static Kubectl freshNamespace(Shared shared, ExtensionContext context) {
            String method = context.getRequiredTestMethod()
                    .getName()
                    .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                    .toLowerCase(Locale.ROOT);
            String namespace = method.substring(0, Math.min(method.length(), MAX_NAME_PART)) + "-"
                    + shared.namespaces().incrementAndGet();
            Kubectl kubectl = shared.cluster().kubectl();
            kubectl.run("create namespace " + namespace).ok();
            return kubectl.in(namespace);
        }
    }

    /** The one cluster, with its folder and the claim on its addresses. */
    record Shared(Cluster cluster, Path folder, AddressClaim claim, AtomicInteger namespaces) implements AutoCloseable {
        static Shared start() {
            AddressClaim claim = AddressClaim.take();
            try {
                Path folder = Files.createTempDirectory("coracle-story");
                return new Shared(Cluster.up(folder, claim.addresses()), folder, claim, new AtomicInteger());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            cluster.close();
            claim.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
