package io.perennial.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RfmCutPointsTable;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.SharedSpark;
import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Input as it should not be. Each command ends with the exit code of who must act and says what is
 * the matter; no row is lost in silence, and what fails publishes nothing.
 */
class HostileInputTest {
  private static final String HEADER = SmallShop.HEADER + "\n";
  private static final String GOOD_ROW = "good,somebody,2023-02-28,10.00\n";

  @TempDir private Path folder;
  private Path configuration;
  private Path orders;
  private Path output;

  @BeforeEach
  void shop() throws IOException {
    SmallShop shop = SmallShop.in(folder, "as_of_date: 2023-12-31", "report: {enabled: false}");
    configuration = shop.configuration();
    orders = shop.orders();
    output = shop.output();
  }

  @Test
  void anEmptyFile() throws IOException {
    write("", UTF_8);
    refused(3, run(), "The table orders is empty");
  }

  @Test
  void aHeaderAndNothingElse() throws IOException {
    write(HEADER, UTF_8);
    refused(3, run(), "No row of orders counts", "The table is empty");
  }

  @Test
  void anotherDelimiter() throws IOException {
    write((HEADER + GOOD_ROW).replace(',', ';'), UTF_8);
    refused(3, run(), "the delimiter seems to be another", "options.sep to \";\"");
  }

  @Test
  void anotherDelimiterBelowTheHeader() throws IOException {
    write(HEADER + GOOD_ROW.replace(',', ';'), UTF_8);
    refused(3, run(), "1 of 1 rows of orders were rejected", "malformed_row");
  }

  @Test
  void latinBytesThatAreReadAsUtf8AreRejectedAndNotPublishedAsQuestionMarks() throws IOException {
    write(HEADER + "o1,Zo\u00eb,2023-02-28,1\n", ISO_8859_1);
    refused(3, run(), "undecodable_text", "customer_id holds bytes");

    published(run("inputs.orders.options.encoding=ISO-8859-1"), 1);
    assertThat(customers()).containsExactly(Map.entry("Zo\u00eb", 1L));
  }

  @Test
  void aFileInUtf16() throws IOException {
    write(HEADER + GOOD_ROW, UTF_16);
    refused(3, run(), "The table orders has no column");
  }

  @Test
  void aHundredThousandRejectedRows() throws IOException {
    int rejected = 100_000;
    List<String> rows = new ArrayList<>(List.of(HEADER.strip(), GOOD_ROW.strip()));
    IntStream.range(0, rejected)
        .mapToObj(
            number ->
                number % 2 == 0
                    ? "o" + number + ",c" + number + ",never,1"
                    : "o" + number + ",c" + number + ",2023-01-01,much")
        .forEach(rows::add);
    Files.write(orders, rows);

    refused(
        3,
        run(),
        "100000 of 100001 rows of orders were rejected",
        "unreadable_ordered_at, 50000 rows",
        "unreadable_amount, 50000 rows",
        "Such as {\"id\":\"o");

    published(run("quality.maximum_rejected_share=1.0"), rejected + 1);
    assertThat(rejectedRows())
        .isEqualTo(Map.of("unreadable_ordered_at", 50_000L, "unreadable_amount", 50_000L));
    assertThat(customers()).containsExactly(Map.entry("somebody", 1L));
  }

  @Test
  void aColumnThatIsMissingOrHasAnotherName() throws IOException {
    write(HEADER.replace("customer", "customers") + GOOD_ROW, UTF_8);
    refused(3, run(), "has no column `customer`", "Did you mean `customers`?");

    write("id,day,total\no1,2023-02-28,10\n", UTF_8);
    refused(3, run(), "has no column `customer`", "Its columns are");
  }

  @Test
  void filesWhoseColumnsStandInAnotherOrder() throws IOException {
    Path several = Files.createDirectory(folder.resolve("several"));
    Files.writeString(several.resolve("a.csv"), HEADER + GOOD_ROW);
    Files.writeString(
        several.resolve("b.csv"), "customer,id,day,total\nsomebody,o2,2023-02-28,10\n");
    refused(3, run("inputs.orders.path=" + several), "has another header than the others");
  }

  @Test
  void datesThatAreNoneOrLieBeyondAnyHistory() throws IOException {
    write(
        HEADER
            + GOOD_ROW
            + "o1,c1,0001-01-01,10\n"
            + "o2,c2,9999-12-31,10\n"
            + "o3,c3,2023-02-29,10\n"
            + "o4,c4,0000-00-00,10\n"
            + "o5,c5,2023-13-01,10\n"
            + "o6,c6,999999999999-01-01,10\n",
        UTF_8);
    published(run("quality.maximum_rejected_share=1.0"), 7);
    assertThat(rejectedRows())
        .isEqualTo(Map.of("impossible_date", 1L, "unreadable_ordered_at", 4L));
    assertThat(sumOf(InputReconciliationTable.ROWS_AFTER_AS_OF)).isEqualTo(1);
    assertThat(customers()).containsExactly(Map.entry("somebody", 1L));
  }

