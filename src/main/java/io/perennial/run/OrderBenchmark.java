package io.perennial.run;

import static org.apache.spark.sql.functions.col;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.error.Errors;
import io.perennial.history.PurchaseRecords;
import io.perennial.table.ColumnContract;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RfmCutPointsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Times a run of the core tables over made-up orders, and a peer that makes the same tables of the
 * same files, one after the other in this process. The run is one like any other: it reads a
 * configuration, judges every row, checks every table against its contract and publishes it. The
 * times count only when both came to the same figures, in every row and column.
 */
public final class OrderBenchmark {
  /** The tables that are made, beside the distinct purchase records of the models. */
  public static final List<TableContract> TABLES =
      List.of(
          PurchaseSummaryTable.CONTRACT,
          CohortRetentionTable.CONTRACT,
          RetentionByPeriodTable.CONTRACT,
          RevenueConcentrationTable.CONTRACT,
          RevenueConcentrationSummaryTable.CONTRACT,
          RfmCutPointsTable.CONTRACT);

  private static final String MODEL_INPUT = "purchase_records";
  private static final String COUNT_MODEL_INPUT = "count the model input";
  private static final TableContract MODEL_INPUT_CONTRACT =
      new TableContract(
          MODEL_INPUT,
          "One row is one distinct purchase record.",
          List.of(
              ColumnContract.required(
                  PurchaseRecords.FREQUENCY, Types.COUNT, "Repeat purchases, x."),
              ColumnContract.required(PurchaseRecords.RECENCY_DAYS, Types.WHOLE, "t_x in days."),
              ColumnContract.required(PurchaseRecords.CUSTOMER_AGE_DAYS, Types.WHOLE, "T in days."),
              ColumnContract.required(ModelData.CUSTOMERS, Types.COUNT, "Customers with it.")),
          List.of(
              PurchaseRecords.FREQUENCY,
              PurchaseRecords.RECENCY_DAYS,
              PurchaseRecords.CUSTOMER_AGE_DAYS),
          List.of(),
          "How many customers does a model see as one?",
          "SELECT count(*) FROM purchase_records");

  private static final double NANOS = 1e9;

  private final SparkSession spark;
  private final RunListener listener;
  private final Size size;
  private final Path folder;

  /**
   * What is run over.
   *
   * @param orders how many orders
   * @param customers how many customers there may be
   * @param largestShare the share of all orders that one customer places, from 0 to 1
   * @param seed what the orders are drawn from
   * @param orderIds whether the orders' ids are mapped, so that orders of one id count once
   */
  public record Size(
      long orders, long customers, double largestShare, long seed, boolean orderIds) {}

  /**
   * What one contestant took.
   *
   * @param title the contestant
   * @param startSeconds until it could begin to work
   * @param seconds for the work, from the files to the published tables
   * @param processorSeconds of all processors during the work
   * @param memoryBytes the most memory: of Perennial what its heap held after a garbage collection,
   *     of a peer what its buffers held
   * @param spilledBytes written to disk because memory did not hold them
   * @param stages what parts of the work took, where they are told apart
   */
  public record Measured(
      String title,
      double startSeconds,
      double seconds,
      double processorSeconds,
      long memoryBytes,
      long spilledBytes,
      Map<String, Stage> stages) {
    public Measured {
      stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    }
  }

  /**
   * A part of the work.
   *
   * @param seconds from its beginning to its end
   * @param taskSeconds of all processors in its tasks, without planning and compilation
   */
  public record Stage(double seconds, double taskSeconds) {}

  /**
   * A round: Perennial and then the peer.
   *
   * @param ours what Perennial took
   * @param jobs how many Spark jobs that were
   * @param shuffledBytes what its tasks wrote for one another
   * @param published the folders of the tables by their names
   * @param peer what the peer took, if there was one
   */
  public record Round(
      Measured ours,
      long jobs,
      long shuffledBytes,
      Map<String, Path> published,
      Optional<Measured> peer) {
    public Round {
      published = Map.copyOf(published);
    }
  }

  /**
   * A benchmark.
   *
   * @param listener hears how far it has come
   * @param folder where orders, configuration and tables go; orders that are there already are
   *     taken
   */
  public OrderBenchmark(SparkSession spark, RunListener listener, Size size, Path folder) {
    this.spark = spark;
    this.listener = listener;
    this.size = size;
    this.folder = folder;
  }

  /** How many threads work at once. */
  public int threads() {
    return spark.sparkContext().defaultParallelism();
  }

  /** Makes up the orders, if they are not there yet. */
  public void prepare() throws IOException {
    Path orders = orders();
    if (!Files.exists(orders.resolve("_SUCCESS"))) {
      new Stages(spark.sparkContext(), listener)
          .run(
              "make up the orders",
              () -> {
                new GeneratedOrders(
                        size.orders(), size.customers(), size.seed(), size.largestShare())
                    .of(spark)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(orders.toUri().toString());
                return orders;
              },
              any -> size.orders());
    }
    Files.createDirectories(peerFolder());
    Files.writeString(configurationFile(), configuration());
  }

  /**
   * Runs both.
   *
   * @param startSeconds what it took until the session could be used
   * @param withPeer whether DuckDB is run, too
   * @throws io.perennial.error.PerennialException where their figures differ, or where the peer is
   *     not on the class path
   */
  public Round round(double startSeconds, boolean withPeer) throws SQLException {
    Map<String, Path> published = new LinkedHashMap<>();
    Measured ours;
    long jobs;
    long shuffled;
    try (SparkWork work = new SparkWork(spark.sparkContext())) {
      ours = ours(startSeconds, work, published);
      jobs = work.jobs();
      shuffled = work.shuffledBytes();
    }
    Optional<Measured> peer = withPeer ? Optional.of(peer(published)) : Optional.empty();
    return new Round(ours, jobs, shuffled, published, peer);
  }

