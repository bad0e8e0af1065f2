package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories that no model of lifetime value can be fitted to, or whose likelihood has no maximum:
 * the run succeeds, says why nothing is predicted, and no table holds a figure that is no number.
 */
class UnfittableHistoriesTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 31);
  private static final List<String> TABLES =
      List.of(
          ClvModelTable.NAME,
          CustomerLifetimeValueTable.NAME,
          ClvModelComparisonTable.NAME,
          ClvValidationTable.NAME,
          CustomerBaseValueTable.NAME,
          CohortLifetimeValueTable.NAME,
          CustomerChurnTable.NAME);

  @TempDir private Path folder;

  /** What a run published, and what it warned of. */
  private record Published(Map<String, List<Row>> tables, List<String> warnings) {
    List<Row> rows(String table) {
      return tables.get(table);
    }

    List<Row> rows(String table, String column, String value) {
      return rows(table).stream().filter(row -> value.equals(row.getAs(column))).toList();
    }

    boolean warns(String part) {
      return warnings.stream().anyMatch(warning -> warning.contains(part));
    }

    void assertNothingPredicted() {
      assertAllNull(
          CustomerLifetimeValueTable.NAME,
          CustomerLifetimeValueTable.MODEL,
          CustomerLifetimeValueTable.PROBABILITY_ALIVE,
          CustomerLifetimeValueTable.PROBABILITY_ALIVE_IS_CERTAIN,
          CustomerLifetimeValueTable.EXPECTED_ORDERS,
          CustomerLifetimeValueTable.EXPECTED_ORDERS_LOW,
          CustomerLifetimeValueTable.EXPECTED_ORDERS_HIGH);
      assertNoValuePredicted();
      assertAllNull(CustomerChurnTable.NAME, CustomerChurnTable.PROBABILITY_ALIVE);
      assertThat(rows(CustomerBaseValueTable.NAME)).isEmpty();
      assertThat(warns("Nothing is predicted")).as("%s", warnings).isTrue();
      assertThat(rows(ClvModelTable.NAME))
          .noneMatch(row -> row.<Boolean>getAs(ClvModelTable.IS_SELECTED));
    }

    void assertNoValuePredicted() {
      assertAllNull(
          CustomerLifetimeValueTable.NAME,
          CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER,
          CustomerLifetimeValueTable.VALUE_BASIS,
          CustomerLifetimeValueTable.PREDICTED_VALUE,
          CustomerLifetimeValueTable.PREDICTED_VALUE_LOW,
          CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH,
          CustomerLifetimeValueTable.VALUE_RANK,
          CustomerLifetimeValueTable.VALUE_DECILE);
      assertAllNull(CustomerBaseValueTable.NAME, CustomerBaseValueTable.CUSTOMER_EQUITY);
      assertAllNull(
          CohortLifetimeValueTable.NAME, CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE);
    }

    void assertAllNull(String table, String... columns) {
      for (Row row : rows(table)) {
        for (String column : columns) {
          assertThat(row.<Object>getAs(column)).as("%s of %s", column, row).isNull();
        }
      }
    }

    void assertVerdict(String model, String reason) {
      List<Row> rows = rows(ClvModelTable.NAME, ClvModelTable.MODEL, model);
      assertThat(rows).isNotEmpty();
      for (Row row : rows) {
        assertThat(row.<String>getAs(ClvModelTable.VERDICT)).isEqualTo("unfittable");
        assertThat(row.<String>getAs(ClvModelTable.REASON)).contains(reason);
        assertThat(row.<Object>getAs(ClvModelTable.ESTIMATE)).isNull();
      }
    }

    void assertPurchasesPredicted() {
      for (Row row : rows(CustomerLifetimeValueTable.NAME)) {
        assertThat(row.<Object>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS)).isNotNull();
      }
      assertThat(rows(CustomerBaseValueTable.NAME)).hasSize(3);
    }
  }

  @Test
  void oneCustomerSaysNothingOfHowCustomersDiffer() throws IOException {
    Published published = run("a,2024-01-05,20", "a,2024-03-09,30", "a,2024-10-30,25");
    published.assertNothingPredicted();
    published.assertVerdict("Pareto/NBD", "One customer");
    published.assertVerdict("Gamma-Gamma", "One customer");
    assertThat(published.warns("One customer")).isTrue();
  }

  @Test
  void whereEverybodyOrderedOnceThereIsNoRateToTell() throws IOException {
    Published published = run(customers(40, any -> true, new Random(1), once()));
    published.assertNothingPredicted();
    published.assertVerdict("BG/NBD", "Nobody bought again");
    published.assertVerdict("Gamma-Gamma", "no customer with repeat purchases");
    // The naive guesses can be judged all the same.
    assertThat(
            published.rows(
                ClvModelComparisonTable.NAME,
                ClvModelComparisonTable.MODEL,
                ClvModelComparisonTable.LAST_YEAR_AGAIN))
        .allMatch(row -> row.<Object>getAs(ClvModelComparisonTable.BIAS) != null);
  }

  @Test
  void aHistoryOfOneDayIsNoObservation() throws IOException {
    Published published = run("a,2024-12-31,20", "b,2024-12-31,30", "b,2024-12-31,10");
    published.assertNothingPredicted();
    published.assertVerdict("MBG/NBD", "Nobody was observed for any time");
    assertThat(published.warns("too short to hold a part of it out")).isTrue();
    assertThat(published.rows(ClvValidationTable.NAME)).isEmpty();
  }

  @Test
  void constantSpendHasNoModelOfValueButOfPurchases() throws IOException {
    Published published = run(customers(60, any -> true, new Random(2), repeatedly(any -> 20)));
    published.assertPurchasesPredicted();
    published.assertNoValuePredicted();
    published.assertVerdict("Gamma-Gamma", "All customers spend the same");
    assertThat(published.warns("No value is predicted, only purchases: All customers")).isTrue();
  }

  @Test
  void repeatSpendOfZeroOrLessIsLeftOutOfTheSpendModel() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.addAll(List.of(customers(40, one -> one % 2 == 0, new Random(3), repeatedly(any -> 0))));
    rows.addAll(List.of(customers(40, one -> one % 2 == 1, new Random(4), repeatedly(any -> -7))));
    Published published = run(rows.toArray(String[]::new));
    published.assertPurchasesPredicted();
    published.assertNoValuePredicted();
    published.assertVerdict(
        "Gamma-Gamma", "There is no customer with repeat purchases of positive");
    assertThat(published.warns("No value is predicted")).isTrue();
  }

  /** Nobody was acquired before the holdout begins: there is none. */
  @Test
  void aHoldoutLongerThanTheHistoryIsNone() throws IOException {
    Published published =
        run(
            "lifetime_value: {holdout_days: 400}",
            customers(60, any -> true, new Random(5), varied()));
    published.assertPurchasesPredicted();
    assertThat(published.warns("lifetime_value.holdout_days is 400, and the first order is"))
        .isTrue();
    for (Row row : published.rows(ClvModelComparisonTable.NAME)) {
      assertThat(row.<Object>getAs(ClvModelComparisonTable.CUSTOMERS)).isNull();
      assertThat(row.<Object>getAs(ClvModelComparisonTable.CALIBRATED_TO)).isNull();
    }
    assertThat(selectionReason(published)).contains("Nothing could be held out");
  }

  /** Only one customer was known before the holdout: the models are fitted, but not judged. */
  @Test
  void aHoldoutWithoutFittedModelsJudgesTheGuessesAlone() throws IOException {
    List<String> rows = new ArrayList<>(List.of("first,2023-01-01,20"));
    rows.addAll(List.of(customers(60, any -> true, new Random(6), varied())));
    Published published = run("lifetime_value: {holdout_days: 380}", rows.toArray(String[]::new));
    published.assertPurchasesPredicted();
    assertThat(selectionReason(published))
        .contains("could be fitted to what came before the holdout");
    assertThat(published.warns("The models were judged by 1 customer; 60 more were acquired"))
        .isTrue();
    for (Row row : published.rows(ClvModelComparisonTable.NAME)) {
      assertThat(row.<Long>getAs(ClvModelComparisonTable.NEW_CUSTOMERS)).isEqualTo(60);
    }
    assertThat(
            published.rows(
                ClvModelComparisonTable.NAME,
                ClvModelComparisonTable.MODEL,
                ClvModelComparisonTable.COHORT_MEAN))
        .singleElement()
        .satisfies(
            row -> assertThat(row.<Long>getAs(ClvModelComparisonTable.CUSTOMERS)).isEqualTo(1));
  }

  /** The spend model's p has no bound: a customer's spend never varies, customers' do. */
  @Test
  void spendThatNeverVariesWithinACustomerKeepsIntervalsOfTheSizeOfTheSpend() throws IOException {
    Published published =
        run(customers(120, any -> true, new Random(7), repeatedly(one -> 5 + one * one % 97)));
    published.assertPurchasesPredicted();
    for (Row row : published.rows(CustomerLifetimeValueTable.NAME)) {
      BigDecimal high = row.getAs(CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH);
      BigDecimal perOrder = row.getAs(CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER);
      long most = row.<Long>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS_HIGH);
      assertThat(perOrder.doubleValue()).isBetween(1.0, 200.0);
      // Nobody is known to have spent more than a hundred at once.
      assertThat(high.doubleValue()).as("%s", row).isBetween(0.0, 1_000.0 * Math.max(1, most));
    }
  }

  private static String selectionReason(Published published) {
    return published.rows(ClvModelComparisonTable.NAME).stream()
        .filter(row -> row.<Boolean>getAs(ClvModelComparisonTable.IS_SELECTED))
        .map(row -> row.<String>getAs(ClvModelComparisonTable.SELECTION_REASON))
        .findFirst()
        .orElseThrow();
  }

  /** What a customer orders, in the order of days. */
  private interface Orders {
    List<String> of(int customer, Random random);
  }

  private static Orders once() {
    return (customer, random) ->
        List.of("c%d,%s,%d".formatted(customer, day(random), 10 + random.nextInt(50)));
  }

  private static Orders varied() {
    return (customer, random) -> orders(customer, random, () -> 5 + random.nextInt(60));
  }

  private static Orders repeatedly(IntUnaryOperator amount) {
    return (customer, random) -> orders(customer, random, () -> amount.applyAsInt(customer));
  }

  private static List<String> orders(int customer, Random random, IntSupplier amount) {
    List<String> rows = new ArrayList<>();
    LocalDate day = day(random);
    while (!day.isAfter(AS_OF)) {
      rows.add("c%d,%s,%d".formatted(customer, day, amount.getAsInt()));
      if (random.nextInt(4) == 0) {
        return rows;
      }
      day = day.plusDays(1 + random.nextInt(20 + 10 * (customer % 7)));
    }
    return rows;
  }

  private static LocalDate day(Random random) {
    return LocalDate.of(2024, 1, 1).plusDays(random.nextInt(330));
  }

  private static String[] customers(int number, IntPredicate chosen, Random random, Orders orders) {
    List<String> rows = new ArrayList<>();
    for (int customer = 0; customer < number; customer++) {
      if (chosen.test(customer)) {
        rows.addAll(orders.of(customer, random));
      }
    }
    return rows.toArray(String[]::new);
  }

  private Published run(String... rows) throws IOException {
    return run("lifetime_value: {model: auto}", rows);
  }

  /** Runs on rows of customer, day and amount; negative amounts are orders. */
  private Published run(String lifetimeValue, String[] rows) throws IOException {
    Path orders = folder.resolve("orders.csv");
    Files.writeString(orders, "customer,day,total\n" + String.join("\n", rows) + "\n");
    Path output = folder.resolve("output");
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            as_of_date: %s
            currency: EUR
            inputs:
              orders:
                path: %s
                format: csv
                options: {header: "true"}
                mapping: {customer_id: customer, ordered_at: day, amount: total}
            orders: {negative_amounts: order}
            output: {format: parquet, path: "%s"}
            %s
            """
                .formatted(AS_OF, orders, output, lifetimeValue));
    Configuration configuration =
        ConfigurationReader.read(file, List.of(), Optional.empty(), Map.of());
    RunReport report =
        new RetentionJob(
                SharedSpark.session(), new RunRequest(configuration, TABLES), RunListener.SILENT)
            .run();
    Map<String, List<Row>> tables = new HashMap<>();
    for (String name : TABLES) {
      List<Row> found =
          SharedSpark.session().read().parquet(output.resolve(name).toString()).collectAsList();
      found.forEach(row -> assertNumbers(name, row));
      tables.put(name, found);
    }
    return new Published(tables, report.warnings());
  }

  private static void assertNumbers(String table, Row row) {
    for (int column = 0; column < row.size(); column++) {
      if (row.get(column) instanceof Double number) {
        assertThat(number).as("%s of %s: %s", row.schema().names()[column], table, row).isFinite();
      }
    }
  }
}
