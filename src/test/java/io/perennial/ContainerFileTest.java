package io.perennial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image's description, held against the build and against what others say is in the image. No
 * image is built here: its files are laid out in a folder as the description says, and the launcher
 * is started there over a stand-in for the Spark that the image is made of.
 */
class ContainerFileTest {
  private static final Path DESCRIPTION = Path.of("jobs/container/Containerfile");
  private static final String JAR = "target/perennial-job.jar";
  private static final String INSTALLATION = "/opt/perennial/";

  @TempDir private Path folder;

  @Test
  void itStandsOnTheSparkScalaAndJavaOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(Files.readString(DESCRIPTION))
        .contains(
            "ARG SPARK_IMAGE=docker.io/apache/spark:%s-scala%s-java%s-ubuntu\nFROM ${SPARK_IMAGE}\n"
                .formatted(
                    element(pom, "spark.version"),
                    element(pom, "scala.binary.version"),
                    element(pom, "maven.compiler.release")));
  }

  @Test
  void whatItCopiesIsThereOnceTheJarIsBuiltAndNothingElseIsSentToTheBuilder() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom)
        .contains("<outputFile>${project.build.directory}/perennial-job.jar</outputFile>");
    assertThat(copied().keySet())
        .contains(JAR)
        .allSatisfy(
            source -> {
              if (!source.equals(JAR)) {
                assertThat(Path.of(source)).exists();
              }
            });
    List<String> sent =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(sent.get(0)).isEqualTo("*");
    assertThat(sent.subList(1, sent.size()))
        .containsExactlyInAnyOrderElementsOf(
            copied().keySet().stream().map(source -> "!" + withoutSlash(source)).toList());
  }

  @Test
  void everyPathInTheImageThatIsNamedElsewhereIsCopiedThere() throws IOException {
    Path image = layOut();
    for (String file :
        List.of("conf/environments/kubernetes.conf", "src/site/markdown/operations.md")) {
      List<String> named =
          Pattern.compile(INSTALLATION + "[\\w./-]*\\w")
              .matcher(Files.readString(Path.of(file)))
              .results()
              .map(MatchResult::group)
              .distinct()
              .toList();
      assertThat(named).as(file).isNotEmpty();
      assertThat(named).as(file).allSatisfy(path -> assertThat(within(image, path)).exists());
    }
  }

  @Test
  void itRunsAsAUserWhomKubernetesCanSeeIsNotRoot() throws IOException {
    List<String> users =
        Files.readAllLines(DESCRIPTION).stream().filter(line -> line.startsWith("USER ")).toList();
    assertThat(users.get(users.size() - 1)).matches("USER [1-9][0-9]*");
  }

  /**
   * As in a pod: no sources to build, none of this build's settings, the distribution's
   * spark-submit.
   */
  @Test
  void theLauncherOfTheImageHandsAQueryToItsSpark() throws Exception {
    Path image = layOut();
    Path submit = folder.resolve("spark/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/bin/sh\nprintf '[%s]' \"$@\"\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder =
        new ProcessBuilder(
                within(image, INSTALLATION + "jobs/perennial").toString(),
                "sql",
                "--config",
                "/etc/perennial/shop.yaml",
                "SELECT 1 AS one FROM run_history")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(PERENNIAL|SPARK)_.*|MASTER|DEPLOY_MODE"));
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("[--class][io.perennial.cli.Perennial]")
        .endsWith(
            "[%s][sql][--config][/etc/perennial/shop.yaml][SELECT 1 AS one FROM run_history]"
                .formatted(within(image, INSTALLATION + JAR)));
  }

  /** The sources and where in the image they go. */
  private static Map<String, String> copied() throws IOException {
    Matcher lines =
        Pattern.compile("(?m)^COPY (\\S+) (\\S+)$").matcher(Files.readString(DESCRIPTION));
    Map<String, String> copied = new LinkedHashMap<>();
    while (lines.find()) {
      copied.put(lines.group(1), lines.group(2));
    }
    return copied;
  }

  /** The image's own files in a folder; in the jar's place an empty file. */
  private Path layOut() throws IOException {
    Path image = Files.createDirectories(folder.resolve("image"));
    for (Map.Entry<String, String> copy : copied().entrySet()) {
      Path from = Path.of(copy.getKey());
      Path to = within(image, copy.getValue());
      Files.createDirectories(to.getParent());
      if (copy.getKey().equals(JAR)) {
        Files.createFile(to);
      } else {
        try (Stream<Path> files = Files.walk(from)) {
          for (Path file : files.toList()) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
          }
        }
      }
    }
    return image;
  }

  private static Path within(Path image, String path) {
    return image.resolve(path.substring(1));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String element(String pom, String name) {
    Matcher found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(pom);
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }
}
