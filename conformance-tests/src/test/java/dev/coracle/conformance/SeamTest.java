package dev.coracle.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    void machineryKnowsNeitherServerNorClient() {
        noClasses()
                .that()
                .resideInAPackage("dev.coracle.machinery..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.coracle..").and(not(resideInAPackage("dev.coracle.machinery.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "io.fabric8..", "org.rocksdb..")
                .check(CORACLE);
    }

    @Test
    void theGeneratorIsNoPartOfWhatRuns() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.coracle.codegen..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.coracle.codegen..")
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
    void onlyTheControlPlaneModuleStartsAnApiServer() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.coracle.testing..", "dev.coracle.cli..", "dev.coracle.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.apiserver..", "dev.coracle.storage..")
                .check(CORACLE);
    }

    @Test
    void theControlPlaneModuleSeesOnlyTheFrontDoorOfAPart() {
        noClasses()
                .that()
                .resideInAPackage("dev.coracle.controlplane..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.coracle.apiserver.*..",
                        "dev.coracle.storage.*..",
                        "dev.coracle.controllers.*..",
                        "dev.coracle.kubelet.*..",
                        "org.junit..")
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
        slices().matching("dev.coracle.machinery.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORACLE);
        slices().matching("dev.coracle.controllers.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORACLE);
        slices().matching("dev.coracle.apiserver.kinds.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORACLE);
        slices().matching("dev.coracle.apiserver.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORACLE);
    }

    /** Whoever needs other settings than the codec's is named here. */
    @Test
    void jsonIsReadAndWrittenByOneCodec() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.coracle.machinery.json")
                .and(not(nameMatching(".*\\.TemplateHash"))) // sorts the client's models
                .and(not(nameMatching(".*\\.ClientFactory"))) // sets up the client
                .and(not(nameMatching(".*\\.(ClientPodApi|KubeletServer)"))) // turn the client's models into trees
                .should()
                .callCodeUnitWhere(target(owner(assignableTo(JsonFactory.class).or(assignableTo(ObjectMapper.class))))
                        .and(target(nameMatching("<init>|builder"))))
                .check(CORACLE);
    }

    /** A control plane's own blocks keep a type of theirs as long as they may only be loopback. */
    @Test
    void addressesAreReadInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.coracle.machinery.net", "dev.coracle.testing", "dev.coracle.controlplane")
                .should()
                .haveNameMatching(".*\\.(IpAddress|IpBlock|IpRange|Cidr)")
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
