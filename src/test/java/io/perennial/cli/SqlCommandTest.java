package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlCommandTest {
  @TempDir private static Path folder;
  private static Path configuration;

  /** Three customers with two, one and one orders; one is named to break lines and terminals. */
  @BeforeAll
  static void publish() throws IOException {
    Path orders =
        Files.write(
            folder.resolve("orders.json"),
            List.of(
                "{\"id\":\"1\",\"customer\":\"a\",\"day\":\"2025-01-05\",\"total\":\"10.50\"}",
                "{\"id\":\"2\",\"customer\":\"a\",\"day\":\"2025-03-01\",\"total\":\"2.25\"}",
                "{\"id\":\"3\",\"customer\":\"b, \\\"the\\\"\",\"day\":\"2025-02-01\",\"total\":\"7\"}",
                "{\"id\":\"4\",\"customer\":\"c\\u001b[2J\",\"day\":\"2025-02-02\",\"total\":\"1\"}"));
    configuration =
        Files.writeString(
            folder.resolve("shop.yaml"),
            """
            time_zone: Europe/Paris
            currency: EUR
            inputs:
              orders:
                path: %s
                format: json
                columns: [id, customer, day, total]
                mapping: {order_id: id, customer_id: customer, ordered_at: day, amount: total}
            output:
              path: %s
            """
                .formatted(orders, folder.resolve("out")));
    CommandRun run =
        CommandRun.withSpark(
            "run",
            "--config",
            configuration.toString(),
            "--as-of",
            "2025-03-31",
            "--metrics",
            "purchase_summary");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aTableIsAlignedAndControlCharactersDoNotReachTheTerminal() {
    CommandRun run =
        sql(
            "SELECT customer_id, orders, net_revenue, CAST(null AS int) AS nothing"
                + " FROM purchase_summary ORDER BY customer_id;");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
              customer_id  orders  net_revenue  nothing
              a                 2        12.75     null
              b, "the"          1         7.00     null
              c\uFFFD[2J             1         1.00     null
            """);
  }

  @Test
  void aTableEndsAtItsLimitAndSaysSoBesideTheData() {
    CommandRun run = sql("--limit", "2", "SELECT customer_id FROM purchase_summary ORDER BY 1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasLineCount(3).doesNotContain("only");
    assertThat(run.err())
        .isEqualTo(
            "perennial: only the first 2 rows are shown; --limit N shows N, --format csv all\n");
    CommandRun fits = sql("--limit", "3", "SELECT customer_id FROM purchase_summary ORDER BY 1");
    assertThat(fits.err()).isEmpty();
    assertThat(sql("SELECT id FROM range(60)").out()).hasLineCount(51);
  }

  @Test
  void csvQuotesWhatNeedsItAndTellsNullFromTheEmptyText() {
    CommandRun run =
        sql(
            "--format",
            "csv",
            "SELECT customer_id AS `who, exactly`, to_date(first_order_at) AS day, null AS n, '' AS e,"
                + " array(1, null) AS a FROM purchase_summary WHERE customer_id < 'c' ORDER BY 1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            "who, exactly",day,n,e,a
            a,2025-01-05,,"","[1,null]"
            "b, ""the""\",2025-02-01,,"","[1,null]"
            """);
  }

  @Test
  void jsonIsOneObjectPerLineWithItsNulls() {
    CommandRun run =
        sql(
            "--format",
            "JSON",
            "--limit",
            "1",
            "SELECT customer_id, net_revenue, to_date(last_order_at) AS day, null AS n, map('k', 1) AS m"
                + " FROM purchase_summary ORDER BY customer_id");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "{\"customer_id\":\"a\",\"net_revenue\":12.75,\"day\":\"2025-03-01\",\"n\":null,"
                + "\"m\":{\"k\":1}}\n");
  }

  @Test
  void csvAndJsonAreNotCutShort() {
    assertThat(sql("--format", "csv", "SELECT id FROM range(60)").out()).hasLineCount(61);
    assertThat(sql("--format", "json", "SELECT id FROM range(60)").out()).hasLineCount(60);
  }

  @Test
  void instantsAreToldInTheConfigurationsTimeZone() {
    assertThat(sql("--format", "csv", "SELECT TIMESTAMP '2025-07-01 12:00:00Z' AS t").out())
        .isEqualTo("t\n2025-07-01 14:00:00\n");
  }

  @Test
  void twoColumnsOfOneNameArePrintedButAreNoJson() {
    String query = "SELECT 1 AS x, 2 AS x";
    assertThat(sql("--format", "csv", query).out()).isEqualTo("x,x\n1,2\n");
    CommandRun json = sql("--format", "json", query);
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(json.err()).contains("named x", "with AS");
  }

  @Test
  void tablesAreFoundInSubqueriesAndBehindNamesOfTheQuerysOwn() {
    CommandRun run =
        sql(
            "--format",
            "csv",
            "WITH Own AS (SELECT * FROM PURCHASE_SUMMARY) SELECT count(*) AS n FROM own WHERE"
                + " customer_id IN (SELECT key FROM (SELECT explode(map_keys(rows_out)) AS key FROM"
                + " run_history)) OR orders = (SELECT max(orders) FROM purchase_summary)");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("n\n1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM purchase_summary",
        "INSERT INTO purchase_summary SELECT * FROM purchase_summary",
        "FROM purchase_summary INSERT OVERWRITE TABLE other SELECT *",
        "WITH q AS (SELECT 1) INSERT INTO purchase_summary SELECT * FROM q",
        "CREATE TABLE t AS SELECT 1",
        "DROP TABLE purchase_summary",
        "SET spark.sql.ansi.enabled=false",
        "ADD JAR '/tmp/x.jar'",
        "DESCRIBE purchase_summary",
        "/* SELECT */ TRUNCATE TABLE purchase_summary -- SELECT"
      })
  void whatIsNoQueryIsRefusedBeforeSparkStarts(String statement) {
    CommandRun run = CommandRun.withoutSpark("sql", statement);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("is not a query").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM delta.`/tmp/elsewhere`",
        "SELECT (SELECT max(x) FROM parquet.`/etc`)",
        "SELECT TRANSFORM (1) USING 'cat' AS (x)",
        "SELECT * FROM IDENTIFIER('delta.`/tmp/' || 'elsewhere`')",
        "SELECT IDENTIFIER('ref' || 'lect')('java.lang.System', 'exit', 0)",
        "SELECT reflect('java.lang.System', 'exit', 0)",
        "SELECT 1 WHERE EXISTS (SELECT Java_Method('java.util.UUID', 'randomUUID'))"
      })
  void aQueryThatReachesBeyondTheTablesIsRefusedBeforeSparkStarts(String query) {
    CommandRun run = CommandRun.withoutSpark("sql", query);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("The query uses").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                                | SELEC
          SELECT 1; DROP TABLE purchase_summary  | not Spark SQL
          ''                                     | not Spark SQL
          ;                                      | not Spark SQL
          SELECT * FROM purchase_sumary          | 'purchase_summary'
          """)
  void aQueryThatCannotBeMeantIsExplainedBeforeSparkStarts(String query, String told) {
    CommandRun run = CommandRun.withoutSpark("sql", query);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(told, "  remedy: ").doesNotContain("\tat ");
  }

  @Test
  void deepNestingIsNoFault() {
    CommandRun run =
        CommandRun.withoutSpark("sql", "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("nested too deeply");
  }

  @Test
  void aColumnThatThereIsNotIsMetWithThoseThatThereAre() {
    CommandRun run = sql("SELECT net_revenu FROM purchase_summary");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("`net_revenu` cannot be resolved", "`net_revenue`")
        .doesNotContain("SQLSTATE", "\tat ", "'Project");
  }

  @Test
  void aTableThatWasNotPublishedIsNamedWithItsPlace() {
    CommandRun run = sql("SELECT * FROM cohort_retention");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains(folder + "/out/cohort_retention", "in the format delta");
  }

  @Test
  void withoutAConfigurationTheDemosTablesAreMeant() {
    CommandRun run =
        CommandRun.withSpark(
            "sql", "--set", "output.format=parquet", "SELECT * FROM purchase_summary");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("target/demo/output/purchase_summary", "perennial demo");
  }

  @Test
  void aFailureOnARowDoesNotQuoteTheRow() {
    for (String format : List.of("table", "csv", "json")) {
      CommandRun run =
          sql("--format", format, "SELECT CAST(customer_id AS int) AS i FROM purchase_summary");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("CAST_INVALID_INPUT").doesNotContain("'a'", "\"the\"");
    }
  }

  @Test
  void whatAQueryAssertsEndsWithFourWhereItDoesNotHold() {
    CommandRun run =
        sql("SELECT assert_true(count(*) = 4, 'there are not 4') FROM purchase_summary");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("The query raised: there are not 4").doesNotContain("\tat ");
    assertThat(
            sql("SELECT if(count(*) = 3, 'held', raise_error('no')) FROM purchase_summary").out())
        .contains("held");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483647"})
  void aLimitThatIsNoneIsRefused(String limit) {
    CommandRun run = CommandRun.withoutSpark("sql", "--limit", limit, "SELECT 1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--limit " + limit);
  }

  private static CommandRun sql(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "sql";
    all[1] = "--config";
    all[2] = configuration.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return CommandRun.withSpark(all);
  }
}
