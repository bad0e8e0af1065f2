package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import io.perennial.testing.SharedSpark;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ModelBenchmarkTest {
  private static final long CUSTOMERS = 20_000;

  /** A right estimate is further than so many standard errors from the truth once in a thousand. */
  private static final double FAR = 3.29;

  private static final List<PurchaseProcess> BG_NBD = List.of(PurchaseProcess.BG_NBD);

  @Test
  void theFitFindsTheModelThatTheCustomersAreOf() {
    ModelBenchmark.Result result = benchmark(500_000).measure(CUSTOMERS, 1, BG_NBD);
    assertThat(result.customers()).isEqualTo(CUSTOMERS);
    assertThat(result.records()).isBetween(1_000L, CUSTOMERS);
    assertThat(result.inDriver()).isTrue();
    assertThat(result.heapBytes()).isPositive();
    Fit<PurchaseModel> fit = fit(result);
    assertThat(fit.verdict()).isEqualTo(Verdict.CONVERGED);
    double[] truth = ModelBenchmark.TRUTH.parameters();
    for (int i = 0; i < truth.length; i++) {
      Parameter parameter = fit.parameters().get(i);
      assertThat(parameter.estimate())
          .as(parameter.name())
          .isCloseTo(truth[i], within(FAR * parameter.standardError().orElseThrow()));
    }
  }

  @Test
  void recordsOnTheExecutorsGiveTheFitThatTheyGiveInTheDriver() {
    Fit<PurchaseModel> inDriver = fit(benchmark(500_000).measure(CUSTOMERS, 1, BG_NBD));
    ModelBenchmark.Result spread = benchmark(1_000).measure(CUSTOMERS, 1, BG_NBD);
    assertThat(spread.inDriver()).isFalse();
    assertThat(fit(spread).logLikelihood().orElseThrow())
        .isCloseTo(inDriver.logLikelihood().orElseThrow(), Percentage.withPercentage(1e-6));
    for (int i = 0; i < 4; i++) {
      assertThat(fit(spread).parameters().get(i).estimate())
          .isCloseTo(inDriver.parameters().get(i).estimate(), Percentage.withPercentage(1e-3));
    }
  }

  @Test
  void copiesAddCustomersAndNoRecords() {
    ModelBenchmark.Result once = benchmark(500_000).measure(CUSTOMERS, 1, BG_NBD);
    ModelBenchmark.Result often = benchmark(500_000).measure(CUSTOMERS, 100, BG_NBD);
    assertThat(often.customers()).isEqualTo(100 * CUSTOMERS);
    assertThat(often.records()).isEqualTo(once.records());
    for (int i = 0; i < 4; i++) {
      assertThat(fit(often).parameters().get(i).standardError().orElseThrow())
          .isCloseTo(
              fit(once).parameters().get(i).standardError().orElseThrow() / 10,
              Percentage.withPercentage(1));
    }
  }

  @Test
  void nothingIsKeptWhenItIsOver() {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext());
    int before = context.getPersistentRDDs().size();
    benchmark(1).measure(500, 1, List.of(PurchaseProcess.values()));
    assertThat(context.getPersistentRDDs()).hasSize(before);
  }

  private static Fit<PurchaseModel> fit(ModelBenchmark.Result result) {
    return result.fits().get(0).fit();
  }

  private static ModelBenchmark benchmark(int maximumCells) {
    return new ModelBenchmark(SharedSpark.session(), RunListener.SILENT, 5, maximumCells);
  }
}
