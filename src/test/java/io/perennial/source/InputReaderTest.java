package io.perennial.source;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.config.SourceColumn;
import io.perennial.config.View;
import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.table.input.MappedColumns;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputReaderTest {
  @TempDir private Path folder;

  private final InputReader reader = new InputReader(SharedSpark.session());

  private Path file(String name, String text) throws IOException {
    return file(name, text, StandardCharsets.UTF_8);
  }

  private Path file(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private List<Row> rows(InputTable table) {
    return reader
        .read(table)
        .rows()
        .select(
            "customer_id",
            "ordered_at",
            "amount",
            MappedColumns.UNREADABLE,
            MappedColumns.MALFORMED)
        .orderBy(col("customer_id").asc_nulls_last(), col("amount"))
        .collectAsList();
  }

  private PerennialException errorOf(InputTable table) {
    try {
      reader.read(table);
    } catch (PerennialException e) {
      return e;
    }
    throw new AssertionError("The table was read.");
  }

  private PerennialException errorWhileReading(InputTable table) {
    MappedRows mapped = reader.read(table);
    try {
      mapped.rows().collectAsList();
    } catch (Exception e) {
      return reader.explain(List.of(table), e).orElseThrow(() -> new AssertionError(e));
    }
    throw new AssertionError("The table was read.");
  }

  @Test
  void aCsvFileIsReadByItsHeaderAndEveryValueBroughtToItsType() throws IOException {
    Path file =
        file(
            "orders.csv",
            "customer,at,amount\n"
                + "c1,2024-01-02 03:04:05,12.50\n"
                + " c2 ,2024-01-03, 7 \n"
                + ",2024-01-04,1\n"
                + "c4,not a date,1\n"
                + "c5,2024-01-05,much\n"
                + "c6,10:30,2\n"
                + "c7,2024-01-06,123456789012345.0\n"
                + "c8,,\n");
    assertThat(rows(Inputs.orders(InputFormat.CSV, file).table()).toString())
        .isEqualTo(
            "[[c1,2024-01-02 03:04:05.0,12.5000,null,null],"
                + " [c2,2024-01-03 00:00:00.0,7.0000,null,null],"
                + " [c4,null,1.0000,ordered_at,null],"
                + " [c5,2024-01-05 00:00:00.0,null,amount,null],"
                + " [c6,null,2.0000,ordered_at,null],"
                + " [c7,2024-01-06 00:00:00.0,null,amount,null],"
                + " [c8,null,null,null,null],"
                + " [null,2024-01-04 00:00:00.0,1.0000,null,null]]");
  }

  @Test
  void rowsWithTooManyOrTooFewFieldsKeepTheirTextAndAreNotFilteredAway() throws IOException {
    Path file =
        file(
            "orders.csv",
            "customer,at,amount\nc1,2024-01-02,1\nc2,2024-01-02\nc3,2024-01-02,1,extra\nc4,2024-01-02,0\n");
    InputTable table =
        Inputs.orders(InputFormat.CSV, file).where("cast(amount as int) > 0").table();
    assertThat(
            reader.read(table).rows().select(MappedColumns.MALFORMED).collectAsList().stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder(null, "c2,2024-01-02", "c3,2024-01-02,1,extra");
  }

  @Test
  void expressionsThatThrowOnARowSpoilThatRowAlone() throws IOException {
    Path file =
        file(
            "orders.csv",
            "customer,at,quantity,price\nc1,02/01/2024,2,1.25\nc2,2024-01-02,2,1\nc3,03/01/2024,x,1\n"
                + "c4,04/01/2024,1,\n");
    InputTable table =
        Inputs.orders(InputFormat.CSV, file)
            .mapping(
                Map.of(
                    "customer_id", "upper(customer)",
                    "ordered_at", "to_timestamp(at, 'dd/MM/yyyy')",
                    "amount", "cast(quantity as int) * cast(price as decimal(10,2))",
                    "cost_amount", "cast(quantity as int) * 0.5"))
            .table();
    assertThat(rows(table).toString())
        .isEqualTo(
            "[[C1,2024-01-02 00:00:00.0,2.5000,null,null],"
                + " [C2,null,2.0000,ordered_at,null],"
                + " [C3,2024-01-03 00:00:00.0,null,amount,null],"
                + " [C4,2024-01-04 00:00:00.0,null,null,null]]");
  }

  @Test
  void aTableIsReadFromAViewThatJoinsFiles() throws IOException {
    Path orders = file("orders.csv", "id,customer\no1,c1\no2,c2\n");
    Path payments = file("payments.csv", "id,paid\no1,1.50\no1,2\no2,x\n");
    Map<String, String> header = Map.of("header", "true");
    reader.define(
        List.of(
            view("view_orders", orders, header),
            view("view_payments", payments, header),
            query(
                "view_paid",
                "select id, customer, '2024-01-02' as at, sum(try_cast(paid as decimal(18,4))) as"
                    + " amount from view_orders join view_payments using (id) group by all")));
    InputTable table = Inputs.orders(InputFormat.TABLE, orders).tableName("view_paid").table();
    assertThat(
            reader.read(table).rows().select("customer_id", "amount").collectAsList().stream()
                .map(Row::toString))
        .containsExactlyInAnyOrder("[c1,3.5000]", "[c2,null]");
  }

  @Test
  void aViewThatCannotBeMadeIsNamedWithTheReason() {
    assertThatThrownBy(() -> reader.define(List.of(query("lost", "select * from nowhere"))))
        .isInstanceOf(PerennialException.class)
        .hasMessageContaining("The view lost cannot be made.")
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> reader.define(List.of(view("gone", Path.of("no", "where"), Map.of()))))
        .hasMessageContaining("The view gone cannot be made.");
  }

  private static View query(String name, String query) {
    return new View(name, Optional.of(query), Optional.empty(), Optional.empty(), Map.of());
  }

  private static View view(String name, Path path, Map<String, String> options) {
    return new View(
        name,
        Optional.empty(),
        Optional.of(InputFormat.CSV),
        Optional.of(path.toString()),
        options);
  }

  @Test
  void aMappingThatIsTheNameOfAColumnIsThatColumn() throws IOException {
    Path file = file("orders.csv", "Customer ID;Order Date;Sales\nc1;2024-01-02;1\n");
    InputTable table =
        Inputs.orders(InputFormat.CSV, file)
            .options(Map.of("sep", ";"))
            .mapping(
                Map.of("customer_id", "Customer ID", "ordered_at", "Order Date", "amount", "sales"))
            .attributes(Map.of("tier", "case when Sales > 0 then 'paid' end"))
            .table();
    MappedRows mapped = reader.read(table);
    assertThat(mapped.rows().select("customer_id", "attribute_tier", "order_id").head().toString())
        .isEqualTo("[c1,paid,null]");
    assertThat(mapped.madeFromAny(List.of("SALES"))).containsExactly("amount", "attribute_tier");
    assertThat(mapped.mapped()).containsExactlyInAnyOrder("amount", "customer_id", "ordered_at");
    assertThat(mapped.sourceColumns()).containsExactly("Customer ID", "Order Date", "Sales");
  }

  @Test
  void aMissingColumnIsNamedWithTheColumnsThereAreAndTheNearest() throws IOException {
    Path file = file("orders.csv", "customer_no,at,total\nc1,2024-01-02,1\n");
    PerennialException error =
        errorOf(
            Inputs.orders(InputFormat.CSV, file)
                .mapping(
                    Map.of("customer_id", "customerNo1", "ordered_at", "at", "amount", "price * 2"))
                .table());
    assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT);
    assertThat(error.problems()).hasSize(2);
    assertThat(error)
        .hasMessageContaining("`customerNo1`, which inputs.orders.mapping.customer_id")
        .hasMessageContaining("`customer_no`, `at`, `total`")
        .hasMessageContaining("Did you mean `customer_no`?")
        .hasMessageContaining("`price`, which inputs.orders.mapping.amount");
  }

  @Test
  void aWrongDelimiterIsRecognised() throws IOException {
    Path file = file("orders.csv", "customer;at;amount\nc1;2024-01-02;1\n");
    assertThat(errorOf(Inputs.orders(InputFormat.CSV, file).table()))
        .hasMessageContaining("the delimiter seems to be another")
        .hasMessageContaining("options.sep to \";\"");
  }

  @Test
  void anExpressionWithoutSenseIsAUsageErrorWithoutAStackTrace() throws IOException {
    Path file = file("orders.csv", "customer,at,amount\nc1,2024-01-02,1\n");
    PerennialException error =
        errorOf(
            Inputs.orders(InputFormat.CSV, file)
                .mapping(
                    Map.of(
                        "customer_id",
                        "customer",
                        "ordered_at",
                        "no_such(at)",
                        "amount",
                        "amount +"))
                .table());
    assertThat(error.category()).isEqualTo(Category.USAGE);
    assertThat(error.problems()).hasSize(2);
    assertThat(error.getMessage())
        .contains("no_such")
        .doesNotContain("\tat ")
        .doesNotContain("LogicalPlan");
  }

  @Test
  void aNumberIsNotTakenForAnInstant() throws IOException {
    Path target = folder.resolve("orders.parquet");
    SharedSpark.session()
        .sql("select 'c1' as customer, 20240102 as at, 1.5 as amount")
        .write()
        .parquet(target.toString());
    assertThat(errorOf(Inputs.orders(InputFormat.PARQUET, target).table()))
        .hasMessageContaining("mapping.ordered_at")
        .hasMessageContaining("timestamp_seconds");
  }

  @Test
  void aMissingPathAnEmptyGlobAndAnEmptyFileAreInputErrors() throws IOException {
    Path empty = file("empty.csv", "");
    assertThat(errorOf(Inputs.orders(InputFormat.CSV, folder.resolve("none.csv")).table()))
        .hasMessageContaining("was not found")
        .extracting(PerennialException::category)
        .isEqualTo(Category.INPUT_CONTRACT);
    assertThat(errorOf(Inputs.orders(InputFormat.PARQUET, folder + "/none*").table()))
        .hasMessageContaining("was not found");
    assertThat(errorOf(Inputs.orders(InputFormat.CSV, empty).table()))
        .hasMessageContaining("is empty");
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    assertThat(errorOf(Inputs.orders(InputFormat.PARQUET, nothing).table()))
        .hasMessageContaining("is empty");
  }

  @Test
  void aHeaderAloneIsATableWithoutRows() throws IOException {
    Path file = file("orders.csv", "customer,at,amount\n");
    assertThat(rows(Inputs.orders(InputFormat.CSV, file).table())).isEmpty();
  }

  @Test
  void aSecondFileWithAnotherHeaderIsAnErrorThatNamesTheFile() throws IOException {
    file("orders-1.csv", "customer,at,amount\nc1,2024-01-02,1\n");
    file("orders-2.csv", "customer,amount,at\nc1,1,2024-01-02\n");
    PerennialException error =
        errorWhileReading(Inputs.orders(InputFormat.CSV, folder + "/orders-*.csv").table());
    assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT);
    assertThat(error).hasMessageContaining("orders-2.csv").hasMessageContaining("another header");
  }

  @Test
  void repeatedAndBlankHeadersDoNotStopTheOtherColumns() throws IOException {
    Path file = file("orders.csv", "customer,at,amount,note,note,\nc1,2024-01-02,1,a,b,c\n");
    assertThat(rows(Inputs.orders(InputFormat.CSV, file).table())).hasSize(1);
    Path numbered = file("numbered.csv", "customer,at,amount,q3\nc1,2024-01-02,1,a\n");
    assertThat(rows(Inputs.orders(InputFormat.CSV, numbered).table())).hasSize(1);
  }

  @Test
  void aFileWithoutAHeaderTakesTheDeclaredColumnsAndTypes() throws IOException {
    Path file = file("orders.csv", "c1,2024-01-02,1\nc2,x,2\nc3,2024-01-04,y\n");
    Inputs declared =
        Inputs.orders(InputFormat.CSV, file)
            .columns(
                new SourceColumn("customer", "string"),
                new SourceColumn("at", "date"),
                new SourceColumn("amount", "decimal(12,2)"))
            .mapping(Map.of("customer_id", "customer", "ordered_at", "at", "amount", "amount * 2"));
    assertThat(rows(declared.table()).toString())
        .isEqualTo(
            "[[c1,2024-01-02 00:00:00.0,2.0000,null,null],"
                + " [c2,null,4.0000,ordered_at,null],"
                + " [c3,2024-01-04 00:00:00.0,null,amount,null]]");
    assertThat(
            errorOf(
                Inputs.orders(InputFormat.CSV, file).options(Map.of("header", "false")).table()))
        .hasMessageContaining("Declare inputs.orders.columns");
  }

  @Test
  void compressedFilesAndQuotedLineBreaksAreRead() throws IOException {
    Path file = folder.resolve("orders.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "customer,at,amount\n\"c1\n'; drop table orders; --\"\"\",2024-01-02,1\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    InputTable table =
        Inputs.orders(InputFormat.CSV, file)
            .options(Map.of("multiLine", "true", "escape", "\""))
            .table();
    assertThat(rows(table)).hasSize(1);
    assertThat(rows(table).get(0).getString(0)).isEqualTo("c1\n'; drop table orders; --\"");
  }

  @Test
  void bytesThatAreNotOfTheEncodingShowInTheText() throws IOException {
    Path latin =
        file(
            "orders.csv",
            "customer,at,amount\nM\u00fcller,2024-01-02,1\n",
            StandardCharsets.ISO_8859_1);
    assertThat(rows(Inputs.orders(InputFormat.CSV, latin).table()).get(0).getString(0))
        .contains("\uFFFD");
    assertThat(
            rows(Inputs.orders(InputFormat.CSV, latin)
                    .options(Map.of("encoding", "ISO-8859-1"))
                    .table())
                .get(0)
                .getString(0))
        .isEqualTo("M\u00fcller");
    Path text = file("orders.txt", "M\u00fcller 2024-01-02 1\n", StandardCharsets.ISO_8859_1);
    InputTable lines =
        Inputs.orders(InputFormat.TEXT, text)
            .mapping(
                Map.of(
                    "customer_id", "substring_index(value, ' ', 1)",
                    "ordered_at", "split(value, ' ')[1]",
                    "amount", "split(value, ' ')[2]"))
            .table();
    // Asked of Spark, because Java would replace the bytes on the way out.
    assertThat(reader.read(lines).rows().filter(col("customer_id").contains("\uFFFD")).count())
        .isEqualTo(1);
    InputTable decoded = new Inputs(lines).options(Map.of("encoding", "ISO-8859-1")).table();
    assertThat(rows(decoded).get(0).getString(0)).isEqualTo("M\u00fcller");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    Path file = file("orders.csv", "\uFEFFcustomer,at,amount\nc1,2024-01-02,1\n");
    assertThat(rows(Inputs.orders(InputFormat.CSV, file).table())).hasSize(1);
  }

  @Test
  void jsonTakesTheColumnsThatTheMappingNamesAsTheyAreWritten() throws IOException {
    Path file =
        file(
            "orders.json",
            "{\"customer\":\"c1\",\"at\":\"2024-01-02T03:04:05Z\",\"amount\":12345678901234.5678,\"x\":1}\n"
                + "{\"customer\":2,\"at\":\"2024-01-02\"}\n"
                + "{\"customer\": broken\n");
    List<Row> rows = rows(Inputs.orders(InputFormat.JSON, file).table());
    assertThat(rows.toString())
        .isEqualTo(
            "[[2,2024-01-02 00:00:00.0,null,null,null],"
                + " [c1,2024-01-02 03:04:05.0,12345678901234.5678,null,null],"
                + " [null,null,null,null,{\"customer\": broken]]");
  }

  @Test
  void everyOtherFormatIsReadWithItsOwnSchema() {
    for (InputFormat format : List.of(InputFormat.PARQUET, InputFormat.ORC, InputFormat.DELTA)) {
      Path target = folder.resolve("orders." + format.label());
      SharedSpark.session()
          .sql(
              "select 17850 as customer, date'2024-01-02' as at, 1.5d as amount, 'unused' as other")
          .write()
          .format(format.label())
          .save(target.toString());
      MappedRows mapped = reader.read(Inputs.orders(format, target).table());
      assertThat(mapped.sourceColumns()).containsExactly("customer", "at", "amount");
      assertThat(rows(Inputs.orders(format, target).table()).toString())
          .as(format.label())
          .isEqualTo("[[17850,2024-01-02 00:00:00.0,1.5000,null,null]]");
    }
    SharedSpark.session()
        .sql("select 'c1' as customer, timestamp'2024-01-02 00:00:00' as at, 1.5 as amount")
        .createOrReplaceTempView("orders_view");
    assertThat(rows(Inputs.orders(InputFormat.TABLE, "").tableName("orders_view").table()))
        .hasSize(1);
    assertThat(
            errorOf(Inputs.orders(InputFormat.TABLE, "").tableName("no_such_view").table())
                .category())
        .isEqualTo(Category.INPUT_CONTRACT);
  }

  @Test
  void aDatabaseIsReadAndOneThatDoesNotAnswerIsAnOutsideFailureWithoutItsSecret() throws Exception {
    Path database = folder.resolve("shop.duckdb");
    String url = "jdbc:duckdb:" + database;
    try (java.sql.Connection connection = java.sql.DriverManager.getConnection(url);
        java.sql.Statement statement = connection.createStatement()) {
      statement.execute(
          "create table sales(customer varchar, \"at\" timestamp, amount decimal(12, 2))");
      statement.execute("insert into sales values ('c1', timestamp '2024-01-02 03:04:05', 1.25)");
    }
    Map<String, String> options = Map.of("url", url, "driver", "org.duckdb.DuckDBDriver");
    InputTable sales =
        Inputs.orders(InputFormat.JDBC, "").tableName("sales").options(options).table();
    assertThat(rows(sales).toString()).isEqualTo("[[c1,2024-01-02 03:04:05.0,1.2500,null,null]]");
    assertThat(reader.bytesOfText(sales)).as("of unknown size").isGreaterThan(1L << 60);
    Map<String, String> wrong =
        Map.of(
            "url", "jdbc:duckdb:/nowhere/at/all/shop.duckdb",
            "driver", "org.duckdb.DuckDBDriver",
            "password", "s3cret-word");
    PerennialException error =
        errorOf(Inputs.orders(InputFormat.JDBC, "").tableName("sales").options(wrong).table());
    assertThat(error.category()).isEqualTo(Category.OUTSIDE_SYSTEM);
    assertThat(error.getMessage()).doesNotContain("s3cret-word").doesNotContain("jdbc:duckdb");
  }

  @Test
  void aConditionThatThrowsOnARowIsAnInputError() throws IOException {
    Path file = file("orders.csv", "customer,at,amount\nc1,2024-01-02,x\n");
    PerennialException error =
        errorWhileReading(
            Inputs.orders(InputFormat.CSV, file).where("cast(amount as int) > 0").table());
    assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT);
    assertThat(error).hasMessageContaining("inputs.orders.where").hasMessageContaining("try_cast");
  }

  @Test
  void aConditionOverAMissingColumnNamesIt() throws IOException {
    Path file = file("orders.csv", "customer,at,amount\nc1,2024-01-02,x\n");
    assertThat(errorOf(Inputs.orders(InputFormat.CSV, file).where("amout > 0").table()))
        .hasMessageContaining("`amout`, which inputs.orders.where")
        .hasMessageContaining("Did you mean `amount`?");
  }

  @Test
  void aDamagedFileIsAnInputError() throws IOException {
    Path parquet = file("orders.parquet", "this is no parquet file at all");
    assertThat(errorOf(Inputs.orders(InputFormat.PARQUET, parquet).table()).category())
        .isEqualTo(Category.INPUT_CONTRACT);
    Path gzip = file("orders.csv.gz", "this is no gzip file");
    assertThat(errorOf(Inputs.orders(InputFormat.CSV, gzip).table()).category())
        .isEqualTo(Category.INPUT_CONTRACT);
  }

  @Test
  void storageThatDoesNotAnswerIsAnOutsideFailureAndItsPasswordIsNotShown() {
    PerennialException error =
        errorOf(
            Inputs.orders(InputFormat.CSV, "hdfs://me:s3cret@no-such-host.invalid:8020/orders.csv")
                .table());
    assertThat(error.category()).isEqualTo(Category.OUTSIDE_SYSTEM);
    assertThat(error.getMessage()).doesNotContain("s3cret");
  }

  @Test
  void aMissingDriverIsAUsageError() {
    Map<String, String> options =
        Map.of("url", "jdbc:nosuch://host/shop", "driver", "com.example.NoSuchDriver");
    assertThat(
            errorOf(Inputs.orders(InputFormat.JDBC, "").tableName("sales").options(options).table())
                .category())
        .isEqualTo(Category.USAGE);
  }

  @Test
  void refusedPermissionIsAnInputError() {
    InputTable table = Inputs.orders(InputFormat.CSV, "/data/orders").table();
    for (Exception refusal :
        List.of(
            new org.apache.hadoop.security.AccessControlException("no"),
            new java.nio.file.AccessDeniedException("/data/orders"),
            new java.io.FileNotFoundException("/data/orders/part-0 (Permission denied)"))) {
      PerennialException error =
          reader
              .explain(List.of(table), new RuntimeException("Job aborted", refusal))
              .orElseThrow();
      assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT);
      assertThat(error).hasMessageContaining("may not be read");
    }
  }

  @Test
  void aFailureIsLaidToTheTableThatItNames() {
    InputTable orders = Inputs.orders(InputFormat.CSV, "../data/orders/*.csv").table();
    InputTable others = Inputs.orders(InputFormat.CSV, "s3a://bucket/data/others").table();
    Exception failure =
        new java.io.FileNotFoundException("File file:/home/data/orders/1.csv does not exist");
    assertThat(reader.explain(List.of(others, orders), failure).orElseThrow())
        .hasMessageContaining("../data/orders/*.csv");
  }

  @Test
  void aFailureThatIsNotOneOfReadingIsLeftToOthers() {
    InputTable table = Inputs.orders(InputFormat.CSV, "/data/orders").table();
    assertThat(reader.explain(List.of(table), new IllegalStateException("something else")))
        .isEmpty();
  }

  @Test
  void aPlaceOfUnknownKindIsAUsageError() {
    assertThat(
            errorOf(Inputs.orders(InputFormat.CSV, "nosuch://bucket/orders.csv").table())
                .category())
        .isEqualTo(Category.USAGE);
  }

  @Test
  void theRowsAreCountedAtTheScan() throws Exception {
    Path file =
        file("orders.csv", "customer,at,amount\nc1,2024-01-02,1\nc1,2024-01-02,1\nc2,x,0\n");
    MappedRows mapped =
        reader.read(Inputs.orders(InputFormat.CSV, file).where("amount > 0").table());
    mapped.rows().groupBy("customer_id").count().collectAsList();
    assertThat(mapped.rowsRead()).isEqualTo(2);
  }

  @Test
  void aTableWithoutItsPlaceIsAUsageError() {
    assertThatThrownBy(
            () ->
                reader.read(
                    new InputTable(
                        "orders",
                        InputFormat.CSV,
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        Map.of(),
                        List.of(),
                        java.util.Optional.empty(),
                        Map.of(),
                        Map.of(),
                        java.util.Optional.empty(),
                        3)))
        .isInstanceOf(PerennialException.class)
        .hasMessageContaining("inputs.orders.path");
  }

  @Test
  void theSizeIsThatOfTheTextAndEightfoldWhereRowsAreCompressed() throws IOException {
    String text = "customer,at,amount\nc1,2024-01-02 03:04:05,12.50\n";
    Path plain = file("size.csv", text);
    Path compressed = folder.resolve("size.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Path columns = folder.resolve("size.parquet");
    SharedSpark.session()
        .sql("SELECT 'c1' customer")
        .coalesce(1)
        .write()
        .parquet(columns.toString());
    long columnar;
    try (var files = Files.list(columns)) {
      columnar =
          files
              .filter(file -> file.getFileName().toString().matches("part-.*[.]parquet"))
              .mapToLong(file -> file.toFile().length())
              .sum();
    }
    assertThat(reader.bytesOfText(Inputs.orders(InputFormat.CSV, plain).table()))
        .isEqualTo(Files.size(plain));
    assertThat(reader.bytesOfText(Inputs.orders(InputFormat.CSV, compressed).table()))
        .isEqualTo(8 * Files.size(compressed));
    assertThat(reader.bytesOfText(Inputs.orders(InputFormat.PARQUET, columns).table()))
        .isEqualTo(8 * columnar);
  }

  @Test
  void aViewIsAsLargeAsAllThatItIsMadeOf() throws IOException {
    Path first = file("first.csv", "a,b\n1,2\n");
    Path second = file("second.csv", "a,c\n1,3\n");
    reader.define(
        List.of(
            view("first_rows", first, Map.of("header", "true")),
            view("second_rows", second, Map.of("header", "true")),
            query("both_rows", "SELECT * FROM first_rows JOIN second_rows USING (a)")));
    InputTable table = Inputs.orders(InputFormat.TABLE, "").tableName("both_rows").table();
    assertThat(reader.bytesOfText(table)).isEqualTo(Files.size(first) + Files.size(second));
  }
}
