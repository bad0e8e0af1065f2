package io.perennial.run;

import static io.perennial.run.KilledRunProcess.APPEND_RUN;
import static io.perennial.run.KilledRunProcess.BEGIN;
import static io.perennial.run.KilledRunProcess.END;
import static io.perennial.run.KilledRunProcess.PUBLISH;
import static io.perennial.run.KilledRunProcess.RUN;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.run.KilledRunProcess.Shop;
import io.perennial.store.TableStore;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.JavaProcess;
import io.perennial.testing.SharedSpark;
import io.perennial.testing.SmallShop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that run the whole job are killed at random moments of it: while they read, compute,
 * publish each of the tables, and write down the run. The moments are drawn with a fixed seed, as
 * far as a clock allows. The two formats are met at the same time, each by a process of its own
 * that publishes two tables at a time.
 */
class KilledRunTest {
  private static final int SIGKILL = 128 + 9;
  private static final int LONGEST_LIFE_SECONDS = 400;
  private static final int LAST_WORDS = 2000;

  /**
   * Few tables of every kind of writing, and such as are cheap to plan: the moments are what
   * counts, and a process spends its life planning.
   */
  private static final List<TableContract> TABLES =
      List.of(
          PurchaseSummaryTable.CONTRACT,
          CustomerChurnTable.CONTRACT,
          InputReconciliationTable.CONTRACT,
          RejectedRowsTable.CONTRACT);

  /** The stages in which no table changes. */
  private static final List<String> OTHER_STAGES =
      List.of(
          "prepare the output",
          "read orders",
          "learn the windows",
          "sum the totals",
          "compute purchase_summary",
          "compute customer_churn",
          "compute rejected_rows",
          "read the headlines");

  private final Random random = new Random(20_111_209);

  @TempDir Path root;

  private Path configuration;
  private String classPath;

  /** The rows of each table after an undisturbed run, as sorted texts. */
  private final Map<Shop, Map<String, List<String>>> undisturbed = new EnumMap<>(Shop.class);

  /** How long each stage of an undisturbed run took, by format. */
  private final Map<OutputFormat, Map<String, Duration>> lengths =
      new EnumMap<>(OutputFormat.class);