  private Measured ours(double startSeconds, SparkWork work, Map<String, Path> published) {
    Map<String, Double> stages = new LinkedHashMap<>();
    RunListener timing =
        new RunListener() {
          @Override
          public void started(String stage) {
            listener.started(stage);
          }

          @Override
          public void finished(String stage, long rows, Duration took) {
            stages.merge(stage, took.toNanos() / NANOS, Double::sum);
            listener.finished(stage, rows, took);
          }
        };
    try (HeapWatch heap = new HeapWatch()) {
      double processors = ProcessorTime.seconds();
      long began = System.nanoTime();
      Configuration configuration =
          ConfigurationReader.read(configurationFile(), List.of(), Optional.empty(), Map.of());
      List<String> metrics = TABLES.stream().map(TableContract::name).toList();
      RunReport report =
          new RetentionJob(spark, new RunRequest(configuration, metrics), timing).run();
      report.tables().forEach(table -> published.put(table.name(), Path.of(table.location())));
      published.put(MODEL_INPUT, modelInput(published, timing));
      double seconds = (System.nanoTime() - began) / NANOS;
      return new Measured(
          "Perennial",
          startSeconds,
          seconds,
          ProcessorTime.seconds() - processors,
          heap.mostBytes(),
          work.spilledBytes(),
          stages(stages, work.taskSeconds()));
    }
  }

  private static Map<String, Stage> stages(
      Map<String, Double> seconds, Map<String, Double> taskSeconds) {
    Map<String, Stage> stages = new LinkedHashMap<>();
    seconds.forEach(
        (stage, took) -> stages.put(stage, new Stage(took, taskSeconds.getOrDefault(stage, 0.0))));
    return stages;
  }

  /** The counts that the models are fitted to, of the customer table that was published. */
  private Path modelInput(Map<String, Path> published, RunListener timing) {
    Path output = folder.resolve("perennial-" + MODEL_INPUT);
    Dataset<Row> customers =
        spark.read().parquet(published.get(PurchaseSummaryTable.NAME).toUri().toString());
    new Stages(spark.sparkContext(), timing)
        .run(
            COUNT_MODEL_INPUT,
            () -> {
              ModelData.purchaseRecords(
                      customers.filter(col(PurchaseSummaryTable.FREQUENCY).isNotNull()))
                  .write()
                  .mode(SaveMode.Overwrite)
                  .parquet(output.toUri().toString());
              return output;
            },
            any -> RunListener.ROWS_UNKNOWN);
    return output;
  }

  private Measured peer(Map<String, Path> published) throws SQLException {
    listener.started("run " + DuckDb.TITLE);
    long began = System.nanoTime();
    try (DuckDb database =
        DuckDb.open(threads(), Runtime.getRuntime().maxMemory(), folder.resolve("spill"))) {
      double started = (System.nanoTime() - began) / NANOS;
      Measured measured;
      try (DuckDb.Watch memory = database.watch()) {
        double processors = ProcessorTime.seconds();
        long working = System.nanoTime();
        makeTables(database);
        measured =
            new Measured(
                DuckDb.TITLE,
                started,
                (System.nanoTime() - working) / NANOS,
                ProcessorTime.seconds() - processors,
                memory.mostBytes(),
                memory.mostSpilledBytes(),
                Map.of());
      }
      listener.finished(
          "run " + DuckDb.TITLE,
          RunListener.ROWS_UNKNOWN,
          Duration.ofNanos(System.nanoTime() - began));
      requireEqual(database, published);
      return measured;
    }
  }

  /** Has the peer make its tables of the orders. */
  void makeTables(DuckDb database) throws SQLException {
    database.makeTables(orders(), size.orderIds(), GeneratedOrders.LAST_DAY, peerFolder());
  }

  /**
   * Refuses figures that differ.
   *
   * @param database holds the peer's tables
   * @param published the folders of Perennial's by their names
   */
  void requireEqual(DuckDb database, Map<String, Path> published) throws SQLException {
    List<String> differences = new ArrayList<>();
    for (TableContract table : TABLES) {
      boolean isFile = table.name().equals(PurchaseSummaryTable.NAME);
      Path file = peerFolder().resolve(table.name() + ".parquet");
      differences.addAll(
          database.differences(
              table, published.get(table.name()), isFile ? DuckDb.file(file) : table.name()));
    }
    differences.addAll(
        database.differences(MODEL_INPUT_CONTRACT, published.get(MODEL_INPUT), MODEL_INPUT));
    if (!differences.isEmpty()) {
      throw Errors.figuresDiffer(DuckDb.TITLE, differences);
    }
  }

  private Path orders() {
    return folder.resolve(
        "orders-%d-%d-%s-%d"
            .formatted(size.orders(), size.customers(), size.largestShare(), size.seed()));
  }

  private Path peerFolder() {
    return folder.resolve("duckdb");
  }

  private Path configurationFile() {
    return folder.resolve("bench.yaml");
  }

  private String configuration() {
    return """
        as_of_date: %s
        time_zone: UTC
        currency: EUR
        quality:
          # Every rate is published and compared.
          minimum_group_size: 1
        inputs:
          orders:
            path: '%s'
            format: parquet
            mapping:
        %s      customer_id: customer_id
              ordered_at: ordered_at
              amount: amount
        output:
          path: '%s'
          format: parquet
        """
        .formatted(
            GeneratedOrders.LAST_DAY,
            quoted(orders()),
            size.orderIds() ? "      %1$s: %1$s%n".formatted(OrdersInput.ORDER_ID) : "",
            quoted(folder.resolve("perennial")));
  }

  private static String quoted(Path path) {
    return path.toString().replace("'", "''");
  }
}
