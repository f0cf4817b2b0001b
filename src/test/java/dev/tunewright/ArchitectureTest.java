package dev.tunewright;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.springframework.data.repository.Repository;
import org.springframework.stereotype.Controller;

/** The rules of the house that a compiler cannot see. */
@AnalyzeClasses(packages = "dev.tunewright", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule engineKnowsNeitherServiceNorSpring = noClasses()
            .that()
            .resideInAPackage("dev.tunewright.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tunewright.service..", "org.springframework..", "jakarta..", "org.hibernate..", "java.sql..")
            .because("the engine is a library, and the trainer's process starts without Spring");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("dev.tunewright.(**)").should().beFreeOfCycles();

    private static final String[] STEP = {
        "dev.tunewright.engine.nn", "dev.tunewright.engine.model", "dev.tunewright.engine.trainer"
    };

    /** A step's figures and an evaluation's logits, once and late; weights to and from files; and tensors of the CPU. */
    private static final Set<String> READERS =
            Set.of("TrainingStep$Result", "Inference", "Parameters", "RowOrder", "ModernBertModel", "TableRows");

    @ArchTest
    static final ArchRule valuesAreReadInFewPlaces = noClasses()
            .that()
            .resideInAnyPackage(STEP)
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "read a tensor's values",
                    call -> call.getTargetOwner().isAssignableTo(NDArray.class)
                            && call.getName()
                                    .matches(
                                            "get(Float|Long|Int|Double|Boolean|Uint8|Byte|Short)|to\\w*(Array|Buffer)|toDevice")
                            && !READERS.contains(simpleName(call))))
            .because("on a GPU a reader waits for all that is queued");

    /** Tensors of the CPU, and a transfer's own. */
    private static final Set<String> SENDERS =
            Set.of("Transfer", "DropoutMasks", "Ops", "Parameters", "ModernBertModel", "TableRows");

    @ArchTest
    static final ArchRule valuesAreSentByTransfer = noClasses()
            .that()
            .resideInAnyPackage(STEP)
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "send values", call -> sends(call.getTarget()) && !SENDERS.contains(simpleName(call))))
            .because(
                    "NDManager.create, and NDArray's operations with a Java number, wait for all that is queued on a GPU");

    private static boolean sends(CodeUnitAccessTarget target) {
        List<JavaClass> parameters = target.getRawParameterTypes();
        boolean creates = target.getOwner().isAssignableTo(NDManager.class)
                && target.getName().equals("create")
                && !parameters.get(0).isEquivalentTo(Shape.class);
        return creates
                || target.getOwner().isAssignableTo(NDArray.class)
                        && parameters.stream().anyMatch(type -> type.isEquivalentTo(Number.class));
    }

    private static String simpleName(JavaMethodCall call) {
        String name = call.getOriginOwner().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @ArchTest
    static final ArchRule repositoriesArePackagePrivate = classes()
            .that()
            .areAssignableTo(Repository.class)
            .or()
            .areAnnotatedWith(org.springframework.stereotype.Repository.class)
            .or()
            .haveSimpleNameEndingWith("Repository")
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule controllersArePackagePrivate = classes()
            .that()
            .areMetaAnnotatedWith(Controller.class)
            .or()
            .haveSimpleNameEndingWith("Controller")
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule entitiesHaveNoSetters = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Entity.class)
            .should()
            .haveNameMatching("set[A-Z].*")
            .because("an entity's methods are its transitions");

    @ArchTest
    static final ArchRule onlyTheRunnerWritesToStandardStreams = noClasses()
            .that(are(resideInAPackage("dev.tunewright.engine..")))
            .and(are(not(resideInAPackage("dev.tunewright.engine.runner.."))))
            .should(ACCESS_STANDARD_STREAMS)
            .because("the trainer's stdout carries events and nothing else");

    @ArchTest
    static final ArchRule jsonIsJackson3 = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
            .because("two JSON libraries would read one contract in two ways");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|ServiceImpl)")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        List<String> unmarked = classes.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(found -> found.tryGetAnnotationOfType(NullMarked.class).isEmpty())
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).isEmpty();
    }
}