  @Test
  void aKilledRunLeavesEveryTableAtOneCompleteVersionAndARerunMakesAllGood() throws Exception {
    writeShops();
    classPath = archivableClassPath();
    runUndisturbed();

    Map<OutputFormat, List<Aim>> aims = new EnumMap<>(OutputFormat.class);
    Map<OutputFormat, List<OutputFolder>> folders = new EnumMap<>(OutputFormat.class);
    for (OutputFormat format : OutputFormat.values()) {
      aims.put(format, aims());
      folders.put(format, new ArrayList<>());
    }
    Map<String, Integer> hits = new TreeMap<>();
    int kills = aims.get(OutputFormat.DELTA).size();
    for (int kill = 0; kill < kills; kill++) {
      List<Victim> victims = new ArrayList<>();
      try {
        for (OutputFormat format : OutputFormat.values()) {
          Aim aim = aims.get(format).get(kill);
          List<OutputFolder> ofFormat = folders.get(format);
          if (aim.first()) {
            ofFormat.add(new OutputFolder(format, root.resolve(format.label() + "-" + kill)));
          }
          victims.add(Victim.aimedAt(this, ofFormat.get(ofFormat.size() - 1), aim));
        }
        for (Victim victim : victims) {
          assertThat(victim.exitCode())
              .as("ended by SIGKILL, %s, which last said:\n%s", victim, victim.lastWords())
              .isEqualTo(SIGKILL);
        }
      } finally {
        victims.forEach(Victim::end);
      }
      for (Victim victim : victims) {
        String hit = victim.folder.follow(victim.lines);
        hits.merge(victim.folder.format.label() + ": " + hit, 1, Integer::sum);
        victim.folder.check(undisturbed, victim.toString());
      }
    }
    System.out.println("Where the kills hit:");
    hits.forEach((hit, times) -> System.out.println("  " + times + "  " + hit));
    assertThat(hits.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(20);
    for (OutputFormat format : OutputFormat.values()) {
      assertThat(
              hits.keySet().stream().filter(hit -> hit.startsWith(format.label() + ": " + PUBLISH)))
          .as("publications that were hit, in %s", format.label())
          .hasSizeGreaterThanOrEqualTo(3);
      for (OutputFolder folder : folders.get(format)) {
        folder.rerun(configuration);
        folder.check(undisturbed, "rerun of " + folder.path.getFileName());
        assertThat(folder.path.resolve("_preparing")).doesNotExist();
      }
    }
  }

  /**
   * A moment to kill a process at.
   *
   * @param first whether the process begins with an empty folder
   * @param runsBefore how many runs it may end before
   * @param stage the stage it is killed in
   * @param share how much of the stage's usual time passes before
   */
  private record Aim(boolean first, int runsBefore, String stage, double share) {}

  /** Ten moments, in the order in which they are met: each publication, and stages between. */
  private List<Aim> aims() {
    List<String> publications =
        new ArrayList<>(TABLES.stream().map(table -> PUBLISH + table.name()).toList());
    Collections.shuffle(publications, random);
    return List.of(
        aim(true, 0, APPEND_RUN),
        aim(false, 0, publications.get(0)),
        aim(false, 0, otherStage()),
        aim(true, 0, publications.get(1)),
        aim(false, 0, publications.get(2)),
        aim(false, 1, otherStage()),
        aim(true, 0, otherStage()),
        aim(false, 0, publications.get(3)),
        aim(false, 1, publications.get(0)),
        aim(false, 0, APPEND_RUN));
  }

  private Aim aim(boolean first, int runsBefore, String stage) {
    return new Aim(first, runsBefore, stage, random.nextDouble());
  }

  private String otherStage() {
    return OTHER_STAGES.get(random.nextInt(OTHER_STAGES.size()));
  }

  private void writeShops() throws IOException {
    configuration =
        SmallShop.in(
                root,
                "as_of_date: 2025-03-31",
                "cohorts: {granularities: [month]}",
                "retention: {granularities: [month], activity_window_days: 30}",
                "quality: {maximum_rejected_share: 0.5}")
            .configuration();
    for (Shop shop : Shop.values()) {
      int size = shop.size();
      List<String> orders = new ArrayList<>(List.of(SmallShop.HEADER));
      for (int number = 0; number < 40 * size; number++) {
        orders.add(
            "%s-%d,%s-%d,2025-%02d-%02d,%d.50"
                .formatted(
                    shop,
                    number,
                    shop,
                    number % (9 * size),
                    number % 3 + 1,
                    number % 28 + 1,
                    10 * size + number));
      }
      orders.add("%s-late,%s-0,never,1".formatted(shop, shop));
      Files.write(root.resolve(shop.fileName()), orders);
    }
  }

  /** The class path with its folders packed, since only jars go into an archive of classes. */
  private String archivableClassPath() {
    List<Path> entries = new ArrayList<>();
    for (Path entry : JavaProcess.classPath()) {
      if (!Files.isDirectory(entry)) {
        entries.add(entry);
        continue;
      }
      Path jar = root.resolve("packed-" + entries.size() + ".jar");
      int failed =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(
                  new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                  new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                  "--create",
                  "--file",
                  jar.toString(),
                  "-C",
                  entry.toString(),
                  ".");
      assertThat(failed).as("packing %s", entry).isZero();
      entries.add(jar);
    }
    return JavaProcess.joined(entries);
  }

  /**
   * Runs each shop once, in a process that is left alone; what it loaded speeds up the start of all
   * the others.
   */
  private void runUndisturbed() throws Exception {
    OutputFolder north = new OutputFolder(OutputFormat.DELTA, root.resolve("calm-delta"));
    OutputFolder south = new OutputFolder(OutputFormat.PARQUET, root.resolve("calm-parquet"));
    List<String> runs = new ArrayList<>(north.argumentsOfRun(Shop.NORTH));
    runs.addAll(south.argumentsOfRun(Shop.SOUTH));
    Victim process =
        new Victim(this, north, Optional.empty(), "-XX:ArchiveClassesAtExit=" + archive(), runs);
    try {
      assertThat(process.exitCode())
          .as("the undisturbed process, which last said:\n%s", process.lastWords())
          .isZero();
    } finally {
      process.end();
    }
    List<Spoken> lines = process.lines;
    int second = lines.stream().map(Spoken::text).toList().indexOf(RUN + Shop.SOUTH);
    lengths.put(north.format, lengths(lines.subList(0, second)));
    lengths.put(south.format, lengths(lines.subList(second, lines.size())));
    undisturbed.put(Shop.NORTH, texts(north.standingTables()));
    undisturbed.put(Shop.SOUTH, texts(south.standingTables()));
    for (TableContract table : TABLES) {
      assertThat(undisturbed.get(Shop.NORTH).get(table.name()))
          .as("rows of %s", table.name())
          .isNotEmpty()
          .doesNotContainAnyElementsOf(undisturbed.get(Shop.SOUTH).get(table.name()));
    }
  }

  private static Map<String, Duration> lengths(List<Spoken> lines) {
    Map<String, Duration> lengths = new HashMap<>();
    Map<String, Long> begun = new HashMap<>();
    for (Spoken line : lines) {
      if (line.text().startsWith(BEGIN)) {
        begun.put(line.text().substring(BEGIN.length()), line.nanos());
      } else if (line.text().startsWith(END)) {
        String stage = line.text().substring(END.length());
        lengths.put(stage, Duration.ofNanos(line.nanos() - begun.get(stage)));
      }
    }
    return lengths;
  }

  private Path archive() {
    return root.resolve("classes.jsa");
  }

  /** The rows of tables as sorted texts that tell everything of them. One action for all. */
  private static Map<String, List<String>> texts(Map<String, Dataset<Row>> tables) {
    Map<String, List<String>> texts = new HashMap<>();
    tables.entrySet().stream()
        .map(
            table ->
                table
                    .getValue()
                    .select(
                        lit(table.getKey()),
                        to_json(struct(col("*")), Map.of("ignoreNullFields", "false"))))
        .reduce(Dataset::union)
        .ifPresent(
            all ->
                all.as(Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
                    .collectAsList()
                    .forEach(
                        row ->
                            texts
                                .computeIfAbsent(row._1(), table -> new ArrayList<>())
                                .add(row._2())));
    texts.values().forEach(Collections::sort);
    return texts;
  }

  /** What a process said, and when. */
  private record Spoken(String text, long nanos) {}

  /** A folder of tables, and what must stand in it after all that was done to it. */
  private static final class OutputFolder {
    private final OutputFormat format;
    private final Path path;

    /** The shops whose rows each table may hold; none where it may be missing. */
    private final Map<String, Set<Optional<Shop>>> possible = new HashMap<>();

    private int runs;
    private boolean oneRunMore;
    private Optional<Shop> lastRun = Optional.empty();
    private Optional<Shop> running = Optional.empty();

    OutputFolder(OutputFormat format, Path path) {
      this.format = format;
      this.path = path;
      TABLES.forEach(table -> possible.put(table.name(), Set.of(Optional.empty())));
    }

    List<String> argumentsOfRun(Shop shop) {
      return List.of(path.toString(), format.name(), shop.name());
    }

    /** The shop whose rows a stage would change. */
    Shop nextShop(String stage) {
      String table =
          stage.startsWith(PUBLISH) ? stage.substring(PUBLISH.length()) : PurchaseSummaryTable.NAME;
      return possible.get(table).stream()
          .flatMap(Optional::stream)
          .findFirst()
          .map(Shop::other)
          .orElse(Shop.NORTH);
    }

    /** Takes over what a process said it did, and returns what it was at when it died. */
    String follow(List<Spoken> lines) {
      String last = "";
      Set<String> publishing = new LinkedHashSet<>();
      for (Spoken line : lines) {
        String text = line.text();
        last = text;
        if (text.startsWith(RUN)) {
          running = Optional.of(Shop.valueOf(text.substring(RUN.length())));
        } else if (text.startsWith(BEGIN + PUBLISH)) {
          Set<Optional<Shop>> either = new HashSet<>(possible.get(table(text)));
          either.add(running);
          possible.put(table(text), either);
          publishing.add(table(text));
        } else if (text.startsWith(END + PUBLISH)) {
          possible.put(table(text), Set.of(running));
          publishing.remove(table(text));
        } else if (text.equals(BEGIN + APPEND_RUN)) {
          oneRunMore = true;
        } else if (text.equals(END + APPEND_RUN)) {
          runIsWritten();
        }
      }
      if (!publishing.isEmpty()) {
        return publishing.stream().map(this::publication).collect(Collectors.joining(", beside "));
      }
      if (last.equals(BEGIN + APPEND_RUN)) {
        return APPEND_RUN + (runs == 0 ? ", creating" : "");
      }
      return last.startsWith(BEGIN) ? last.substring(BEGIN.length()) : "after " + last;
    }

    private String publication(String table) {
      boolean replaces = !possible.get(table).contains(Optional.<Shop>empty());
      return PUBLISH + table + (replaces ? ", replacing" : ", creating");
    }

    private static String table(String line) {
      return line.substring(line.indexOf(PUBLISH) + PUBLISH.length());
    }

    private void runIsWritten() {
      runs++;
      oneRunMore = false;
      lastRun = running;
    }

    /** Runs the job for the north's orders, in this process, from beginning to end. */
    void rerun(Path configuration) {
      running = Optional.of(Shop.NORTH);
      KilledRunProcess.run(
          SharedSpark.session(),
          KilledRunProcess.configuration(configuration, Shop.NORTH, path, format),
          RunListener.SILENT);
      TABLES.forEach(table -> possible.put(table.name(), Set.of(running)));
      runIsWritten();
    }

    /** Reads every table as its readers do, and those that belong together by the last run. */
    void check(Map<Shop, Map<String, List<String>>> undisturbed, String when) {
      Optional<Row> last = lastRun(when);
      Map<String, Dataset<Row>> read = new LinkedHashMap<>(standingTables());
      last.ifPresent(row -> read.putAll(tablesOf(row)));
      Map<String, List<String>> found = texts(read);
      for (TableContract table : TABLES) {
        Optional<Shop> shop = Optional.empty();
        if (read.containsKey(table.name())) {
          List<String> rows = found.getOrDefault(table.name(), List.of());
          shop =
              undisturbed.keySet().stream()
                  .filter(one -> undisturbed.get(one).get(table.name()).equals(rows))
                  .findFirst();
          assertThat(shop)
              .as("one shop's rows in %s, %s: %s", table.name(), when, rows)
              .isPresent();
        }
        assertThat(possible.get(table.name())).as("%s, %s", table.name(), when).contains(shop);
        possible.put(table.name(), Set.of(shop));
        last.ifPresent(
            row ->
                assertThat(found.get(ofLastRun(table.name())))
                    .as("%s of the last run, %s", table.name(), when)
                    .isEqualTo(undisturbed.get(lastRun.orElseThrow()).get(table.name())));
      }
    }

    /** The last line of run_history, which has as many as runs were written down. */
    private Optional<Row> lastRun(String when) {
      List<Row> rows =
          Files.exists(place(RunHistoryTable.CONTRACT))
              ? load(RunHistoryTable.CONTRACT)
                  .orderBy(col(RunHistoryTable.FINISHED_AT).desc())
                  .collectAsList()
              : List.of();
      assertThat(rows)
          .as("runs in run_history, %s", when)
          .hasSizeBetween(runs, oneRunMore ? runs + 1 : runs)
          .allSatisfy(
              row ->
                  assertThat(row.<String>getAs(RunHistoryTable.OUTCOME))
                      .isEqualTo(RunHistoryTable.SUCCEEDED));
      if (rows.size() > runs) {
        runIsWritten();
      }
      oneRunMore = false;
      return rows.stream().findFirst();
    }

    /** The tables by name that stand where a reader looks for them. */
    Map<String, Dataset<Row>> standingTables() {
      return TABLES.stream()
          .filter(table -> Files.exists(place(table)))
          .collect(Collectors.toMap(TableContract::name, this::load));
    }

    private Map<String, Dataset<Row>> tablesOf(Row run) {
      Map<String, String> versions =
          run.<String, String>getJavaMap(run.fieldIndex(RunHistoryTable.TABLE_VERSIONS));
      TableStore store =
          new TableStore(SharedSpark.session(), path.toString(), format, Optional.empty());
      return TABLES.stream()
          .collect(
              Collectors.toMap(
                  table -> ofLastRun(table.name()),
                  table -> store.readVersion(table, versions.get(table.name())).orElseThrow()));
    }

    private static String ofLastRun(String table) {
      return "last " + table;
    }

    private Path place(TableContract table) {
      return path.resolve(table.name());
    }

    private Dataset<Row> load(TableContract table) {
      return SharedSpark.session().read().format(format.label()).load(place(table).toString());
    }
  }

  /** A process of runs, what it says, and when it is killed. */
  private static final class Victim {
    private final OutputFolder folder;
    private final Optional<Aim> aim;
    private final Duration wait;
    private final Process process;
    private final Path log;
    private final Thread listener;
    private final List<Spoken> lines = new ArrayList<>();

    static Victim aimedAt(KilledRunTest test, OutputFolder folder, Aim aim) throws IOException {
      Shop shop = folder.nextShop(aim.stage());
      List<String> runs = new ArrayList<>(folder.argumentsOfRun(shop));
      for (int more = 0; more <= aim.runsBefore(); more++) {
        shop = shop.other();
        runs.addAll(folder.argumentsOfRun(shop));
      }
      return new Victim(
          test, folder, Optional.of(aim), "-XX:SharedArchiveFile=" + test.archive(), runs);
    }

    Victim(
        KilledRunTest test,
        OutputFolder folder,
        Optional<Aim> aim,
        String archiveOption,
        List<String> runs)
        throws IOException {
      this.folder = folder;
      this.aim = aim;
      this.wait =
          aim.map(
                  moment ->
                      Duration.ofNanos(
                          (long)
                              (test.lengths.get(folder.format).get(moment.stage()).toNanos()
                                  * moment.share())))
              .orElse(Duration.ZERO);
      List<String> command =
          JavaProcess.command(test.classPath, "-Xmx768m", "-Xshare:auto", archiveOption);
      command.addAll(List.of(KilledRunProcess.class.getName(), test.configuration.toString()));
      command.addAll(runs);
      this.log = Files.createTempFile(test.root, "process-", ".log");
      this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      this.listener = new Thread(this::listen);
      this.listener.setDaemon(true);
      this.listener.start();
    }

    /** Hears the process out, and kills it when its moment has come. */
    private void listen() {
      int runs = 0;
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          lines.add(new Spoken(line, System.nanoTime()));
          runs += line.startsWith(RUN) ? 1 : 0;
          boolean ripe = runs - 1 == aim.map(Aim::runsBefore).orElse(-1);
          if (ripe && line.equals(BEGIN + aim.map(Aim::stage).orElse(""))) {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            // Process.destroyForcibly would also close the pipe with what is not yet read in it.
            process.toHandle().destroyForcibly();
          }
        }
      } catch (IOException unheard) {
        throw new UncheckedIOException(unheard);
      } catch (InterruptedException nobodyWaits) {
        process.destroyForcibly();
      }
    }

    /** How the process ended, after all that it said was heard. */
    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS)).as(toString()).isTrue();
      listener.join();
      return process.exitValue();
    }

    /** The end of what the process logged. */
    String lastWords() throws IOException {
      String logged = Files.readString(log);
      return logged.substring(Math.max(0, logged.length() - LAST_WORDS));
    }

    void end() {
      process.destroyForcibly();
    }

    @Override
    public String toString() {
      return "%s, aimed at %s"
          .formatted(folder.path.getFileName(), aim.map(Aim::toString).orElse("nothing"));
    }
  }
}
