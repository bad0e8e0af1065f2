package io.perennial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Starts the real launcher in a made-up installation whose Java, Maven and Spark are scripts that
 * say what they were given.
 */
class LauncherTest {
  @TempDir private Path folder;

  private Path home;
  private Path javaHome;
  private Path tools;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("an installation"));
    for (String file : List.of("jobs/perennial", "conf/spark-defaults.conf")) {
      Path copy = home.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(file), copy);
    }
    javaHome = java("17.0.15");
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.createDirectories(home.resolve("target"));
    Files.writeString(home.resolve("target/embedded-spark.classpath"), home + "/pretend-spark.jar");
    Files.writeString(home.resolve("pretend-spark.jar"), "");
  }

  @Test
  void withoutAJarAndWithoutSourcesItSaysWhatIsMissing() throws Exception {
    Ended ended = launch(Map.of(), "tables");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("jar is missing", "  cause:  ", "  remedy: ");
  }

  @Test
  void aJavaHomeWithoutJavaIsNamed() throws Exception {
    Ended ended = launch(Map.of("JAVA_HOME", folder.resolve("none").toString()), "tables");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("no Java in JAVA_HOME", folder.resolve("none").toString());
  }

  @Test
  void anOldJavaIsRefused() throws Exception {
    Ended ended = launch(Map.of("JAVA_HOME", java("11.0.2").toString()), "tables");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("Java 11.0.2 is too old");
  }

  @Test
  void documentationIsPrintedWithoutStartingSpark() throws Exception {
    jar();
    assertThat(launch(Map.of(), "tables", "customer churn").out())
        .contains("[io.perennial.cli.Perennial][tables][customer churn]")
        .doesNotContain("SparkSubmit");
    assertThat(launch(Map.of(), "run", "--help").out()).doesNotContain("SparkSubmit");
  }

  @Test
  void aQueryGoesThroughSparkSubmitInOnePiece() throws Exception {
    jar();
    assertThat(launch(Map.of(), "sql", "--format", "csv", "SELECT '*'  FROM \"a b\"").out())
        .contains("SparkSubmit", "[-XX:TieredStopAtLevel=1][-XX:ReservedCodeCacheSize=256m]")
        .contains("[sql][--format][csv][SELECT '*'  FROM \"a b\"]");
  }

  @Test
  void aRunGoesThroughSparkSubmitWithTheDefaultsAndWhatTheEnvironmentAdds() throws Exception {
    jar();
    Ended ended =
        launch(
            Map.of(
                "PERENNIAL_SPARK_OPTIONS", "--master local[1] --conf spark.a=b",
                "PERENNIAL_DRIVER_MEMORY", "5g"),
            "run",
            "--config",
            "a file.yaml");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("[org.apache.spark.deploy.SparkSubmit]", "[-Xmx5g]")
        .contains("[--conf][spark.sql.adaptive.skewJoin.enabled=true]")
        .contains("[-XX:Tier4InvocationThreshold=50000]")
        .doesNotContain("TieredStopAtLevel")
        .contains("[--master][local[1]][--conf][spark.a=b]")
        .contains("target/perennial-job.jar][run][--config][a file.yaml]")
        .contains("PERENNIAL_HOME=" + home);
  }

  @Test
  void aBenchmarkIsGivenWhatItComparesWithAndNoOtherCommandIs() throws Exception {
    jar();
    Files.writeString(home.resolve("target/benchmark-peers.classpath"), "one peer.jar:two.jar");
    assertThat(launch(Map.of(), "bench", "--orders", "5").out())
        .contains("[org.apache.spark.deploy.SparkSubmit]")
        .contains("[--jars][one peer.jar,two.jar]")
        .contains("target/perennial-job.jar][bench][--orders][5]");
    assertThat(launch(Map.of(), "run", "--config", "x.yaml").out()).doesNotContain("--jars");
    Files.delete(home.resolve("target/benchmark-peers.classpath"));
    assertThat(launch(Map.of(), "bench").out()).doesNotContain("--jars");
  }

  @Test
  void aSparkDistributionIsPreferredAndItsOwnDefaultsWin() throws Exception {
    jar();
    Path spark = folder.resolve("spark");
    script(spark.resolve("bin/spark-submit"), "printf 'submit'; printf '[%s]' \"$@\"; exit 4");
    Files.createDirectories(spark.resolve("conf"));
    Files.writeString(
        spark.resolve("conf/spark-defaults.conf"), "spark.serializer org.example.Theirs\n");
    Ended ended = launch(Map.of("SPARK_HOME", spark.toString()), "check", "--config", "x.yaml");
    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.out())
        .startsWith("submit")
        .contains("spark.sql.adaptive.skewJoin.enabled=true", "[check][--config][x.yaml]")
        .doesNotContain("spark.serializer");
  }

  @Test
  void sparksOptionsGoToSparkAndTheRestToTheJob() throws Exception {
    jar();
    Path settings = Files.writeString(folder.resolve("some settings"), "spark.a b\n");
    String out =
        launch(
                Map.of(
                    "SPARK_MASTER", "spark://third:1", "PERENNIAL_SPARK_OPTIONS", "--master local"),
                "--master=spark://first:1",
                "run",
                "--properties-file",
                settings.toString(),
                "--config",
                "x.yaml",
                "--deploy-mode",
                "client",
                "--",
                "--master")
            .out();
    assertThat(out)
        .contains("target/perennial-job.jar][run][--config][x.yaml][--][--master]")
        .contains("[--properties-file][" + settings + "]", "[--deploy-mode][client]")
        .containsSubsequence(
            "[--conf][spark.master=spark://third:1]",
            "[--master][local]",
            "[--master][spark://first:1]");
  }

  @Test
  void helpIsGivenWithoutSparkWhateverItsOptions() throws Exception {
    jar();
    assertThat(launch(Map.of(), "--master", "yarn", "run", "--help").out())
        .contains("[io.perennial.cli.Perennial][run][--help]")
        .doesNotContain("SparkSubmit");
    assertThat(launch(Map.of(), "--verbose", "run", "--config", "x.yaml").out())
        .contains("SparkSubmit", "[--verbose][run][--config][x.yaml]");
  }

  @Test
  void aPropertiesFileWinsOverTheInstallationsSettingsAndBothOverTheProjects() throws Exception {
    jar();
    Path spark = distribution("printf '[%s]' \"$@\"");
    Files.writeString(
        spark.resolve("conf/spark-defaults.conf"),
        "spark.serializer=org.example.Theirs\nspark.ui.showConsoleProgressive true\n");
    Path settings =
        Files.writeString(
            folder.resolve("settings"),
            "spark.sql.adaptive.enabled: false\n spark.driver.extraJavaOptions -Dx=y -Dz\n");
    Ended ended =
        launch(
            Map.of("SPARK_HOME", spark.toString()),
            "run",
            "--properties-file",
            settings.toString());
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("[--load-spark-defaults]", "[spark.ui.showConsoleProgress=false]")
        .doesNotContain("spark.serializer", "spark.sql.adaptive.enabled")
        .contains("-Dlog4j2.configurationFile=" + home + "/conf/log4j2.properties\" -Dx=y -Dz ");
    assertThat(launch(Map.of("SPARK_HOME", spark.toString()), "run").out())
        .doesNotContain("--load-spark-defaults");
  }

  @Test
  void whatTheSettingsSayOfTheDriversJavaIsSaidToTheEmbeddedOne() throws Exception {
    jar();
    Path settings =
        Files.writeString(
            folder.resolve("settings"),
            """
            spark.driver.memory            7g
            spark.driver.memoryOverhead    1g
            spark.driver.extraJavaOptions  -Dmine=1
            spark.driver.extraClassPath    /more/classes
            """);
    assertThat(launch(Map.of(), "run", "--properties-file", settings.toString()).out())
        .contains("[-Xmx7g]", "[-Dmine=1]", "/pretend-spark.jar:/more/classes]");
    assertThat(
            launch(
                    Map.of("PERENNIAL_DRIVER_MEMORY", "5g"),
                    "run",
                    "--properties-file",
                    settings.toString())
                .out())
        .contains("[-Xmx5g]");
    assertThat(
            launch(
                    Map.of(
                        "PERENNIAL_DRIVER_MEMORY", "5g",
                        "PERENNIAL_SPARK_OPTIONS", "--driver-memory 6g"),
                    "run")
                .out())
        .contains("[-Xmx6g]");
  }

  @ParameterizedTest
  @CsvSource({
    "run --master, --master needs a value",
    "run --master --deploy-mode cluster, --master needs a value",
    "run --deploy-mode custer --master spark://h:1, The deploy mode is not known",
    "run --properties-file nowhere.conf, no readable file nowhere.conf",
    "run --master yarn, embedded Spark cannot reach yarn",
    "run --master k8s://https://h, embedded Spark cannot reach k8s",
    "run --deploy-mode cluster, A local run has no cluster",
    "sql --master spark://h:1 --deploy-mode cluster, sql needs its driver here"
  })
  void whatCannotBeSubmittedIsRefusedBeforehand(String arguments, String problem) throws Exception {
    jar();
    Ended ended = launch(Map.of(), arguments.split(" "));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(problem, "  cause:  ", "  remedy: ");
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spark://h:1 | 0 | State of driver driver-20260101000000-0001 is FINISHED, exiting spark-submit JVM. | 0 |
          spark://h:1 | 0 | State of driver driver-20260101000000-0001 is FAILED, exiting spark-submit JVM. | 1 | driver-20260101000000-0001
          spark://h:1 | 0 | State of driver driver-20260101000000-0001 is KILLED, exiting spark-submit JVM. | 1 | failed in the cluster
          spark://h:1 | 0 | State of driver-20260101000000-0001 is RUNNING | 1 | How driver-20260101000000-0001 ended is not known
          spark://h:1 | 0 | spark-submit not configured to wait for completion, exiting | 0 | nobody waits for its end
          spark://h:1 | 255 | No master is available, exiting. | 1 | may still be running
          k8s://h | 0 | Application status for spark-1 (phase: Succeeded) | 0 |
          k8s://h | 0 | Application status for spark-1 (phase: Failed) | 1 | failed in the cluster
          k8s://h | 0 | Application status for spark-1 (phase: Running) | 1 | is not known
          k8s://h | 0 | Deployed Spark application x with submission ID ns:pod-driver into Kubernetes | 0 | ns:pod-driver was submitted
          k8s://h | 0 | container name: side~exit code: 1~container name: spark-kubernetes-driver~exit code: 5 | 5 | exit code 5
          k8s://h | 0 | container name: side~exit code: 1~container name: spark-kubernetes-driver~exit code: 0 | 0 |
          k8s://h | 0 | container name: renamed~exit code: 3~(phase: Failed) | 3 | exit code 3
          k8s://h | 0 | container name: spark-kubernetes-driver~exit code: 137~(phase: Failed) | 1 | killed by signal 9
          yarn | 0 | Application report for application_1700000000000_0001 (state: FINISHED) | 0 |
          yarn | 1 | Application application_1700000000000_0001 finished with failed status | 1 | application_1700000000000_0001
          """)
  void theExitCodeFollowsWhatTheClusterSaysOfTheDriver(
      String master, int submitted, String said, int exitCode, String told) throws Exception {
    jar();
    String lines = said.replaceAll("(^|~)(?=container|exit)", "$1\t ").replace('~', '\n');
    Path spark =
        distribution("printf '%s\\n' '" + lines + "' >&2", "echo result", "exit " + submitted);
    Ended ended =
        launch(
            Map.of("SPARK_HOME", spark.toString()),
            "run",
            "--master",
            master,
            "--deploy-mode",
            "cluster");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.out()).isEqualTo("result\n");
    assertThat(ended.err()).startsWith(lines).contains(told == null ? "" : told);
    assertThat(ended.err().contains("  remedy: ")).isEqualTo(exitCode != 0);
  }

  @Test
  void yarnIsNotTrustedWhereItWasToldNotToWait() throws Exception {
    jar();
    Path spark = distribution("exit 0");
    Ended ended =
        launch(
            Map.of(
                "SPARK_HOME",
                spark.toString(),
                "PERENNIAL_SPARK_OPTIONS",
                "--conf spark.yarn.submit.waitAppCompletion=false"),
            "run",
            "--master",
            "yarn",
            "--deploy-mode=cluster");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("nobody waits for its end");
  }

  @Test
  void aDriverInTheClusterFindsItsConfiguration() throws Exception {
    jar();
    Files.writeString(folder.resolve("shop one.yaml"), "");
    Path spark = distribution("printf '[%s]' \"$@\"", "echo 'is FINISHED, exiting' >&2");
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", spark.toString(),
            "PERENNIAL_SPARK_OPTIONS", "--files theirs.txt",
            "PERENNIAL_JAR", "hdfs:///job.jar");
    String standalone = cluster(environment, "spark://h:1", "--config", "shop one.yaml");
    assertThat(standalone)
        .contains("[hdfs:///job.jar][run][--config][" + folder + "/shop one.yaml]")
        .contains("--add-opens=java.base/java.nio=ALL-UNNAMED")
        .contains("[spark.standalone.submit.waitAppCompletion=true]")
        .doesNotContain("log4j2");
    assertThat(cluster(environment, "yarn", "--config=shop one.yaml"))
        .contains("[--files][theirs.txt," + folder + "/shop one.yaml]")
        .contains("[hdfs:///job.jar][run][--config=shop one.yaml]");
    assertThat(cluster(environment, "yarn", "--config", "./shop one.yaml", "--set", "a=b"))
        .contains("[run][--config][shop one.yaml][--set][a=b]");
    assertThat(cluster(environment, "k8s://h", "--config", "shop one.yaml"))
        .contains("[run][--config][shop one.yaml]")
        .doesNotContain(folder + "/shop one.yaml");
    assertThat(cluster(environment, "k8s://h", "--config", "/in/the/image.yaml"))
        .contains("[run][--config][/in/the/image.yaml]");
  }

  @Test
  void whoStopsWaitingIsToldThatTheDriverGoesOn() throws Exception {
    jar();
    Path spark =
        distribution("echo 'submitted as driver-20260101000000-0001' >&2", "exec sleep 60");
    Process process =
        start(
            Map.of("SPARK_HOME", spark.toString()),
            List.of(
                home.resolve("jobs/perennial").toString(),
                "run",
                "--master",
                "spark://h:1",
                "--deploy-mode",
                "cluster"));
    try (BufferedReader err = process.errorReader(UTF_8)) {
      assertThat(err.readLine()).contains("submitted as");
      process.toHandle().destroy();
      assertThat(err.readLine()).contains("driver-20260101000000-0001 goes on in the cluster");
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    }
  }

  @Test
  void anInstallationThatCannotBeWrittenToRunsAllTheSame() throws Exception {
    jar();
    Path target = home.resolve("target");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(target), "root may write anywhere, so this cannot be shown");
      assertThat(launch(Map.of(), "run").out()).contains("SparkSubmit", "perennial-job.jar][run]");
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void itWorksFromAnywhereAndThroughALink() throws Exception {
    jar();
    Path link =
        Files.createSymbolicLink(tools.resolve("perennial"), home.resolve("jobs/perennial"));
    Ended ended = end(start(Map.of(), List.of(link.toString(), "tables")));
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("PERENNIAL_HOME=" + home);
  }

  @Test
  void aMissingJarIsBuiltAndAStaleOneIsBuiltAgain() throws Exception {
    sources();
    assertThat(launch(Map.of(), "tables").exitCode()).isZero();
    assertThat(launch(Map.of(), "tables").exitCode()).isZero();
    assertThat(builds()).isEqualTo(1);
    Path jar = home.resolve("target/perennial-job.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2019-01-01T00:00:00Z")));
    assertThat(launch(Map.of(), "tables").exitCode()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aSourceFromTheFutureIsBuiltOncePerStart() throws Exception {
    sources();
    Files.setLastModifiedTime(
        home.resolve("src/main/A.java"), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    assertThat(launch(Map.of(), "tables").exitCode()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    sources();
    List<String> command = List.of(home.resolve("jobs/perennial").toString(), "tables");
    Process one = start(Map.of(), command);
    Process other = start(Map.of(), command);
    assertThat(end(one).exitCode()).isZero();
    assertThat(end(other).exitCode()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aBuildThatFailsShowsMavensErrors() throws Exception {
    sources();
    script(tools.resolve("mvn"), "echo '[ERROR] A.java is no Java'; exit 1");
    Ended ended = launch(Map.of(), "tables");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("[ERROR] A.java is no Java", "The build failed");
  }

  @Test
  void aBuildWithoutTheNetworkMayBeRetried() throws Exception {
    sources();
    script(tools.resolve("mvn"), "echo '[ERROR] Could not transfer artifact x'; exit 1");
    assertThat(launch(Map.of(), "tables").exitCode()).isEqualTo(5);
  }

  @Test
  void theModuleOptionsAreThoseOfTheBuild() throws IOException {
    String launcher = Files.readString(Path.of("jobs/perennial"));
    String pom = Files.readString(Path.of("pom.xml"));
    String options =
        pom.substring(pom.indexOf("<spark.java.options>") + "<spark.java.options>".length());
    assertThat(List.of(options.substring(0, options.indexOf('<')).split(" ")))
        .filteredOn(option -> !option.startsWith("--add-modules"))
        .hasSizeGreaterThan(10)
        .allSatisfy(option -> assertThat(launcher).contains("\n  " + option + "\n"));
  }

  private String cluster(Map<String, String> environment, String master, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--master", master, "--deploy-mode", "cluster"));
    all.add("run");
    all.addAll(List.of(arguments));
    return launch(environment, all.toArray(String[]::new)).out();
  }

  /** A Spark distribution whose spark-submit is a script. */
  private Path distribution(String... lines) throws IOException {
    Path spark = Files.createDirectories(folder.resolve("spark"));
    script(spark.resolve("bin/spark-submit"), lines);
    Files.createDirectories(spark.resolve("conf"));
    return spark;
  }

  private void jar() throws IOException {
    Files.writeString(home.resolve("target/perennial-job.jar"), "");
  }

  /** Sources to build from, and a Maven that makes the jar and counts how often. */
  private void sources() throws IOException {
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("src/main/A.java"), "");
    Files.writeString(home.resolve("pom.xml"), "");
    script(
        tools.resolve("mvn"),
        "echo build >> '" + folder + "/builds'",
        "touch '" + home + "/target/perennial-job.jar'");
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    for (String file : List.of("src/main/A.java", "src/main", "pom.xml")) {
      Files.setLastModifiedTime(home.resolve(file), FileTime.from(past));
    }
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private Path java(String version) throws IOException {
    Path directory = folder.resolve("java-" + version);
    script(
        directory.resolve("bin/java"),
        "printf '[%s]' \"$@\"",
        "printf '\\nPERENNIAL_HOME=%s\\n' \"$PERENNIAL_HOME\"");
    script(directory.resolve("bin/javac"), "exit 0");
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return directory;
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended launch(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("jobs/perennial").toString()));
    command.addAll(List.of(arguments));
    return end(start(environment, command));
  }

  private Process start(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PERENNIAL_"));
    builder.environment().remove("SPARK_HOME");
    List.of("SPARK_CONF_DIR", "SPARK_MASTER", "MASTER", "DEPLOY_MODE")
        .forEach(builder.environment()::remove);
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().merge("PATH", tools.toString(), (old, first) -> first + ":" + old);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    // What the scripts print fits into the pipes, so that reading one after the other cannot block.
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), out, err);
  }

  private record Ended(int exitCode, String out, String err) {}
}
