package io.perennial.run;

import static io.perennial.testing.Datasets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.GammaGammaFamily;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.TimeUnit;
import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Objective;
import io.perennial.table.LedgerTable;
import io.perennial.testing.Datasets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelDataTest {
  private static final Kept KEPT = new Kept();

  private static final int CUSTOMERS = 600;
  private static final String DDL =
      String.join(
          ", ",
          PurchaseRecords.FREQUENCY + " int",
          PurchaseRecords.RECENCY_DAYS + " int",
          PurchaseRecords.CUSTOMER_AGE_DAYS + " int",
          PurchaseRecords.REPEAT_UNITS + " bigint",
          PurchaseRecords.HAS_REPEAT_SPEND + " boolean");

  /** Logarithms of parameters: usual ones, and such as a search may come by. */
  private static final double[][] POINTS = {
    {-1.4, 1.5, -.2, .9}, {0, 0, 0, 0}, {3, 6, -4, 5}, {-6, -3, 2, -2}
  };

  private static ModelData inDriver;
  private static ModelData distributed;

  @AfterAll
  static void release() {
    KEPT.close();
  }

  @BeforeAll
  static void read() {
    inDriver = ModelData.of(ModelData.counted(customers()), 10_000, KEPT, Maximiser.plain());
    distributed = ModelData.of(ModelData.counted(customers()), 20, KEPT, Maximiser.plain());
  }

  @Test
  void bothCountTheSameCustomersAndDistinctRecords() {
    assertThat(distributed.purchases()).isEqualTo(inDriver.purchases());
    assertThat(inDriver.purchases().customers()).isEqualTo(CUSTOMERS);
    assertThat(distributed.purchaseCells()).isEqualTo(inDriver.purchaseCells()).isGreaterThan(20);
    assertThat(distributed.spendCells()).isEqualTo(inDriver.spendCells()).isGreaterThan(20);
    assertThat(distributed.spends().customers()).isEqualTo(inDriver.spends().customers());
    assertThat(distributed.spends().correlation().orElseThrow())
        .isCloseTo(inDriver.spends().correlation().orElseThrow(), within(1e-12));
  }

  @Test
  void theDistributedLikelihoodOfPurchasesIsTheOneInTheDriver() {
    for (PurchaseProcess process : PurchaseProcess.values()) {
      PurchaseFamily family = new PurchaseFamily(process, TimeUnit.WEEK);
      for (double[] point : POINTS) {
        assertSame(
            inDriver.purchaseLikelihood().apply(family),
            distributed.purchaseLikelihood().apply(family),
            point);
      }
    }
  }

  @Test
  void theDistributedLikelihoodOfSpendIsTheOneInTheDriver() {
    GammaGammaFamily family = new GammaGammaFamily();
    for (double[] point : new double[][] {{1.8, 1.3, 2.7}, {0, 0, 0}, {5, -1, 8}, {-3, 4, -2}}) {
      assertSame(
          inDriver.spendLikelihood().apply(family),
          distributed.spendLikelihood().apply(family),
          point);
    }
  }

  @Test
  void customersWithoutPositiveRepeatSpendAreInThePurchasesAlone() {
    Dataset<Row> few =
        Datasets.of(
            DDL,
            row(0, 0, 30, 0L, false),
            row(2, 20, 30, 0L, false),
            row(2, 20, 30, -5L * LedgerTable.UNITS, false),
            row(2, 20, 30, 50L * LedgerTable.UNITS, true),
            row(2, 25, 30, 50L * LedgerTable.UNITS, true));
    for (int maximumCells : new int[] {100, 1}) {
      ModelData data = ModelData.of(ModelData.counted(few), maximumCells, KEPT, Maximiser.plain());
      assertThat(data.purchases().customers()).isEqualTo(5);
      assertThat(data.purchaseCells()).isEqualTo(3);
      assertThat(data.spends().customers()).isEqualTo(2);
      assertThat(data.spendCells()).isEqualTo(1);
      assertThat(data.spends().meanSpend()).isEqualTo(25);
    }
  }

  /** A prior draws the logarithms of the parameters towards zero, here and on the executors. */
  @Test
  void aPenaltyDrawsParametersTogetherInBothPlaces() {
    PurchaseFamily family = new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.WEEK);
    double[] plain = inDriver.purchaseFit().apply(family).model().orElseThrow().parameters();
    for (int maximumCells : new int[] {10_000, 20}) {
      double[] penalised =
          ModelData.of(ModelData.counted(customers()), maximumCells, KEPT, Maximiser.penalised(50))
              .purchaseFit()
              .apply(family)
              .model()
              .orElseThrow()
              .parameters();
      assertThat(squaredLogarithms(penalised)).isLessThan(squaredLogarithms(plain));
    }
  }

  private static double squaredLogarithms(double[] parameters) {
    return Arrays.stream(parameters).map(Math::log).map(log -> log * log).sum();
  }

  @Test
  void nobodyIsNoFailure() {
    for (int maximumCells : new int[] {100, 1}) {
      ModelData data =
          ModelData.of(ModelData.counted(Datasets.of(DDL)), maximumCells, KEPT, Maximiser.plain());
      assertThat(data.purchases().customers()).isZero();
      assertThat(
              data.purchaseFit()
                  .apply(new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.WEEK))
                  .model())
          .isEmpty();
      assertThat(data.spendFit().apply(new GammaGammaFamily()).model()).isEmpty();
    }
  }

  private static void assertSame(Objective one, Objective other, double[] point) {
    Evaluation expected = one.at(point);
    Evaluation found = other.at(point);
    assertThat(expected.isFinite()).isTrue();
    assertThat(found.value())
        .isCloseTo(expected.value(), within(1e-8 * Math.abs(expected.value())));
    double size = 0;
    for (double slope : expected.gradient()) {
      size = Math.max(size, Math.abs(slope));
    }
    for (int i = 0; i < found.gradient().length; i++) {
      assertThat(found.gradient()[i]).isCloseTo(expected.gradient()[i], within(1e-8 * size));
    }
  }

  /** Some alike, many not; a tenth of the repeat spends are not positive. */
  private static Dataset<Row> customers() {
    Random random = new Random(23);
    List<Row> rows = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      int age = 20 + 7 * random.nextInt(20);
      int frequency = Math.max(0, random.nextInt(9) - 4);
      int recency = frequency == 0 ? 0 : frequency + random.nextInt(age - 10);
      long units = frequency == 0 ? 0 : (random.nextInt(40) - 4L) * frequency * LedgerTable.UNITS;
      rows.add(row(frequency, recency, age, units, units > 0));
    }
    return Datasets.of(DDL, rows.toArray(Row[]::new));
  }
}
