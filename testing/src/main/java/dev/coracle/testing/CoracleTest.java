package dev.coracle.testing;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.kubelet.RuntimeKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class against a control plane. Its methods may take a {@link ControlPlane}, a {@code KubernetesClient}
 * whose default namespace is fresh for each test method, and that {@code Namespace} itself.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ControlPlaneExtension.class)
public @interface CoracleTest {
    /** How many nodes the plane has. */
    int nodes() default 3;

    /** What its pods are. */
    RuntimeKind runtime() default RuntimeKind.INLINE;

    /** Whether all classes that ask for the same plane share one per JVM, or this class has its own. */
    boolean shared() default true;
}
