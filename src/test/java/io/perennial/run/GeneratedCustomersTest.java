package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class GeneratedCustomersTest {
  private static final long CUSTOMERS = 5_000;
  private static final GeneratedCustomers GENERATION =
      new GeneratedCustomers(ModelBenchmark.TRUTH, 11);

  private final SparkSession spark = SharedSpark.session();

  @Test
  void customersAreTheSameInAnyNumberOfPartitions() {
    List<String> inOne = texts(GENERATION.of(numbers(1)));
    assertThat(inOne).hasSize((int) CUSTOMERS);
    assertThat(texts(GENERATION.of(numbers(7)))).isEqualTo(inOne);
    assertThat(texts(GENERATION.of(numbers(3).repartition(2)))).isEqualTo(inOne);
  }

  @Test
  void anotherSeedGivesOtherCustomers() {
    assertThat(texts(new GeneratedCustomers(ModelBenchmark.TRUTH, 12).of(numbers(1))))
        .isNotEqualTo(texts(GENERATION.of(numbers(1))));
  }

  @Test
  void everyCustomerIsARecordThatCanBe() {
    assertThat(GENERATION.of(numbers(2)).collectAsList())
        .allSatisfy(
            row -> {
              assertThat(row.getInt(2)).isBetween(1, GeneratedCustomers.DAYS);
              assertThat(row.getInt(1)).isBetween(row.getInt(0) == 0 ? 0 : 1, row.getInt(2));
              assertThat(row.getInt(0)).isNotNegative();
              assertThat(row.getInt(1) == 0).isEqualTo(row.getInt(0) == 0);
            });
  }

  private Dataset<Long> numbers(int partitions) {
    return spark.range(0, CUSTOMERS, 1, partitions);
  }

  private static List<String> texts(Dataset<Row> customers) {
    return customers.collectAsList().stream()
        .map(Row::toString)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