  @Test
  void amountsBeyondTheDecimal() throws IOException {
    write(
        HEADER
            + GOOD_ROW
            + "o1,c1,2023-01-01,1e30\n"
            + "o2,c2,2023-01-01,99999999999999999999999999999999999999999\n"
            + "o3,c3,2023-01-01,NaN\n"
            + "o4,c4,2023-01-01,Infinity\n"
            + "o5,c5,2023-01-01,99999999999999.9999\n"
            + "o6,c6,2023-01-01,-99999999999999.9999\n"
            + "o7,c7,2023-01-01,1e400\n",
        UTF_8);
    published(run("quality.maximum_rejected_share=1.0"), 8);
    assertThat(rejectedRows().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(7);
    assertThat(rejectedRows()).containsOnlyKeys("unreadable_amount", "absurd_amount");
    assertThat(rejectedRows()).containsEntry("absurd_amount", 2L);
    assertThat(customers()).containsExactly(Map.entry("somebody", 1L));
  }

  @Test
  void oneCustomerWithAMillionOrders() {
    long million = 1_000_000;
    Path parquet = folder.resolve("orders.parquet");
    SharedSpark.session()
        .range(million)
        .selectExpr(
            "concat('o', id) as id",
            "if(id = 0, 'small', 'large') as customer",
            "date_add(date'2022-01-01', cast(id % 700 as int)) as day",
            "cast(1.01 as decimal(10, 2)) as total")
        .write()
        .parquet(parquet.toString());
    published(
        run(
            "inputs.orders.path=" + parquet,
            "inputs.orders.format=parquet",
            "inputs.orders.options={}"),
        million);
    assertThat(customers()).containsOnly(Map.entry("large", million - 1), Map.entry("small", 1L));
  }

  @Test
  void anIdOfQuotesLineBreaksAndSqlIsKeptAsItIs() throws IOException {
    String id =
        "O'Hara \"x\"'); DROP TABLE purchase_summary; --\nsecond; line\t${env:HOME} `y` \\n";
    write(HEADER + "o1,\"" + id.replace("\"", "\"\"") + "\",2023-02-28,10\n", UTF_8);
    published(
        run(
            "inputs.orders.options.multiLine=true",
            "inputs.orders.options.quote='\"'",
            "inputs.orders.options.escape='\"'"),
        1);
    assertThat(customers()).containsExactly(Map.entry(id, 1L));
  }

  @Test
  void anInputThatIsNotThere() {
    refused(3, run(), "The table orders was not found", orders.toString());
  }

  @Test
  void anOutputBelowAFile() throws IOException {
    write(HEADER + GOOD_ROW, UTF_8);
    output = Files.writeString(folder.resolve("file"), "not a folder").resolve("output");
    refused(5, run(), output.toString());
    assertThat(folder.resolve("file")).hasContent("not a folder");
  }

  @Test
  void anOutputThatMayNotBeWritten() throws IOException {
    write(HEADER + GOOD_ROW, UTF_8);
    Path closed =
        Files.createDirectory(
            folder.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeFalse(Files.isWritable(closed), "this user may write everywhere");
    output = closed.resolve("output");
    refused(5, run(), closed.toString());
  }

  @Test
  void anInputThatMayNotBeRead() throws IOException {
    write(HEADER + GOOD_ROW, UTF_8);
    Files.setPosixFilePermissions(orders, PosixFilePermissions.fromString("-wx------"));
    assumeFalse(Files.isReadable(orders), "this user may read everything");
    refused(3, run(), "may not be read");
  }

  private void write(String text, Charset charset) throws IOException {
    Files.write(orders, text.getBytes(charset));
  }

  private CommandRun run(String... overrides) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--config",
                configuration.toString(),
                "--metrics",
                PurchaseSummaryTable.NAME,
                "--set",
                "output.path=" + output));
    for (String override : overrides) {
      arguments.add("--set");
      arguments.add(override);
    }
    return CommandRun.withSpark(arguments.toArray(String[]::new));
  }

  /** The command stopped with that code, said why and what to do, and published nothing. */
  private void refused(int exitCode, CommandRun run, String... said) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).contains("perennial: ", "remedy: ").contains(said);
    assertThat(run.err()).contains("cause: ");
    assertThat(run.out() + run.err()).doesNotContain("\tat ", "Exception in");
    for (String table :
        List.of(
            PurchaseSummaryTable.NAME,
            RfmCutPointsTable.NAME,
            RejectedRowsTable.NAME,
            InputReconciliationTable.NAME)) {
      // Of a path below a file Java cannot say that it does not exist, only not that it does.
      assertThat(Files.exists(output.resolve(table))).as(table).isFalse();
    }
  }

  /** The command published, and every row that was read is in one place. */
  private void published(CommandRun run, long rows) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).doesNotContain("\tat ", "Exception in");
    assertThat(sumOf(InputReconciliationTable.ROWS_READ)).isEqualTo(rows);
    assertThat(
            sumOf(InputReconciliationTable.ROWS_ACCEPTED)
                + sumOf(InputReconciliationTable.ROWS_ANONYMOUS)
                + sumOf(InputReconciliationTable.ROWS_REJECTED)
                + sumOf(InputReconciliationTable.ROWS_EXCLUDED))
        .isEqualTo(rows);
    assertThat(rejectedRows().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(sumOf(InputReconciliationTable.ROWS_REJECTED));
    assertThat(output.resolve(RunHistoryTable.NAME)).exists();
  }

  private Map<String, Long> rejectedRows() {
    Map<String, Long> counts = new HashMap<>();
    table(RejectedRowsTable.NAME)
        .groupBy(RejectedRowsTable.REASON_CODE)
        .agg(sum(RejectedRowsTable.OCCURRENCES))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private Map<String, Long> customers() {
    Map<String, Long> customers = new HashMap<>();
    table(PurchaseSummaryTable.NAME)
        .select(
            col(PurchaseSummaryTable.CUSTOMER_ID), col(PurchaseSummaryTable.ORDERS).cast("long"))
        .collectAsList()
        .forEach(row -> customers.put(row.getString(0), row.getLong(1)));
    return customers;
  }

  private long sumOf(String column) {
    return table(InputReconciliationTable.NAME).agg(sum(column)).head().getLong(0);
  }

  private Dataset<Row> table(String name) {
    return SharedSpark.session().read().parquet(output.resolve(name).toString());
  }
}
