package io.perennial.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.config.SourceColumn;
import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.testing.RowsScanned;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCopiesTest {
  /** More of them with {@code -Dperennial.nights.sequences=200}: each costs ten seconds or so. */
  private static final int SEQUENCES = Integer.getInteger("perennial.nights.sequences", 2);

  private static final String HEADER = "id,customer,at,amount\n";

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path folder;

  private Path source;
  private Path kept;
  private long clock;

  @BeforeEach
  void places() throws IOException {
    source = Files.createDirectory(folder.resolve("orders"));
    kept = folder.resolve("copies");
    clock = 1_700_000_000_000L;
  }

  /** Writes a file at a moment later than all before it. */
  private void write(String name, String text) {
    try {
      Path file = source.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      clock += 1_000;
      Files.setLastModifiedTime(file, FileTime.fromMillis(clock));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputTable csv() {
    return Inputs.orders(InputFormat.CSV, source).options(Map.of("header", "true")).table();
  }

  private SourceCopies copies() {
    return new SourceCopies(spark, kept.toString(), 24, NOW);
  }

  /** Every column of the mapped rows, with what stands beside them, as text. */
  private List<String> rows(InputTable table, Optional<SourceCopies> copies) {
    return new InputReader(spark, copies)
        .read(table).rows().collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private void assertSameAsTheSource(InputTable table, SourceCopies copies) {
    assertThat(copies.opened(table)).isPresent();
    assertThat(rows(table, Optional.of(copies))).isEqualTo(rows(table, Optional.empty()));
  }

  private CopyReport refreshed(InputTable table) {
    SourceCopies copies = copies();
    CopyReport report = copies.refresh(table);
    assertSameAsTheSource(table, copies);
    return report;
  }

  @Test
  void onlyNewFilesAreReadAndThoseGoneLeaveTheCopy() {
    write("2024 01.csv", HEADER + "o1,c1,2024-01-02,1.50\no2,c2,2024-01-03,oops\no3,c3\n");
    write("2024%02é.csv", HEADER + "o4,c1,2024-02-02,2.50\n");
    write("nothing.csv", HEADER);
    assertThat(refreshed(csv()).sentence())
        .isEqualTo("4 rows of 3 files read, all there are: there was no copy of it.");

    write("2024-03's \"new\".csv", HEADER + "o5,c2,2024-03-02,3.50\no6,,2024-03-03,4.50\n");
    SourceCopies copies = copies();
    try (RowsScanned scanned = new RowsScanned(spark.sparkContext())) {
      assertThat(copies.refresh(csv()).rowsRead()).hasValue(2);
      assertThat(scanned.rows("csv", "orders")).isEqualTo(2);
    }
    assertSameAsTheSource(csv(), copies);
    try (RowsScanned scanned = new RowsScanned(spark.sparkContext())) {
      assertThat(rows(csv(), Optional.of(copies))).hasSize(6);
      assertThat(scanned.rows("csv", "orders")).isZero();
    }

    // Of the same length as before: the time alone tells.
    write("2024%02é.csv", HEADER + "o4,c1,2024-02-02,9.50\n");
    source.resolve("2024 01.csv").toFile().delete();
    assertThat(refreshed(csv()).sentence())
        .isEqualTo(
            "1 rows of 1 file read that are new or written anew; 2 files gone or written anew; 3"
                + " files in all.");
    assertThat(refreshed(csv()).rowsRead()).hasValue(0);
  }

  @Test
  void foldersWithValuesCompressedFilesJsonAndTextAreCopiedToo() throws IOException {
    write("country=FR/a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    write("country=DE/a.csv", HEADER + "o2,c2,2024-01-02,1.50\n");
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(source.resolve("country=DE/b.csv.gz")))) {
      out.write((HEADER + "o3,c2,2024-01-02,2.50\n").getBytes(StandardCharsets.UTF_8));
    }
    InputTable sliced = new Inputs(csv()).attributes(Map.of("country", "country")).table();
    refreshed(sliced);
    write("country=IT/c.csv", HEADER + "o4,c4,2024-01-02,4.50\n");
    assertThat(refreshed(sliced).rowsRead()).hasValue(1);

    Path lines = Files.createDirectory(folder.resolve("lines"));
    Files.writeString(
        lines.resolve("a.json"),
        "{\"customer\":\"c1\",\"at\":\"2024-01-02\",\"amount\":1.5,\"it em\":{\"a b\":[1,2]}}\n{oops\n");
    InputTable json =
        Inputs.orders(InputFormat.JSON, lines)
            .columns(
                new SourceColumn("customer", "string"),
                new SourceColumn("at", "timestamp"),
                new SourceColumn("amount", "decimal(12,2)"),
                new SourceColumn("it em", "struct<`a b`: array<int>>"))
            .table();
    refreshed(json);
    Files.writeString(lines.resolve("b.json"), "{\"customer\":\"c2\",\"amount\":\"x\"}\n");
    assertThat(refreshed(json).rowsRead()).hasValue(1);

    Path texts = Files.createDirectory(folder.resolve("texts"));
    Files.write(texts.resolve("a.txt"), new byte[] {'c', '1', ' ', '2', (byte) 0xff, '\n'});
    InputTable text =
        Inputs.orders(InputFormat.TEXT, texts)
            .mapping(
                Map.of(
                    "customer_id", "split(value, ' ')[0]",
                    "ordered_at", "date'2024-01-02'",
                    "amount", "split(value, ' ')[1]"))
            .table();
    kept = folder.resolve("copies of texts");
    refreshed(text);
    Files.writeString(texts.resolve("b.txt"), "c2 3.50\n");
    assertThat(refreshed(text).rowsRead()).hasValue(1);
  }

  @Test
  void aChangedMappingReadsNothingAgainAndAChangedReaderEverything() {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    refreshed(csv());
    InputTable mapped =
        new Inputs(csv())
            .mapping(Map.of("customer_id", "upper(id)", "ordered_at", "at", "amount", "amount"))
            .where("amount > '1'")
            .table();
    assertThat(refreshed(mapped).rowsRead()).hasValue(0);
    InputTable other =
        new Inputs(csv()).options(Map.of("header", "true", "nullValue", "o1")).table();
    assertThat(refreshed(other).sentence())
        .endsWith("the configuration of its options is not that of the copy.");
    write("b.csv", "id,customer,at,amount,note\no1,c1,2024-01-02,1.50,x\n");
    source.resolve("a.csv").toFile().delete();
    assertThat(refreshed(other).sentence())
        .endsWith("the configuration of its columns is not that of the copy.");
  }

  @Test
  void passwordsMayChangeAndStandNowhere() {
    InputTable first =
        Inputs.orders(InputFormat.JDBC, "")
            .options(Map.of("url", "jdbc:x:y?password=one&a=b", "password", "one", "user", "me"))
            .table();
    InputTable second =
        Inputs.orders(InputFormat.JDBC, "")
            .options(Map.of("url", "jdbc:x:y?password=two&a=b", "password", "two", "user", "me"))
            .table();
    var columns = spark.range(1).schema();
    assertThat(CopyIdentity.of(first, columns, "UTC"))
        .isEqualTo(CopyIdentity.of(second, columns, "UTC"));
    assertThat(CopyIdentity.of(first, columns, "UTC").difference(Map.of()))
        .contains("the copy of it was not finished");
    assertThat(CopyIdentity.of(first, columns, "Europe/Paris"))
        .isNotEqualTo(CopyIdentity.of(second, columns, "UTC"));
  }

  @Test
  void whatCannotBeToldApartIsReadWhereItIs() {
    SourceCopies copies = copies();
    InputTable parquet = Inputs.orders(InputFormat.PARQUET, source).table();
    assertThat(copies.refresh(parquet).rowsRead()).isEmpty();
    assertThat(copies.opened(parquet)).isEmpty();
    InputTable table = Inputs.orders(InputFormat.TABLE, "").tableName("t").table();
    assertThat(copies.refresh(table).sentence()).contains("without updated_at and key");
    assertThat(copies.opened(table)).isEmpty();
    assertThat(kept).doesNotExist();
  }

  @Test
  void aSourceOrACopyThatFailsNamesItself() throws IOException {
    InputTable missing = Inputs.orders(InputFormat.CSV, folder.resolve("nowhere")).table();
    assertThatThrownBy(() -> copies().refresh(missing))
        .isInstanceOfSatisfying(
            PerennialException.class,
            error -> assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT));
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    Files.createDirectories(kept);
    Files.writeString(kept.resolve("orders.copy"), "a file where the copy's folder belongs");
    assertThatThrownBy(() -> copies().refresh(csv()))
        .isInstanceOf(PerennialException.class)
        .hasMessageContaining("The copy of orders at " + kept);
    Files.delete(kept.resolve("orders.copy"));
    spark.range(3).write().format("delta").save(kept.resolve("orders.copy").toString());
    assertThatThrownBy(() -> copies().refresh(csv()))
        .hasMessageContaining("did not make as a copy and will not replace");
    assertThat(spark.read().format("delta").load(kept.resolve("orders.copy").toString()).count())
        .isEqualTo(3);
  }

  @Test
  void whatAKilledProcessLeftIsWrittenOverAndWhatSomebodyLeftIsNot() throws IOException {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    String place = kept.resolve("orders.copy").toString();
    spark.range(3).write().parquet(place);
    assertThatThrownBy(() -> copies().refresh(csv()))
        .hasMessageContaining("did not make as a copy and will not replace");
    assertThat(spark.read().parquet(place).count()).isEqualTo(3);
    spark.range(3).write().mode("overwrite").parquet(place);
    // Delta's log begins with the first commit; a process killed before it leaves files alone.
    Files.createFile(kept.resolve("orders.copy/_perennial_copy"));
    SourceCopies copies = copies();
    assertThat(copies.refresh(csv()).rowsRead()).hasValue(1);
    assertSameAsTheSource(csv(), copies);
    assertThat(copies().refresh(csv()).rowsRead()).hasValue(0);
  }

  /** Copies of which another process is at work once, when this one has seen what is new. */
  private SourceCopies beside(Runnable other) {
    AtomicBoolean over = new AtomicBoolean();
    return new SourceCopies(
        spark,
        kept.toString(),
        24,
        NOW,
        () -> {
          if (!over.getAndSet(true)) {
            other.run();
          }
        });
  }

  @Test
  void filesThatOnlyAnotherProcessSawAreNotTakenForOnesOwn() {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    refreshed(csv());
    write("b.csv", HEADER + "o2,c1,2024-01-03,1.50\n");
    List<String> seen = rows(csv(), Optional.empty());
    SourceCopies copies =
        beside(
            () -> {
              write("c.csv", HEADER + "o3,c1,2024-01-04,1.50\n");
              copies().refresh(csv());
            });
    assertThat(copies.refresh(csv()).sentence()).contains("another process");
    assertThat(rows(csv(), Optional.of(copies))).isEqualTo(seen);
    assertThat(refreshed(csv()).rowsRead()).hasValue(1);
  }

  @Test
  void filesThatAnotherProcessSawWrittenAnewAreNotTakenForTheEarlierOnes() {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    write("b.csv", HEADER + "o2,c1,2024-01-03,1.50\n");
    refreshed(csv());
    assertThat(source.resolve("a.csv").toFile().delete()).isTrue();
    SourceCopies copies =
        beside(
            () -> {
              write("b.csv", HEADER + "o2,c1,2024-01-03,9.50\n");
              copies().refresh(csv());
            });
    assertThat(copies.refresh(csv()).sentence()).contains("another process");
    assertSameAsTheSource(csv(), copies);
    refreshed(csv());
  }

  @Test
  void whatTwoProcessesFindNewStandsInTheCopyOnce() {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    refreshed(csv());
    write("b.csv", HEADER + "o2,c1,2024-01-03,1.50\n");
    SourceCopies copies = beside(() -> copies().refresh(csv()));
    assertThat(copies.refresh(csv()).rowsRead()).hasValue(1);
    assertSameAsTheSource(csv(), copies);
    assertThat(refreshed(csv()).rowsRead()).hasValue(0);
  }

  @Test
  void twoProcessesAtTheSameMomentBothComeToTheSource() throws Exception {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    write("b.csv", HEADER + "o2,c1,2024-01-03,1.50\n");
    refreshed(csv());
    assertThat(source.resolve("a.csv").toFile().delete()).isTrue();
    write("c.csv", HEADER + "o3,c1,2024-01-04,1.50\n");
    CyclicBarrier bothHaveSeenWhatIsNew = new CyclicBarrier(2);
    Runnable meeting =
        () -> {
          try {
            bothHaveSeenWhatIsNew.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException(alone);
          }
        };
    List<SourceCopies> both = List.of(beside(meeting), beside(meeting));
    ExecutorService threads = Executors.newFixedThreadPool(both.size());
    try {
      List<Future<CopyReport>> reports =
          both.stream().map(copies -> threads.submit(() -> copies.refresh(csv()))).toList();
      for (Future<CopyReport> report : reports) {
        report.get(2, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    both.forEach(copies -> assertSameAsTheSource(csv(), copies));
    assertThat(refreshed(csv()).rowsRead()).hasValue(0);
  }

  @Test
  void aCopyThatAnotherConfigurationTookIsMadeAnew() {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    refreshed(csv());
    write("b.csv", HEADER + "o2,c1,2024-01-03,1.50\n");
    InputTable other =
        new Inputs(csv()).options(Map.of("header", "true", "nullValue", "o1")).table();
    SourceCopies copies = beside(() -> copies().refresh(other));
    assertThat(copies.refresh(csv()).sentence()).contains("another process");
    assertSameAsTheSource(csv(), copies);
  }

  @Test
  void aDamagedCopyIsNotToldAsADamagedSource() throws IOException {
    write("a.csv", HEADER + "o1,c1,2024-01-02,1.50\n");
    SourceCopies copies = copies();
    copies.refresh(csv());
    try (Stream<Path> files = Files.walk(kept.resolve("orders.copy"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    InputReader reader = new InputReader(spark, Optional.of(copies));
    Exception failure =
        catchThrowableOfType(Exception.class, () -> reader.read(csv()).rows().collectAsList());
    assertThat(reader.explain(List.of(csv()), failure))
        .hasValueSatisfying(
            error ->
                assertThat(error)
                    .hasMessageContaining("The copy of orders at " + kept)
                    .hasMessageContaining("remove the copy's folder"));
  }

  @Test
  void changedRowsOfADatabaseTakeThePlaceOfTheEarlierOnes() throws SQLException {
    InputTable table = database();
    execute(
        "insert into sales select 'o' || i, 'c' || i % 3, timestamp '2024-01-02 00:00:00', i,"
            + " timestamp '2024-01-02 00:00:00' + to_days(i::int), 'x' from range(10) t(i)");
    assertThat(refreshed(table).sentence())
        .isEqualTo("10 rows read, all there are: there was no copy of it.");
    execute(
        "insert into sales values"
            + " ('o10', 'c1', '2024-02-01', 3, '2024-02-01', 'x'), ('o11', 'c1', '2024-02-01', 3, null, 'x')");
    execute("update sales set amount = 99, modified = '2024-02-02' where id = 'o1'");
    // Two since, one without a time, and one of the last day before.
    assertThat(refreshed(table).sentence())
        .isEqualTo(
            "5 rows read that changed last, with the overlap of 24 hours, or do not say when.");
    execute("delete from sales where id = 'o2'");
    assertThat(refreshed(table).sentence())
        .startsWith("11 rows read, all there are: the source has 11 rows and its copy 12");
    execute("insert into sales values ('o1', 'c1', '2024-02-01', 3, '2024-03-01', 'x')");
    assertThat(refreshed(table).sentence()).contains("its key stands in several rows");
    assertThat(refreshed(table).sentence()).contains("its key stands in several rows");
    execute("delete from sales where id = 'o1'");
    refreshed(table);
    assertThat(refreshed(table).sentence()).doesNotContain("all there are");
    InputTable wrong = new Inputs(table).changes("customer", "id").table();
    assertThatThrownBy(() -> copies().refresh(wrong))
        .hasMessageContaining("names the column customer, which is of type STRING");
    InputTable unknown = new Inputs(table).changes("modifed", "id").table();
    assertThatThrownBy(() -> copies().refresh(unknown)).hasMessageContaining("`modified`");
  }

  @Test
  void aChangeInTheFutureTellsNothing() throws SQLException {
    InputTable table = database();
    execute("insert into sales values ('o1', 'c1', '2024-01-01', 1, '2024-03-01', 'x')");
    execute("insert into sales values ('o2', 'c1', '2024-01-01', 1, '2099-01-01', 'x')");
    refreshed(table);
    execute("update sales set amount = 7, modified = '2024-06-01' where id = 'o1'");
    assertThat(refreshed(table).sentence()).contains("it was changed in the future");
  }

  @Test
  void aSourceThatWentBackInTimeIsReadInFull() throws SQLException {
    InputTable table = database();
    execute("insert into sales values ('o1', 'c1', '2024-01-01', 1, '2024-03-01', 'x')");
    execute("insert into sales values ('o2', 'c1', '2024-01-01', 1, '2024-05-01', 'x')");
    refreshed(table);
    execute("update sales set amount = 7, modified = '2024-02-01' where id = 'o2'");
    assertThat(refreshed(table).sentence()).contains("no row that changed as late");
  }

  @Test
  void theColumnsOfJsonComeInTheSameOrderInEveryJava() {
    InputTable table = Inputs.orders(InputFormat.JSON, source).table();
    assertThat(List.copyOf(SourceReader.mentioned(table))).hasSizeGreaterThan(2).isSorted();
  }

  @Test
  void aViewHasNoCopy() throws SQLException {
    InputTable view =
        Inputs.orders(InputFormat.TABLE, "").tableName("sales_view").changes("at", "id").table();
    spark.sql("select 1 as id, current_date() as at").createOrReplaceTempView("sales_view");
    assertThat(copies().refresh(view).sentence()).contains("it is a view");
    assertThat(kept).doesNotExist();
  }

  private InputTable database() throws SQLException {
    execute(
        "create table sales(id varchar, customer varchar, \"at\" timestamp, amount decimal(12, 2),"
            + " modified timestamp, note varchar)");
    return Inputs.orders(InputFormat.JDBC, "")
        .tableName("sales")
        .options(Map.of("url", url(), "driver", "org.duckdb.DuckDBDriver"))
        .changes("modified", "id")
        .table();
  }

  private String url() {
    return "jdbc:duckdb:" + folder.resolve("shop.duckdb");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** No row is changed later than a day after. */
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Copies whose process ends after some of its steps, or lives. */
  private SourceCopies mortal(int steps) {
    int[] left = {steps};
    return new SourceCopies(
        spark,
        kept.toString(),
        24,
        NOW,
        () -> {
          if (--left[0] < 0) {
            throw new Killed();
          }
        });
  }

  /** A night, in which the process may be killed any number of times before one comes through. */
  private void night(InputTable table, Random random) {
    while (random.nextInt(4) == 0) {
      try {
        mortal(random.nextInt(3)).refresh(table);
      } catch (PerennialException killed) {
        assertThat(killed).hasRootCauseInstanceOf(Killed.class);
      }
    }
    SourceCopies copies = copies();
    copies.refresh(table);
    assertSameAsTheSource(table, copies);
  }

  /** Nights of files and of a database in turn, three in a sequence. */
  @Test
  void whateverNightsBringTheCopyIsTheSource() throws SQLException {
    InputTable table = database();
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      Random random = new Random(20_261_123L + sequence);
      kept = folder.resolve("copies " + sequence);
      source = folder.resolve("orders " + sequence);
      execute("delete from sales");
      Map<String, String> files = new TreeMap<>();
      List<String> ids = new ArrayList<>();
      for (int night = 1; night <= 3; night++) {
        if (sequence % 2 == 0) {
          for (int change = random.nextInt(4); change > 0 || files.isEmpty(); change--) {
            change(files, random);
          }
          night(csv(), random);
        } else {
          change(ids, night, random);
          night(table, random);
        }
      }
    }
  }

  private void change(Map<String, String> files, Random random) {
    String name = "day " + random.nextInt(6) + ".csv";
    if (files.containsKey(name) && files.size() > 1 && random.nextInt(3) == 0) {
      files.remove(name);
      assertThat(source.resolve(name).toFile().delete()).isTrue();
      return;
    }
    StringBuilder text = new StringBuilder(HEADER);
    for (int row = random.nextInt(4); row > 0; row--) {
      // Some late, some of an id that stands elsewhere, some that no day or amount can be read of.
      text.append('o')
          .append(random.nextInt(9))
          .append(",c")
          .append(random.nextInt(3))
          .append(",2024-0")
          .append(random.nextInt(10))
          .append("-11,")
          .append(random.nextInt(5) == 0 ? "much" : String.valueOf(random.nextInt(90) - 9))
          .append('\n');
    }
    files.put(name, text.toString());
    write(name, text.toString());
  }

  private void change(List<String> ids, int night, Random random) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (int change = random.nextInt(5); change >= 0; change--) {
      // Written up to a day after the time that the row says.
      String modified =
          random.nextInt(9) == 0
              ? "null"
              : "timestamp '2024-01-%02d %02d:00:00'".formatted(night + 1, random.nextInt(24));
      String any = "o" + random.nextInt(8);
      switch (ids.contains(any) ? random.nextInt(3) : 3) {
        case 0 -> {
          statements.add("delete from sales where id = '" + any + "'");
          ids.remove(any);
        }
        case 1, 2 ->
            statements.add(
                "update sales set amount = %d, modified = %s where id = '%s'"
                    .formatted(random.nextInt(99), modified, any));
        default -> {
          statements.add(
              "insert into sales values ('%s', 'c1', '2024-01-01', %d, %s, 'x')"
                  .formatted(any, random.nextInt(99), modified));
          // Now and then it is forgotten, and another row of its key may come.
          if (random.nextInt(9) != 0) {
            ids.add(any);
          }
        }
      }
    }
    execute(String.join(";", statements));
  }
}
