package io.perennial;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the rooms of the house: which package may use which, and what each must not know. */
class ArchitectureTest {
  private static final String ROOT = "io.perennial";

  /** Which of our packages each package may use, beside itself. */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("error", Set.of()),
              Map.entry("table", Set.of("error")),
              Map.entry("config", Set.of("error", "table")),
              Map.entry("source", Set.of("config", "table", "error")),
              Map.entry("quality", Set.of("table", "error")),
              Map.entry("history", Set.of("table")),
              Map.entry("model", Set.of("error")),
              Map.entry("metric", Set.of("table", "history", "model")),
              Map.entry("store", Set.of("table", "error")),
              Map.entry(
                  "run",
                  Set.of(
                      "error", "table", "config", "source", "quality", "history", "model", "metric",
                      "store")),
              Map.entry("report", Set.of("table", "error")),
              Map.entry("sample", Set.of("table")),
              Map.entry(
                  "cli",
                  Set.of(
                      "error", "table", "config", "source", "quality", "history", "model", "metric",
                      "store", "run", "report", "sample"))));

  private static final String[] PURE = {inside("metric"), inside("history"), inside("model")};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> everyPackageUsesOnlyThePackagesItMay() {
    return ARROWS.entrySet().stream()
        .map(
            arrow ->
                DynamicTest.dynamicTest(
                    arrow.getKey() + " -> " + arrow.getValue(),
                    () -> onlyUses(arrow.getKey(), arrow.getValue()).check(CLASSES)));
  }

  @Test
  void everyClassLivesInAKnownPackage() {
    assertThat(CLASSES).isNotEmpty();
    classes()
        .should()
        .resideInAnyPackage(
            ARROWS.keySet().stream().map(ArchitectureTest::inside).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void theModelKnowsNoSpark() {
    checked(
        noClasses()
            .that()
            .resideInAPackage(inside("model"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.delta.."));
  }

  @Test
  void theConfigurationAndTheSampleStartNoSpark() {
    checked(
        noClasses()
            .that()
            .resideInAnyPackage(
                inside("error"), inside("table"), inside("config"), inside("sample"))
            .should()
            .dependOnClassesThat(isNamed("org.apache.spark.sql.SparkSession")));
  }

  @Test
  void figuresKnowNoSessionNoClockNoPathAndNoWrite() {
    checked(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat(
                isNamed(
                    "org.apache.spark.sql.SparkSession",
                    "org.apache.spark.sql.DataFrameWriter",
                    "org.apache.spark.sql.DataFrameWriterV2",
                    "org.apache.spark.sql.DataFrameReader",
                    "java.time.Clock",
                    "java.nio.file.Path",
                    "java.nio.file.Files",
                    "java.io.File")));
  }

  @Test
  void onlyTheRunAndTheCommandLineKnowAClock() {
    checked(
        noClasses()
            .that(are(not(resideInAnyPackage(inside("run"), inside("cli")))))
            .should()
            .accessTargetWhere(
                calls(List.of("java.time."), List.of("now"))
                    .or(
                        calls(
                            List.of("java.lang.System"), List.of("currentTimeMillis", "nanoTime")))
                    .or(calls(List.of("java.time.Clock"), List.of("systemUTC", "system")))
                    .or(
                        calls(
                                List.of("org.apache.spark.sql.functions"),
                                List.of(
                                    "current_date",
                                    "current_timestamp",
                                    "curdate",
                                    "now",
                                    "localtimestamp",
                                    "unix_timestamp"))
                            .and(takesNothing()))));
  }

  @Test
  void onlyTheRunAndTheCommandLineCacheAndCollect() {
    checked(
        noClasses()
            .that()
            .resideInAnyPackage(
                inside("metric"),
                inside("history"),
                inside("model"),
                inside("config"),
                inside("table"),
                inside("error"),
                inside("report"),
                inside("sample"))
            .should()
            .accessTargetWhere(
                calls(
                    List.of("org.apache.spark.sql.Dataset", "org.apache.spark.sql.classic.Dataset"),
                    List.of(
                        "cache",
                        "persist",
                        "checkpoint",
                        "localCheckpoint",
                        "collect",
                        "collectAsList",
                        "toLocalIterator",
                        "count",
                        "first",
                        "head",
                        "take",
                        "takeAsList",
                        "show",
                        "foreach",
                        "write",
                        "writeTo"))));
  }

  @Test
  void onlyTheCommandLineBuildsASession() {
    checked(
        noClasses()
            .that()
            .resideOutsideOfPackage(inside("cli"))
            .should()
            .accessTargetWhere(
                calls(
                    List.of("org.apache.spark.sql.SparkSession"),
                    List.of("builder", "active", "getActiveSession", "getDefaultSession"))));
  }

  @Test
  void onlyTheCommandLineEndsTheProcessAndPrints() {
    checked(
        noClasses()
            .that()
            .resideOutsideOfPackage(inside("cli"))
            .should()
            .accessTargetWhere(
                calls(List.of("java.lang.System"), List.of("exit", "out", "err"))
                    .or(calls(List.of("java.lang.Runtime"), List.of("exit", "halt")))
                    .or(calls(List.of("java.lang.", "java.io."), List.of("printStackTrace")))));
  }

  @Test
  void onlyTheProgramEndsTheProcess() {
    checked(
        noClasses()
            .that(are(not(HasName.Predicates.name(ROOT + ".cli.Perennial"))))
            .should()
            .accessTargetWhere(calls(List.of("java.lang.System"), List.of("exit"))));
  }

  @Test
  void namesSayWhatAClassIs() {
    checked(noClasses().should().haveNameMatching(".*(Util|Utils|Manager|Helper|Impl|Base)"));
  }

  @Test
  void nothingKeepsStateInStaticFields() {
    checked(
        fields()
            .that()
            .areStatic()
            .and(are(not(describe("made by the compiler", field -> isSynthetic(field.getName())))))
            .should()
            .beFinal());
  }

  @Test
  void nothingReadsTheTimeZoneOrLocaleOfTheMachine() {
    checked(
        noClasses()
            .should()
            .accessTargetWhere(
                calls(List.of("java.time.ZoneId"), List.of("systemDefault"))
                    .or(
                        calls(
                            List.of("java.util.TimeZone", "java.util.Locale"),
                            List.of("getDefault")))));
  }

  /** The same sources must give the same build: chance may not choose what is tested. */
  @Test
  void everyPropertyNamesItsSeed() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(ROOT);
    List<JavaMethod> properties =
        tests.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Property.class))
            .toList();
    assertThat(properties)
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(method.getAnnotationOfType(Property.class).seed())
                    .as(method.getFullName())
                    .isNotEmpty());
  }

  @Test
  void aRuleSpeaksUpWhereItIsBroken() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    ArchRule rule =
        noClasses()
            .should()
            .accessTargetWhere(calls(List.of("java.lang.System"), List.of("currentTimeMillis")));
    assertThat(rule.evaluate(offender).getFailureReport().getDetails()).hasSize(1);
  }

  /** Reads the clock, which the rule above must see. */
  static final class Offender {
    final long readAt = System.currentTimeMillis();
  }

  private static ArchRule onlyUses(String name, Set<String> others) {
    String[] forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(name) && !others.contains(other))
            .map(ArchitectureTest::inside)
            .toArray(String[]::new);
    if (forbidden.length == 0) {
      return classes().should().resideInAPackage(ROOT + "..");
    }
    return noClasses()
        .that()
        .resideInAPackage(inside(name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        // A room that is still empty breaks no rule.
        .allowEmptyShould(true);
  }

  private static void checked(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static String inside(String name) {
    return ROOT + "." + name + "..";
  }

  /** Accesses to members of those names, of classes whose names start so. */
  private static DescribedPredicate<JavaAccess<?>> calls(
      List<String> owners, List<String> members) {
    return describe(
        members + " of " + owners,
        access ->
            owners.stream().anyMatch(access.getTargetOwner().getName()::startsWith)
                && members.contains(access.getTarget().getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> takesNothing() {
    return describe(
        "without arguments",
        access ->
            access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                && target.getRawParameterTypes().isEmpty());
  }

  private static DescribedPredicate<JavaClass> isNamed(String... names) {
    List<String> all = Arrays.asList(names);
    return describe("is one of " + all, type -> all.contains(type.getName()));
  }

  private static boolean isSynthetic(String name) {
    return name.contains("$");
  }
}
