package io.perennial.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.testing.Datasets;
import io.perennial.testing.SharedSpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that publish tables are killed in the middle of it. The moments are random with a fixed
 * seed, as far as a clock allows.
 */
class KilledPublicationTest {
  private static final int ROUNDS = 10;
  private static final int LONGEST_WAIT_MILLIS = 1200;
  private static final int LONGEST_START_SECONDS = 240;

  @TempDir Path root;

  @Test
  void aKilledProcessLeavesEveryTableAtOneCompleteVersionAndARerunMakesItGood() throws Exception {
    Random random = new Random(20_111_209);
    Map<OutputFormat, Integer> nextFolder = new HashMap<>();
    int killed = 0;
    int killedInPublication = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // In every other round the process begins by replacing what the killed one left.
      boolean goesOn = round % 2 == 1;
      List<Victim> victims = new ArrayList<>();
      try {
        for (OutputFormat format : OutputFormat.values()) {
          int next = nextFolder.getOrDefault(format, 0);
          victims.add(
              goesOn
                  ? new Victim(format, next - 1, PublishingProcess.RUNS_PER_FOLDER + round)
                  : new Victim(format, next, 1));
        }
        for (Victim victim : victims) {
          victim.killAfter(random.nextInt(LONGEST_WAIT_MILLIS), goesOn);
        }
      } finally {
        victims.forEach(Victim::end);
      }
      for (Victim victim : victims) {
        killed++;
        killedInPublication += victim.inPublication() ? 1 : 0;
        victim.checkTables();
        nextFolder.put(victim.format, victim.lastFolder() + 1);
      }
    }
    assertThat(killed).isEqualTo(2 * ROUNDS);
    assertThat(killedInPublication).isGreaterThan(killed / 2);
    for (OutputFormat format : OutputFormat.values()) {
      assertRerunEqualsUndisturbedRun(format, nextFolder.get(format) - 1);
    }
  }

  private void assertRerunEqualsUndisturbedRun(OutputFormat format, int folder) {
    Path disturbed = root.resolve(format.label());
    Path calm = root.resolve("calm-" + format.label());
    TableStore rerun = PublishingProcess.store(disturbed, folder, format);
    rerun.recover();
    assertThat(PublishingProcess.folder(disturbed, folder).resolve("_preparing")).doesNotExist();
    TableStore undisturbed = PublishingProcess.store(calm, 0, format);
    PublishingProcess.publish(rerun, folder, 77);
    PublishingProcess.publish(undisturbed, 0, 77);
    for (TableContract table : PublishingProcess.TABLES) {
      Datasets.assertSameRows(
          undisturbed.read(table).orElseThrow(), rerun.read(table).orElseThrow());
    }
  }

  /** A publishing process, what it said, and what its tables must be. */
  private final class Victim {
    private final OutputFormat format;
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Thread listener;
    private final List<String> lines = new ArrayList<>();

    /** The tables that stood when the process began. */
    private final Set<Path> standing = new HashSet<>();

    Victim(OutputFormat format, int firstFolder, int firstRun) throws IOException {
      this.format = format;
      for (TableContract table : PublishingProcess.TABLES) {
        if (Files.exists(place(firstFolder, table))) {
          standing.add(place(firstFolder, table));
        }
      }
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-"))
          .forEach(command::add);
      command.addAll(
          List.of(
              "-Xmx512m",
              "-Xshare:auto",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Djdk.reflect.useDirectMethodHandle=false",
              "-Duser.timezone=UTC",
              "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
              "-cp",
              System.getProperty("java.class.path"),
              PublishingProcess.class.getName(),
              root.resolve(format.label()).toString(),
              format.name(),
              Integer.toString(firstFolder),
              Integer.toString(firstRun)));
      Path log = root.resolve(format.label() + "-" + firstFolder + "-" + firstRun + ".log");
      this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      this.listener = new Thread(this::listen);
      this.listener.setDaemon(true);
      this.listener.start();
    }

    private void listen() {
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        output.lines().forEach(said::add);
      } catch (IOException | java.io.UncheckedIOException ended) {
        // The process is dead, as it was meant to be.
        return;
      }
    }

    /**
     * Kills the process some time after it begins to publish.
     *
     * @param warm whether to let one publication pass first, so that the next ones are met too
     */
    void killAfter(int millis, boolean warm) throws InterruptedException {
      await(PublishingProcess.BEGIN);
      if (warm) {
        await(PublishingProcess.DONE);
      }
      TimeUnit.MILLISECONDS.sleep(millis);
      process.destroyForcibly();
      assertThat(process.waitFor()).as("ended by SIGKILL").isEqualTo(128 + 9);
      listener.join();
      said.drainTo(lines);
    }

    private void await(String word) throws InterruptedException {
      String line;
      do {
        line = said.poll(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        assertThat(line).as("what the process says, alive: %s", process.isAlive()).isNotNull();
        lines.add(line);
      } while (!line.startsWith(word));
    }

    void end() {
      process.destroyForcibly();
    }

    boolean inPublication() {
      return lines.get(lines.size() - 1).startsWith(PublishingProcess.BEGIN);
    }

    int lastFolder() {
      return lines.stream()
          .mapToInt(line -> Integer.parseInt(line.split(" ")[1]))
          .max()
          .orElseThrow();
    }

    /**
     * Every table is missing, where it was never done, or complete, from the last run or the one
     * begun.
     */
    void checkTables() {
      Map<String, Integer> done = new HashMap<>();
      Map<String, Integer> begun = new HashMap<>();
      TreeSet<Integer> folders = new TreeSet<>();
      for (String line : lines) {
        String[] words = line.split(" ");
        folders.add(Integer.valueOf(words[1]));
        String table = words[1] + " " + words[3];
        (words[0].equals(PublishingProcess.DONE) ? done : begun)
            .put(table, Integer.valueOf(words[2]));
      }
      for (int folder : folders) {
        for (TableContract table : PublishingProcess.TABLES) {
          String key = folder + " " + table.name();
          checkTable(place(folder, table), done.get(key), begun.get(key));
        }
      }
    }

    private Path place(int folder, TableContract table) {
      return PublishingProcess.folder(root.resolve(format.label()), folder).resolve(table.name());
    }

    private void checkTable(Path place, Integer done, Integer begun) {
      boolean stoodBefore = standing.contains(place);
      if (!Files.exists(place)) {
        assertThat(done).as("a table that was published is there: %s", place).isNull();
        assertThat(stoodBefore).as("a table that stood still stands: %s", place).isFalse();
        return;
      }
      Row found =
          SharedSpark.session()
              .read()
              .format(format.label())
              .load(place.toString())
              .agg(
                  functions.count(col("id")),
                  count_distinct(col("id")),
                  min(col("run")),
                  max(col("run")))
              .first();
      assertThat(found.getLong(0)).as("rows of %s", place).isEqualTo(PublishingProcess.ROWS);
      assertThat(found.getLong(1)).as("ids of %s", place).isEqualTo(PublishingProcess.ROWS);
      assertThat(found.getInt(2)).as("one run's rows in %s", place).isEqualTo(found.getInt(3));
      if (begun != null) {
        int least = done != null ? done : stoodBefore ? 1 : begun;
        assertThat(found.getInt(2)).as("run of %s", place).isBetween(least, begun);
      }
    }
  }
}
