package io.perennial.run;

import static org.apache.spark.sql.functions.col;

import io.perennial.model.clv.BgNbd;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.TimeUnit;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Times the fit of models of purchases to customers made up by a known BG/NBD model, in the way of
 * a run: customers are counted by their distinct records, the records come to the driver or, if
 * they are many, stay on the executors, and the models are fitted to the counts. Customers are made
 * up while they are counted, and never kept.
 */
public final class ModelBenchmark {
  /**
   * What the customers are made from: the published fit to the CDNOW sample (Fader et al. 2005).
   */
  public static final BgNbd TRUTH = new BgNbd(.2426, 4.4136, .7929, 2.4259, TimeUnit.WEEK);

  private final SparkSession spark;
  private final RunListener listener;
  private final GeneratedCustomers generation;
  private final int maximumCells;

  /**
   * A benchmark.
   *
   * @param listener hears how far it has come
   * @param seed what the customers are drawn from
   * @param maximumCells how many distinct records may come to the driver
   */
  public ModelBenchmark(SparkSession spark, RunListener listener, long seed, int maximumCells) {
    this.spark = spark;
    this.listener = listener;
    this.generation = new GeneratedCustomers(TRUTH, seed);
    this.maximumCells = maximumCells;
  }

  /**
   * What one number of customers took.
   *
   * @param customers all customers that the models were fitted to
   * @param records their distinct records
   * @param inDriver whether these came to the driver
   * @param countSeconds for making up the customers and counting them by record, in one pass
   * @param gatherSeconds for making the counts ready to fit, where they are
   * @param fits the fits, one per model
   * @param heapBytes the most bytes of this process's heap in use after a garbage collection
   */
  public record Result(
      long customers,
      long records,
      boolean inDriver,
      double countSeconds,
      double gatherSeconds,
      List<TimedFit> fits,
      long heapBytes) {
    public Result {
      fits = List.copyOf(fits);
    }
  }

  /**
   * A fit and its time.
   *
   * @param process of which model
   * @param fit what came of it
   * @param seconds how long the fit alone took
   */
  public record TimedFit(PurchaseProcess process, Fit<PurchaseModel> fit, double seconds) {
    /** Seconds that a record took in each evaluation of the likelihood that the fit reports. */
    public double secondsPerRecordAndEvaluation(long records) {
      return seconds / records / Math.max(1, fit.evaluations());
    }
  }

  /**
   * Makes up so many customers, and counts and fits them.
   *
   * @param customers how many to make up, at least 1
   * @param copies how often each of them counts, at least 1: more customers of the same records
   * @param processes the models to fit
   */
  public Result measure(long customers, long copies, List<PurchaseProcess> processes) {
    String number = String.format(" %,d customers", Math.multiplyExact(customers, copies));
    Stages stages = new Stages(spark.sparkContext(), listener);
    try (HeapWatch heap = new HeapWatch();
        Kept kept = new Kept()) {
      Dataset<Row> records =
          kept.keep(
              ModelData.purchaseRecords(generation.of(spark.range(customers)))
                  .withColumn(ModelData.CUSTOMERS, col(ModelData.CUSTOMERS).multiply(copies)));
      String count = "count" + number;
      long cells = stages.run(count, records::count, rows -> rows);
      String gather = "gather the records of" + number;
      ModelData.Purchases purchases =
          stages.run(
              gather,
              () -> ModelData.Purchases.of(records, maximumCells, kept, Maximiser.plain()),
              ModelData.Purchases::cells);
      List<TimedFit> fits = new ArrayList<>();
      for (PurchaseProcess process : processes) {
        String fitting = "fit " + process.title() + " to" + number;
        PurchaseFamily family = new PurchaseFamily(process, TRUTH.unit());
        Fit<PurchaseModel> fit =
            stages.run(
                fitting, () -> purchases.fit().apply(family), any -> RunListener.ROWS_UNKNOWN);
        fits.add(new TimedFit(process, fit, stages.seconds(fitting)));
      }
      return new Result(
          purchases.totals().customers(),
          cells,
          cells <= maximumCells,
          stages.seconds(count),
          stages.seconds(gather),
          fits,
          heap.mostBytes());
    }
  }
}
