package io.perennial.config;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations of the project are valid and fit the data they name. */
class ConfigurationFilesTest {
  private static final Path CONFIGURATIONS = Path.of("conf");
  private static final Path DATA = Path.of("../shared/data");

  @ParameterizedTest
  @MethodSource("files")
  void every_configuration_file_is_valid(String name) {
    Configuration configuration = read(name);

    assertThat(configuration.inputs()).isNotEmpty();
    assertThat(configuration.output().path())
        .startsWith(
            "target/" + name.replace("template", "my-company").replaceFirst("^examples/", ""));
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_configuration_file_names_the_schema_for_editors(String name) throws Exception {
    Path file = CONFIGURATIONS.resolve(name + ".yaml");
    Path schema = file.getParent().relativize(CONFIGURATIONS.resolve("perennial.schema.json"));
    assertThat(Files.readString(file))
        .startsWith("# yaml-language-server: $schema=" + schema + "\n");
  }

  /** Whatever stands there, so that a new one is not forgotten; names without their ending. */
  static List<String> files() throws IOException {
    try (Stream<Path> found = Files.walk(CONFIGURATIONS)) {
      List<String> names =
          found
              .map(path -> CONFIGURATIONS.relativize(path).toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - ".yaml".length()))
              .sorted()
              .toList();
      assertThat(names)
          .contains("demo", "cdnow", "online_retail", "foodmart", "template")
          .anyMatch(name -> name.startsWith("examples/"));
      return names;
    }
  }

  @Test
  void the_cdnow_mapping_reads_every_purchase() {
    Row totals =
        rows("cdnow", "orders")
            .agg(
                count(lit(1)),
                countDistinct(col("customer_id")),
                sum(col("amount").cast("decimal(18,4)")).cast("decimal(20,2)"),
                min(col("ordered_at")).cast("date").cast("string"),
                max(col("ordered_at")).cast("date").cast("string"))
            .first();

    assertThat(totals.toSeq().mkString(" "))
        .isEqualTo("69659 23570 2500315.63 1997-01-01 1998-06-30");
  }

  @Test
  void the_online_retail_mapping_reads_every_line() {
    Column amount = expr("cast(quantity as decimal(18,4)) * cast(unit_price as decimal(18,4))");
    Dataset<Row> lines = rows("online_retail", "order_lines");
    Row totals =
        lines
            .agg(
                count(lit(1)),
                count(col("ordered_at")),
                sum(expr("if(status = 'return', 1, 0)")),
                countDistinct(col("customer_id")))
            .first();
    BigDecimal revenue = lines.where("customer_id <> ''").agg(sum(amount)).first().getDecimal(0);

    assertThat(totals.toSeq().mkString(" ")).isEqualTo("541909 541909 9288 4372");
    assertThat(revenue).isEqualByComparingTo("8300065.8140");
  }

  @Test
  void the_foodmart_mapping_reads_every_line_on_its_day_to_the_cent() {
    Dataset<Row> lines = rows("foodmart", "order_lines");
    Row totals =
        lines
            .agg(
                count(lit(1)),
                countDistinct(col("customer_id")),
                countDistinct(col("order_id")),
                sum(expr("quantity * cast(unit_price as decimal(18,4))")),
                sum(expr("quantity * cast(unit_cost as decimal(18,4))")),
                min(col("ordered_at")).cast("string"),
                max(col("ordered_at")).cast("string"))
            .first();

    assertThat(totals.toSeq().mkString(" "))
        .isEqualTo("86837 5581 20530 565238.1300 225627.2336 1997-01-01 1997-12-30");
  }

  @Test
  void the_foodmart_days_agree_with_the_table_of_days() {
    String day = read("foodmart").inputs().get("order_lines").mapping().get("ordered_at");
    Dataset<Row> days =
        source(DATA.resolve("foodmart/time_by_day.csv.gz"), "csv", Map.of("header", "true"));

    assertThat(days.count()).isEqualTo(730);
    assertThat(days.where(expr(day).notEqual(expr("cast(left(the_date, 10) as date)"))).count())
        .isZero();
  }

  @Test
  void the_foodmart_customers_have_signed_up() {
    Row totals =
        rows("foodmart", "customers")
            .agg(count(lit(1)), countDistinct(col("customer_id")), count(col("signed_up_at")))
            .first();

    assertThat(totals.toSeq().mkString(" ")).isEqualTo("10281 10281 10281");
  }

  private static Configuration read(String name) {
    return ConfigurationReader.read(
        CONFIGURATIONS.resolve(name + ".yaml"), List.of(), Optional.empty(), Map.of());
  }

  /** The canonical columns, made by the mapping's expressions from columns of text. */
  private static Dataset<Row> rows(String name, String table) {
    InputTable input = read(name).inputs().get(table);
    Dataset<Row> source =
        source(Path.of(input.path().orElseThrow()), input.format().label(), input.options());
    return source
        .where(input.where().orElse("true"))
        .select(
            input.mapping().entrySet().stream()
                .map(column -> expr(column.getValue()).as(column.getKey()))
                .toArray(Column[]::new));
  }

  private static Dataset<Row> source(Path path, String format, Map<String, String> options) {
    assumeThat(Files.exists(path))
        .as("the public data %s are not beside the project", path)
        .isTrue();
    return SharedSpark.session().read().format(format).options(options).load(path.toString());
  }
}
