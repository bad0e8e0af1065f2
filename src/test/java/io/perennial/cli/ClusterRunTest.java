package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.run.OutputCatalog;
import io.perennial.run.RetentionJob;
import io.perennial.run.RunListener;
import io.perennial.run.RunReport;
import io.perennial.run.RunRequest;
import io.perennial.sample.SampleCompany;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.JavaProcess;
import io.perennial.testing.SharedSpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job on a standalone cluster: a master and two workers in processes of their own, made of the
 * same jars, to which the command line is submitted. In the middle of the run one worker dies with
 * its executor and all that was kept there.
 */
class ClusterRunTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CUSTOMERS = 150;
  private static final long SEED = 7;
  private static final int STARTED_WITHIN_SECONDS = 60;
  private static final int DONE_WITHIN_SECONDS = 480;
  private static final int LAST_WORDS = 4000;

  /** A run with every table compiles more code than Java reserves room for without the second. */
  private static final List<String> BRIEF =
      List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m", "-XX:+UseSerialGC");

  /** What two runs of the same cannot share. */
  private static final List<String> TIMES =
      List.of(
          RunHistoryTable.ATTEMPT_STARTED_AT,
          RunHistoryTable.FINISHED_AT,
          RunHistoryTable.STAGE_SECONDS,
          RunHistoryTable.SECONDS);

  /**
   * By then the orders are read and kept, the models are fitted, a dozen tables are computed and
   * kept, the others are not, and none is published.
   */
  private static final String TURN = "stage=\"compute revenue_concentration\"";

  @TempDir private Path root;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void twoWorkersOfWhomOneDiesGiveTheTablesOfOneProcess() throws Exception {
    SampleCompany.write(root.resolve("input"), CUSTOMERS, SEED);
    Path home = sparkHome();
    int port = freePort();
    String master = "spark://" + LOOPBACK + ":" + port;
    start(
        "master",
        home,
        List.of(
            "org.apache.spark.deploy.master.Master",
            "--host",
            LOOPBACK,
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0"));
    awaitPort(port);
    Process doomed = worker("first-worker", home, master);
    worker("second-worker", home, master);

    AtomicBoolean killed = new AtomicBoolean();
    Process driver = start("driver", home, submission(master));
    List<String> said = new ArrayList<>();
    try (BufferedReader output = driver.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
        if (line.contains(TURN)) {
          // Its executor first, which would otherwise have time to say goodbye.
          assertThat(doomed.descendants()).as("executors of the worker that dies").isNotEmpty();
          doomed.descendants().forEach(ProcessHandle::destroyForcibly);
          doomed.destroyForcibly();
          killed.set(true);
        }
      }
    }
    assertThat(driver.waitFor(DONE_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.exitValue()).as("%s\n%s", lastOf(said), logged("driver")).isZero();
    assertThat(killed).as("the run came to its turn:\n%s", lastOf(said)).isTrue();

    RunReport local =
        new RetentionJob(
                SharedSpark.session(),
                new RunRequest(configuration("local"), List.of()),
                RunListener.SILENT)
            .run();
    assertThat(local.tables().stream().map(RunReport.TableReport::name))
        .as("every table but the history of runs, which is no table of the report")
        .containsExactlyInAnyOrderElementsOf(
            OutputCatalog.ALL.stream()
                .map(TableContract::name)
                .filter(name -> !name.equals(RunHistoryTable.NAME))
                .toList());
    SoftAssertions.assertSoftly(
        softly -> {
          for (RunReport.TableReport table : local.tables()) {
            softly
                .assertThatCode(() -> assertSame(table.name(), List.of()))
                .as(table.name())
                .doesNotThrowAnyException();
          }
          softly
              .assertThatCode(() -> assertSame(RunHistoryTable.NAME, TIMES))
              .as(RunHistoryTable.NAME)
              .doesNotThrowAnyException();
        });
  }

  /** The same rows in both outputs, to the last digit, apart from some columns. */
  private void assertSame(String table, List<String> apartFrom) {
    String[] apart = apartFrom.toArray(String[]::new);
    Datasets.assertNearlySameRows(
        SharedSpark.session().read().parquet(root + "/local/" + table).drop(apart),
        SharedSpark.session().read().parquet(root + "/cluster/" + table).drop(apart),
        0);
  }

  /** The demo's configuration on a smaller company. */
  private List<String> overrides(String output) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "output.path=" + root.resolve(output),
                "output.format=parquet",
                "report.enabled=false",
                "lifetime_value.model=mbg_nbd"));
    for (String input : SampleCompany.INPUTS) {
      overrides.add("inputs." + input + ".path=" + root.resolve("input").resolve(input + ".csv"));
    }
    return overrides;
  }

  private Configuration configuration(String output) {
    return ConfigurationReader.read(
        Path.of("conf", "demo.yaml"), overrides(output), Optional.empty(), Map.of());
  }

  private List<String> submission(String master) {
    String classes =
        JavaProcess.joined(JavaProcess.classPath().stream().filter(Files::isDirectory).toList());
    List<String> command =
        new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    List<String> settings =
        List.of(
            "spark.executor.extraClassPath=" + classes,
            "spark.executor.memory=1g",
            // An executor here lives for minutes, as the driver does.
            "spark.executor.extraJavaOptions=" + String.join(" ", BRIEF),
            "spark.driver.host=" + LOOPBACK,
            "spark.driver.bindAddress=" + LOOPBACK,
            "spark.ui.enabled=false",
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.sql.shuffle.partitions=2",
            "spark.sql.adaptive.enabled=false",
            "spark.scheduler.minRegisteredResourcesRatio=1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime=60s",
            "spark.cores.max=2");
    settings.forEach(setting -> command.addAll(List.of("--conf", setting)));
    command.addAll(
        List.of(
            "--class",
            "io.perennial.cli.Perennial",
            "spark-internal",
            "run",
            "--config",
            Path.of("conf", "demo.yaml").toAbsolutePath().toString()));
    overrides("cluster").forEach(override -> command.addAll(List.of("--set", override)));
    return command;
  }

  private Process worker(String name, Path home, String master) throws IOException {
    return start(
        name,
        home,
        List.of(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            LOOPBACK,
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            root.resolve(name).toString(),
            master));
  }

  /** A Java process of this one's class path; what it logs goes to a file named after it. */
  private Process start(String name, Path home, List<String> main) throws IOException {
    List<String> command =
        JavaProcess.command(
            JavaProcess.joined(JavaProcess.classPath()),
            Stream.concat(BRIEF.stream(), Stream.of(name.equals("driver") ? "-Xmx2g" : "-Xmx512m"))
                .toArray(String[]::new));
    command.addAll(main);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(root.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                home.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                LOOPBACK,
                "SPARK_LOCAL_DIRS",
                root.resolve("scratch").toString()));
    if (!name.equals("driver")) {
      builder.redirectOutput(root.resolve(name + ".out").toFile());
    } else {
      builder.redirectErrorStream(true);
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** A folder with what a worker takes from an installation of Spark: the jars. */
  private Path sparkHome() throws IOException {
    Path home = root.resolve("spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (Path jar : JavaProcess.classPath()) {
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return home;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(int port) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTED_WITHIN_SECONDS);
    while (System.nanoTime() < until) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    throw new AssertionError("the master does not answer: " + logged("master"));
  }

  private String logged(String name) {
    Path log = root.resolve(name + ".log");
    try {
      String text = Files.exists(log) ? Files.readString(log) : "";
      return text.substring(Math.max(0, text.length() - LAST_WORDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lastOf(List<String> said) {
    String text = String.join("\n", said);
    return text.substring(Math.max(0, text.length() - LAST_WORDS));
  }
}
