package io.perennial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
        .contains("[--conf][spark.sql.adaptive.enabled=true]")
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
        .contains("spark.sql.adaptive.enabled=true", "[check][--config][x.yaml]")
        .doesNotContain("spark.serializer");
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
    builder.environment().remove("SPARK_CONF_DIR");
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
