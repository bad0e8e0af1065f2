package io.perennial.metric;

import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningTotalsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("shop", DataTypes.StringType)
          .add("amount", DataTypes.DoubleType)
          .add("customers", DataTypes.LongType)
          .add("orders", DataTypes.LongType);

  private static RunningTotals totals(boolean descending) {
    return new RunningTotals(
        List.of("shop"),
        "amount",
        1e-2,
        descending,
        List.of(
            new RunningTotals.Total("customers", "customers_before", "all_customers"),
            new RunningTotals.Total("orders", "orders_before", "all_orders")));
  }

  /** Amounts over many magnitudes, negative ones, zero, and neighbours of one stretch. */
  private static List<Row> rows() {
    Random random = new Random(20_261_122);
    List<Row> rows = new ArrayList<>();
    for (String shop : new String[] {"a", "b", null}) {
      TreeMap<Double, Long> amounts = new TreeMap<>();
      amounts.put(0.0, 3L);
      for (int i = 0; i < 200; i++) {
        double size = Math.exp(random.nextGaussian() * 6);
        amounts.put(random.nextBoolean() ? size : -size, (long) random.nextInt(5));
        amounts.put(1000 + i / 100.0, 1L + random.nextInt(4));
      }
      amounts.forEach(
          (amount, customers) ->
              rows.add(RowFactory.create(shop, amount, customers, (long) random.nextInt(100))));
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachValueHasTheSumsOfThoseBeforeItAndOfAll(boolean descending) {
    List<Row> rows = rows();
    List<Row> expected = new ArrayList<>();
    Comparator<Row> order = Comparator.comparingDouble(row -> row.getDouble(1));
    for (String shop : new String[] {"a", "b", null}) {
      List<Row> group =
          rows.stream()
              .filter(row -> Objects.equals(row.getString(0), shop))
              .sorted(descending ? order.reversed() : order)
              .toList();
      long allCustomers = group.stream().mapToLong(row -> row.getLong(2)).sum();
      long allOrders = group.stream().mapToLong(row -> row.getLong(3)).sum();
      long customers = 0;
      long orders = 0;
      for (Row row : group) {
        expected.add(
            RowFactory.create(
                shop,
                row.getDouble(1),
                row.getLong(2),
                row.getLong(3),
                customers,
                allCustomers,
                orders,
                allOrders));
        customers += row.getLong(2);
        orders += row.getLong(3);
      }
    }
    Dataset<Row> computed =
        totals(descending).of(SharedSpark.session().createDataFrame(rows, SCHEMA));
    assertThat(computed.columns())
        .containsExactly(
            "shop",
            "amount",
            "customers",
            "orders",
            "customers_before",
            "all_customers",
            "orders_before",
            "all_orders");
    assertThat(computed.collectAsList()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void withoutAGroupAllValuesAreOne() {
    Dataset<Row> computed =
        new RunningTotals(
                List.of(),
                "amount",
                1,
                false,
                List.of(new RunningTotals.Total("customers", "before", "all")))
            .of(
                SharedSpark.session()
                    .createDataFrame(
                        List.of(
                            RowFactory.create("a", 5.0, 2L, 0L),
                            RowFactory.create("b", -5.0, 3L, 0L),
                            RowFactory.create("c", 1e15, 4L, 0L)),
                        SCHEMA))
            .select("amount", "before", "all");
    assertThat(computed.collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(-5.0, 0L, 9L),
            RowFactory.create(5.0, 3L, 9L),
            RowFactory.create(1e15, 5L, 9L));
  }

  @Test
  void nothingHasNoTotals() {
    assertThat(
            totals(true)
                .of(SharedSpark.session().createDataFrame(List.of(), SCHEMA))
                .collectAsList())
        .isEmpty();
  }

  /** What the class is for: only sums over stretches meet in one partition. */
  @Test
  void noWindowOverValuesIsWithoutAStretch() {
    LogicalPlan plan =
        totals(true)
            .of(SharedSpark.session().createDataFrame(rows(), SCHEMA))
            .queryExecution()
            .optimizedPlan();
    assertThat(GlobalWindows.of(plan)).isEmpty();
  }

  @Test
  void aWindowOverAllValuesOfAGroupIsFound() {
    Dataset<Row> together =
        SharedSpark.session()
            .createDataFrame(rows(), SCHEMA)
            .groupBy("shop", "amount")
            .agg(sum("customers").as("customers"))
            .withColumn(
                "before", sum("customers").over(Window.partitionBy("shop").orderBy("amount")));
    assertThat(GlobalWindows.of(together.queryExecution().optimizedPlan())).hasSize(1);
  }
}
