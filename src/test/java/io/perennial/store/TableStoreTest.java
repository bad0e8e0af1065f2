package io.perennial.store;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.testing.Datasets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.table.ColumnContract;
import io.perennial.table.OutputFormat;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableStoreTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String DDL = "customer_id string, orders bigint";
  private static final TableContract CONTRACT =
      contract(
          List.of(
              required("customer_id", Types.TEXT, "The customer; don't mind the apostrophe."),
              optional("orders", Types.COUNT, "How many orders; null where it is not known.")),
          new RowConstraint("orders_are_positive", "orders > 0", "Who is listed has ordered."));
  private static final Dataset<Row> FIRST = Datasets.of(DDL, row("a", 1L), row("b", null));
  private static final Dataset<Row> SECOND = Datasets.of(DDL, row("a", 2L), row("c", 1L));

  @TempDir Path output;

  @ParameterizedTest
  @EnumSource
  void aPublishedTableIsReadBackAndARerunMakesANewVersionOfTheSameRows(OutputFormat format) {
    TableStore store = store(format);
    assertThat(store.read(CONTRACT)).isEmpty();
    Published one = store.publish(CONTRACT, FIRST, "run-1");
    Published two = store.publish(CONTRACT, FIRST, "run-1");
    assertThat(Long.parseLong(two.version())).isEqualTo(Long.parseLong(one.version()) + 1);
    assertThat(two.location()).isEqualTo(one.location());
    Datasets.assertSameRows(FIRST, store.read(CONTRACT).orElseThrow());
    Datasets.assertSameRows(
        FIRST, SPARK.read().format(format.label()).load(output.resolve("purchases").toString()));
    assertThat(output.resolve("_preparing")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void anOutputThatIsAFileOrLiesBelowOneIsRefusedAtTheStart(OutputFormat format)
      throws IOException {
    Path file = Files.writeString(output.resolve("file"), "no folder");
    for (Path place : List.of(file, file.resolve("tables"), file.resolve("a/b"))) {
      TableStore store = new TableStore(SPARK, place.toString(), format, Optional.empty());
      PerennialException refused = failure(store::recover);
      assertThat(refused.category()).isEqualTo(Category.OUTSIDE_SYSTEM);
      assertThat(refused)
          .hasMessageContaining(place.toString())
          .hasMessageContaining(file + " is a file, not a folder.");
    }
    new TableStore(SPARK, output.resolve("a/b").toString(), format, Optional.empty()).recover();
    assertThat(output.resolve("a")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void anOldVersionStaysReadable(OutputFormat format) {
    TableStore store = store(format);
    Published one = store.publish(CONTRACT, FIRST, "run-1");
    Dataset<Row> readBefore = store.read(CONTRACT).orElseThrow();
    Published two = store.publish(CONTRACT, SECOND, "run-2");
    Datasets.assertSameRows(FIRST, store.readVersion(CONTRACT, one.version()).orElseThrow());
    Datasets.assertSameRows(SECOND, store.readVersion(CONTRACT, two.version()).orElseThrow());
    Datasets.assertSameRows(SECOND, store.read(CONTRACT).orElseThrow());
    Datasets.assertSameRows(FIRST, readBefore);
    assertThat(store.readVersion(CONTRACT, "99")).isEmpty();
    assertThat(store.readVersion(CONTRACT, "../purchases")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aTableWithoutRowsIsPublishedWithItsColumns(OutputFormat format) {
    TableStore store = store(format);
    store.publish(CONTRACT, Datasets.of(DDL), "run-1");
    Datasets.assertSameRows(Datasets.of(DDL), store.read(CONTRACT).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void columnsCarryTheirSentencesAndTheContractsOrder(OutputFormat format) {
    TableStore store = store(format);
    store.publish(CONTRACT, FIRST.select("orders", "customer_id"), "run-1");
    StructField[] fields = store.read(CONTRACT).orElseThrow().schema().fields();
    assertThat(Arrays.stream(fields).map(StructField::name))
        .containsExactlyElementsOf(CONTRACT.columnNames());
    assertThat(Arrays.stream(fields).map(field -> field.getComment().get()))
        .containsExactlyElementsOf(
            CONTRACT.columns().stream().map(ColumnContract::sentence).toList());
  }

  @Test
  void aDeltaTableCarriesGrainConstraintsAndRequiredColumns() {
    TableStore store = store(OutputFormat.DELTA);
    store.publish(CONTRACT, FIRST, "run-1");
    Row detail = SPARK.sql("DESCRIBE DETAIL " + deltaName()).select("description").first();
    assertThat(detail.getString(0)).isEqualTo(CONTRACT.grain());
    assertThat(properties())
        .containsEntry("delta.constraints.orders_are_positive", "(orders > 0) IS NOT FALSE");
    assertThat(store.read(CONTRACT).orElseThrow().schema().apply("customer_id").nullable())
        .isFalse();
  }

  @Test
  void aRowThatBreaksADeltaConstraintIsRefusedAndTheTableIsAsItWas() {
    TableStore store = store(OutputFormat.DELTA);
    store.publish(CONTRACT, FIRST, "run-1");
    PerennialException negative =
        failure(() -> store.publish(CONTRACT, Datasets.of(DDL, row("secret", -7L)), "run-2"));
    assertThat(negative.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(negative).hasMessageContaining("orders_are_positive");
    assertThat(negative.getMessage()).doesNotContain("-7");
    PerennialException missing =
        failure(() -> store.publish(CONTRACT, Datasets.of(DDL, row(null, 7L)), "run-2"));
    assertThat(missing.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(missing).hasMessageContaining("customer_id");
    Datasets.assertSameRows(FIRST, store.read(CONTRACT).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void aFailedFirstPublicationLeavesNothing(OutputFormat format) {
    Dataset<Row> failing =
        FIRST
            .repartition(2)
            .selectExpr(
                "customer_id",
                "CAST(raise_error(concat('broken ', customer_id)) AS BIGINT) AS orders");
    TableStore store = store(format);
    assertThat(catchThrowableOfType(Exception.class, () -> store.publish(CONTRACT, failing, "r")))
        .hasStackTraceContaining("broken");
    assertThat(store.read(CONTRACT)).isEmpty();
    assertThat(output.resolve("purchases")).doesNotExist();
    assertThat(output.resolve("_preparing")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfOtherColumnsAreRefused(OutputFormat format) {
    TableStore store = store(format);
    PerennialException type =
        failure(
            () ->
                store.publish(CONTRACT, FIRST.withColumn("orders", FIRST.col("customer_id")), "r"));
    assertThat(type.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(type).hasMessageContaining("orders is STRING instead of BIGINT");
    assertThat(failure(() -> store.publish(CONTRACT, FIRST.drop("orders"), "r")))
        .hasMessageContaining("orders is missing");
  }

  @ParameterizedTest
  @EnumSource
  void aChangedContractIsPublishedWhole(OutputFormat format) {
    TableStore store = store(format);
    Published one = store.publish(CONTRACT, FIRST, "run-1");
    TableContract changed =
        contract(
            List.of(
                required("customer_id", Types.TEXT, "The customer, said better."),
                required("segment", Types.TEXT, "Where the customer belongs."),
                optional("orders", Types.MONEY, "A sum now.")),
            new RowConstraint("segment_is_known", "segment IN ('x')", "There is one segment."));
    String ddl = "customer_id string, segment string, orders decimal(20,2)";
    Dataset<Row> rows = Datasets.of(ddl, row("a", "x", new BigDecimal("1.50")));
    store.publish(changed, rows, "run-2");
    Datasets.assertSameRows(rows, store.read(changed).orElseThrow());
    assertThat(store.read(changed).orElseThrow().schema().apply("customer_id").getComment().get())
        .isEqualTo("The customer, said better.");
    Datasets.assertSameRows(FIRST, store.readVersion(CONTRACT, one.version()).orElseThrow());
    Published three = store.publish(changed, rows, "run-3");
    Datasets.assertSameRows(rows, store.readVersion(changed, three.version()).orElseThrow());
    if (format == OutputFormat.DELTA) {
      assertThat(properties())
          .containsKey("delta.constraints.segment_is_known")
          .doesNotContainKey("delta.constraints.orders_are_positive");
      Dataset<Row> broken = Datasets.of(ddl, row("a", null, null));
      assertThat(failure(() -> store.publish(changed, broken, "run-4")))
          .hasMessageContaining("segment_is_present");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatPerennialDidNotWriteIsNotReplaced(OutputFormat format) throws Exception {
    TableStore store = store(format);
    Path place = output.resolve("purchases");
    Files.createDirectories(place);
    Files.writeString(place.resolve("letters.txt"), "dear");
    PerennialException refused = failure(() -> store.publish(CONTRACT, FIRST, "run-1"));
    assertThat(refused.category()).isEqualTo(Category.USAGE);
    assertThat(refused).hasMessageContaining(place.toString());
    store.recover();
    assertThat(place.resolve("letters.txt")).hasContent("dear");
    Files.delete(place.resolve("letters.txt"));
    Files.delete(place);
    Files.writeString(place, "a file");
    assertThat(failure(() -> store.publish(CONTRACT, FIRST, "run-1")).category())
        .isEqualTo(Category.USAGE);
    assertThat(place).hasContent("a file");
  }

  @ParameterizedTest
  @EnumSource
  void theOtherFormatsTableIsNotReplaced(OutputFormat format) {
    OutputFormat other = format == OutputFormat.DELTA ? OutputFormat.PARQUET : OutputFormat.DELTA;
    store(other).publish(CONTRACT, FIRST, "run-1");
    assertThat(failure(() -> store(format).publish(CONTRACT, SECOND, "run-1")).category())
        .isEqualTo(Category.USAGE);
    Datasets.assertSameRows(FIRST, store(other).read(CONTRACT).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void aFolderThatCannotBeMadeIsStoragesFailure(OutputFormat format) throws Exception {
    // Permissions do not bind a superuser, but nobody makes a folder below a file.
    Path file = Files.writeString(output.resolve("file"), "x");
    TableStore store =
        new TableStore(SPARK, file.resolve("tables").toString(), format, Optional.empty());
    PerennialException failure = failure(() -> store.publish(CONTRACT, FIRST, "run-1"));
    assertThat(failure.category()).isEqualTo(Category.OUTSIDE_SYSTEM);
    assertThat(failure).hasMessageContaining(file.toString()).hasMessageContaining("remedy");
  }

  @ParameterizedTest
  @EnumSource
  void recoveryClearsLeftoversAndLeavesTablesAndLivingPublicationsAlone(OutputFormat format)
      throws Exception {
    TableStore store = store(format);
    store.publish(CONTRACT, FIRST, "run-1");
    Path left = output.resolve("_preparing/0b5c/purchases");
    Files.createDirectories(left);
    Files.writeString(left.resolve("part-0.parquet"), "half");
    Files.writeString(output.resolve("_preparing/0b5c.lock"), "");
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(output.toUri());
    Staging staging =
        new Staging(root.getFileSystem(SPARK.sparkContext().hadoopConfiguration()), root);
    try (Staging.Place living = staging.take()) {
      store.recover();
      assertThat(left).doesNotExist();
      try (Stream<Path> found = Files.list(output.resolve("_preparing"))) {
        assertThat(found).hasSize(2);
      }
      assertThat(Staging.local(living.resolve("."))).exists();
    }
    store.recover();
    assertThat(output.resolve("_preparing")).doesNotExist();
    Datasets.assertSameRows(FIRST, store.read(CONTRACT).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void aTableIsRegisteredInADatabaseAndSeenAtItsNewVersion(OutputFormat format) throws IOException {
    String database = "registered_" + format.label();
    TableStore store = new TableStore(SPARK, output.toString(), format, Optional.of(database));
    try {
      store.publish(CONTRACT, FIRST, "run-1");
      Datasets.assertSameRows(FIRST, SPARK.table(database + ".purchases"));
      store.publish(CONTRACT, SECOND, "run-2");
      Datasets.assertSameRows(SECOND, SPARK.table(database + ".purchases"));
      if (format == OutputFormat.PARQUET) {
        assertThat(registeredBytes(database)).isEqualTo(fileBytes(output.resolve("purchases")));
      }
      TableContract wider =
          contract(
              List.of(
                  required("customer_id", Types.TEXT, "The customer."),
                  optional("orders", Types.WHOLE, "An integer now.")));
      Dataset<Row> rows = Datasets.of("customer_id string, orders int", row("z", 9));
      store.publish(wider, rows, "run-3");
      Datasets.assertSameRows(rows, SPARK.table(database + ".purchases"));
      TableStore elsewhere =
          new TableStore(
              SPARK, output.resolve("elsewhere").toString(), format, Optional.of(database));
      assertThat(failure(() -> elsewhere.publish(CONTRACT, FIRST, "run-1")).category())
          .isEqualTo(Category.USAGE);
    } finally {
      SPARK.sql("DROP DATABASE IF EXISTS " + database + " CASCADE");
    }
    assertThat(failure(() -> new TableStore(SPARK, "x", format, Optional.of("a`; DROP"))))
        .hasMessageContaining("output.database");
  }

  @ParameterizedTest
  @EnumSource
  void namesFollowTheNewestDayAndAreTakenFromNobodyElse(OutputFormat format) {
    String database = "following_" + format.label();
    List<TableContract> both = List.of(CONTRACT, RunHistoryTable.CONTRACT);
    Dataset<Row> later = Datasets.of(DDL, row("later", 7L));
    try {
      assertThat(publishedAsOf("2024-03-31", format, database, FIRST)).isEmpty();
      Datasets.assertSameRows(FIRST, SPARK.table(database + ".purchases"));

      // Published, and no name for it yet: a run that fails now leaves the names together.
      TableStore april = following("2024-04-30", format, database);
      april.requireNames(both);
      Published published = april.publish(CONTRACT, SECOND, "run-2");
      april.appendRun(RunHistoryTable.CONTRACT, failed(2));
      Datasets.assertSameRows(FIRST, SPARK.table(database + ".purchases"));
      april.appendRun(
          RunHistoryTable.CONTRACT, asOf("2024-04-30", finished(3, published.version())));
      assertThat(april.moveNames()).isEmpty();
      Datasets.assertSameRows(SECOND, SPARK.table(database + ".purchases"));
      assertThat(SPARK.table(database + ".run_history").count()).isEqualTo(2);
      if (format == OutputFormat.PARQUET) {
        assertThat(registeredBytes(database)).isPositive();
      }

      assertThat(publishedAsOf("2024-02-29", format, database, later))
          .hasValueSatisfying(
              told ->
                  assertThat(told)
                      .contains("2 of 2 names stay", "later day", database + ".purchases")
                      .contains("2024-04-30"));
      Datasets.assertSameRows(SECOND, SPARK.table(database + ".purchases"));
      // Nor does a name that was never there lead to an older day than those beside it.
      SPARK.sql("DROP TABLE " + database + ".purchases");
      TableStore february = following("2024-02-29", format, database);
      assertThat(february.namesStaying(both))
          .isEqualTo(publishedAsOf("2024-02-29", format, database, later))
          .hasValueSatisfying(
              told ->
                  assertThat(told)
                      .contains("1 of 2 names stay", database + ".run_history", "2024-04-30")
                      .contains("1 that are not there yet, such as " + database + ".purchases"));
      assertThat(SPARK.catalog().tableExists(database, "purchases")).isFalse();
      assertThat(publishedAsOf("2024-04-30", format, database, later)).isEmpty();
      Datasets.assertSameRows(later, SPARK.table(database + ".purchases"));

      // Columns that are not the same, or another format, are no reason to stay.
      OutputFormat other = format == OutputFormat.DELTA ? OutputFormat.PARQUET : OutputFormat.DELTA;
      assertThat(publishedAsOf("2024-05-31", other, database, FIRST)).isEmpty();
      Datasets.assertSameRows(FIRST, SPARK.table(database + ".purchases"));
      TableContract wider =
          contract(
              List.of(
                  required("customer_id", Types.TEXT, "The customer, in other words."),
                  optional("orders", Types.WHOLE, "An integer now.")));
      Dataset<Row> integers = Datasets.of("customer_id string, orders int", row("z", 9));
      assertThat(publishedAsOf("2024-06-30", other, database, wider, integers)).isEmpty();
      Datasets.assertSameRows(integers, SPARK.table(database + ".purchases"));

      SPARK.sql("DROP TABLE " + database + ".purchases");
      String theirs = output.resolve("2024-06-30/theirs").toString();
      SECOND.write().format(format.label()).save(theirs);
      SPARK.sql(
          "CREATE TABLE %s.purchases USING %s LOCATION '%s'"
              .formatted(database, format.label(), theirs));
      assertRefused(following("2024-07-31", other, database), "may be somebody else's");
      // Nor what the catalogue itself has the files of, wherever they are.
      SPARK.sql("DROP TABLE " + database + ".purchases");
      SPARK.sql("CREATE TABLE %s.purchases (a INT) USING %s".formatted(database, format.label()));
      assertRefused(following("2024-07-31", format, database), "may be somebody else's");
      SPARK.sql("DROP TABLE " + database + ".purchases");
      SPARK.sql("CREATE VIEW %s.purchases AS SELECT 1 AS a".formatted(database));
      assertRefused(following("2024-07-31", format, database), "may be somebody else's");
      assertRefused(
          new TableStore(SPARK, output.resolve("fixed").toString(), format, Optional.of(database)),
          "output.database_follows_newest");
    } finally {
      SPARK.sql("DROP DATABASE IF EXISTS " + database + " CASCADE");
    }
  }

  private static void assertRefused(TableStore store, String word) {
    PerennialException refused = failure(() -> store.requireNames(List.of(CONTRACT)));
    assertThat(refused.category()).isEqualTo(Category.USAGE);
    assertThat(refused).hasMessageContaining(word);
  }

  private TableStore following(String day, OutputFormat format, String database) {
    return new TableStore(
        SPARK,
        output.resolve(day).toString(),
        format,
        Optional.of(database),
        Optional.of(LocalDate.parse(day)));
  }

  private Optional<String> publishedAsOf(
      String day, OutputFormat format, String database, Dataset<Row> rows) {
    return publishedAsOf(day, format, database, CONTRACT, rows);
  }

  /** A run that publishes a table into its day's folder; what is told of the names that stayed. */
  private Optional<String> publishedAsOf(
      String day, OutputFormat format, String database, TableContract contract, Dataset<Row> rows) {
    TableStore store = following(day, format, database);
    store.requireNames(List.of(contract, RunHistoryTable.CONTRACT));
    Published published = store.publish(contract, rows, "run-1");
    store.appendRun(RunHistoryTable.CONTRACT, asOf(day, finished(4, published.version())));
    return store.moveNames();
  }

  private static Dataset<Row> asOf(String day, Dataset<Row> attempt) {
    return attempt.withColumn(
        RunHistoryTable.AS_OF_DATE, functions.lit(LocalDate.parse(day)).cast(Types.DATE));
  }

  private static long registeredBytes(String database) {
    return SPARK.sql("DESCRIBE TABLE EXTENDED " + database + ".purchases").collectAsList().stream()
        .filter(row -> "Statistics".equals(row.getString(0)))
        .mapToLong(row -> Long.parseLong(row.getString(1).split(" ")[0]))
        .findFirst()
        .orElseThrow();
  }

  private static long fileBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.toRealPath())) {
      return files
          .filter(file -> !file.getFileName().toString().matches("[._].*"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void parquetFilesAreReadByAnotherReader() throws Exception {
    TableStore store = store(OutputFormat.PARQUET);
    store.publish(CONTRACT, FIRST, "run-1");
    store.publish(CONTRACT, SECOND, "run-2");
    String sql =
        "SELECT count(*), sum(orders) FROM read_parquet('" + output + "/purchases/*.parquet')";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      assertThat(result.getLong(1)).isEqualTo(2);
      assertThat(result.getLong(2)).isEqualTo(3);
    }
  }

  @Test
  void aParquetTableIsALinkToTheVersionThatStands() throws Exception {
    TableStore store = store(OutputFormat.PARQUET);
    store.publish(CONTRACT, FIRST, "run-1");
    Published two = store.publish(CONTRACT, SECOND, "run-2");
    assertThat(Files.readSymbolicLink(output.resolve("purchases")))
        .isEqualTo(Path.of("_versions", "purchases", two.version()));
  }

  @ParameterizedTest
  @EnumSource
  void theHistoryGrowsByARowAndVersionsOfTheLastThreeSuccessfulRunsAreKept(OutputFormat format) {
    TableStore store = store(format);
    for (int run = 1; run <= 5; run++) {
      Published published = store.publish(CONTRACT, FIRST, "run-" + run);
      store.appendRun(RunHistoryTable.CONTRACT, finished(run, published.version()));
      assertThat(store.read(RunHistoryTable.CONTRACT).orElseThrow().count()).isEqualTo(run);
    }
    store.appendRun(RunHistoryTable.CONTRACT, failed(6));
    store.read(RunHistoryTable.CONTRACT).orElseThrow().createOrReplaceTempView("run_history");
    List<Row> last = SPARK.sql(RunHistoryTable.CONTRACT.exampleSql()).collectAsList();
    assertThat(last).hasSize(1);
    assertThat(last.get(0).getString(0)).isEqualTo("run-5");
    assertThat(last.get(0).getString(2)).isEqualTo("purchases");
    Datasets.assertSameRows(
        FIRST, store.readVersion(CONTRACT, last.get(0).getString(3)).orElseThrow());
    if (format == OutputFormat.PARQUET) {
      assertThat(store.readVersion(CONTRACT, "2")).isEmpty();
      assertThat(store.readVersion(CONTRACT, "3")).isPresent();
      assertThat(store.readVersion(RunHistoryTable.CONTRACT, "3")).isEmpty();
      assertThat(store.readVersion(RunHistoryTable.CONTRACT, "4")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHistoryIsKeptWhenItsContractGrows(OutputFormat format) {
    TableStore store = store(format);
    store.appendRun(RunHistoryTable.CONTRACT, finished(1, "1"));
    TableContract now = RunHistoryTable.CONTRACT;
    List<ColumnContract> columns =
        Stream.concat(
                now.columns().stream(), Stream.of(optional("host", Types.TEXT, "Where it ran.")))
            .toList();
    TableContract grown =
        new TableContract(
            now.name(),
            now.grain(),
            columns,
            now.key(),
            now.constraints(),
            now.question(),
            now.exampleSql());
    store.appendRun(grown, finished(2, "2").selectExpr("*", "'here' AS host"));
    Datasets.assertSameRows(
        Datasets.of("run_id string, host string", row("run-1", null), row("run-2", "here")),
        store.read(grown).orElseThrow().select("run_id", "host"));
  }

  private TableStore store(OutputFormat format) {
    return new TableStore(SPARK, output.toString(), format, Optional.empty());
  }

  private static TableContract contract(
      List<ColumnContract> columns, RowConstraint... constraints) {
    return new TableContract(
        "purchases",
        "One row is one customer's purchases; don't mind the apostrophe.",
        columns,
        List.of("customer_id"),
        List.of(constraints),
        "Who ordered?",
        "SELECT customer_id FROM purchases");
  }

  private static Dataset<Row> finished(int run, String version) {
    return attempt(run, RunHistoryTable.SUCCEEDED, null, Map.of("purchases", version));
  }

  private static Dataset<Row> failed(int run) {
    return attempt(run, RunHistoryTable.FAILED, "The input is late.", Map.of());
  }

  private static Dataset<Row> attempt(
      int run, String outcome, String failure, Map<String, String> versions) {
    Instant start = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * run);
    return Datasets.of(
        RunHistoryTable.CONTRACT.schema(),
        row(
            "run-" + run,
            start,
            start.plusSeconds(60),
            LocalDate.of(2024, 1, 1),
            "c0ffee",
            "0.1.0",
            outcome,
            failure,
            new String[] {"1 of 5 rows of orders were rejected."},
            Map.of(),
            Map.of("orders", 5L),
            Map.of("purchases", 2L),
            versions,
            Map.of("publish", 1.5),
            60.0));
  }

  private String deltaName() {
    return "delta.`" + output.resolve("purchases") + "`";
  }

  private Map<String, String> properties() {
    return SPARK.sql("SHOW TBLPROPERTIES " + deltaName()).collectAsList().stream()
        .collect(Collectors.toMap(found -> found.getString(0), found -> found.getString(1)));
  }

  private static PerennialException failure(ThrowingCallable action) {
    PerennialException failure = catchThrowableOfType(PerennialException.class, action);
    assertThat(failure).isNotNull();
    return failure;
  }
}
