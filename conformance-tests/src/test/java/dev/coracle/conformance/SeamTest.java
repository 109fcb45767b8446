package dev.coracle.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The architecture's rules, held. */
class SeamTest {
    private static final JavaClasses CORACLE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.coracle");

    @Test
    void everythingButTheApiServerSpeaksOnlyTheKubernetesApi() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.coracle.client..",
                        "dev.coracle.controllers..",
                        "dev.coracle.kubelet..",
                        "dev.coracle.proxy..",
                        "dev.coracle.dns..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.apiserver..", "dev.coracle.storage..")
                .check(CORACLE);
    }

    @Test
    void storageKnowsNothingOfHttpOrKubernetes() {
        noClasses()
                .that()
                .resideInAPackage("dev.coracle.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.apiserver..", "io.vertx..", "io.netty..", "io.fabric8..")
                .check(CORACLE);
    }

    @Test
    void theApiServerIsNoClientOfItself() {
        noClasses()
                .that()
                .resideInAPackage("dev.coracle.apiserver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.client..", "io.fabric8.kubernetes..")
                .check(CORACLE);
    }

    @Test
    void whatStartsThePartsOnlyStartsThem() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.coracle.testing..", "dev.coracle.cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.coracle.apiserver..", "dev.coracle.storage..")
                        .and(not(
                                nameMatching(".*\\.(ApiServer|ApiServerOptions|StartException|Store|Stores|StoreOptions"
                                        + "|StoreException(\\$.*)?|RocksDbOptions|DirectoryCheck(\\$.*)?)"))))
                .check(CORACLE);
    }

    @Test
    void everyPackageSaysWhatItIsAndThatNothingIsNull() {
        Set<String> marked = CORACLE.stream()
                .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(CORACLE.stream().map(JavaClass::getPackageName).distinct()).isSubsetOf(marked);
    }

    @Test
    void packagesOfAModuleDoNotGoInCircles() {
        slices().matching("dev.coracle.(*)..").should().beFreeOfCycles().check(CORACLE);
        slices().matching("dev.coracle.kubelet.(*)..").should().beFreeOfCycles().check(CORACLE);
        slices().matching("dev.coracle.apiserver.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORACLE);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.coracle.clock..", "dev.coracle.benchmarks..", "dev.coracle.kubelet.container..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CORACLE);
    }
}
