package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.GammaGammaFamily;
import io.perennial.model.clv.PurchaseCounts;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseTotals;
import io.perennial.model.clv.SpendCounts;
import io.perennial.model.clv.SpendTotals;
import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Objective;
import io.perennial.model.optimize.Verdict;
import io.perennial.table.LedgerTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The distinct purchase records of customers and their spends, with the number of customers of
 * each: what the models are fitted to. Up to a number of them they come to the driver; beyond it
 * they stay on the executors, and the likelihood is a sum over the partitions, taken in the
 * partitions' order.
 *
 * @param purchaseCells distinct records
 * @param purchases sums over them
 * @param purchaseLikelihood the log-likelihood of a family of models of purchases on them
 * @param purchaseFit fits a model of purchases to them
 * @param spendCells distinct pairs of frequency and spend
 * @param spends sums over them
 * @param spendLikelihood the log-likelihood of a family of models of spend on them
 * @param spendFit fits the model of spend to them
 */
record ModelData(
    long purchaseCells,
    PurchaseTotals purchases,
    Function<PurchaseFamily, Objective> purchaseLikelihood,
    Function<PurchaseFamily, Fit<PurchaseModel>> purchaseFit,
    long spendCells,
    SpendTotals spends,
    Function<GammaGammaFamily, Objective> spendLikelihood,
    Function<GammaGammaFamily, Fit<GammaGamma>> spendFit) {
  /** The column of {@link #purchaseRecords} that counts the customers of a record. */
  static final String CUSTOMERS = "customers";

  private static final int SAMPLE = 8_192;

  /** Into how many parts records are split that stay on the executors. */
  private static final int CHUNKS = 64;

  /**
   * Customers by what a model knows of them: distinct values of {@link PurchaseRecords#KEY}'s
   * numbers, of {@link PurchaseRecords#REPEAT_UNITS} and of more columns, and how many customers
   * have them.
   *
   * @param customers rows with these columns, none of them null
   */
  static Dataset<Row> counted(Dataset<Row> customers, String... more) {
    return counts(
        customers,
        count(lit(1)),
        Stream.concat(
                Arrays.stream(more),
                Stream.of(
                    PurchaseRecords.FREQUENCY,
                    PurchaseRecords.RECENCY_DAYS,
                    PurchaseRecords.CUSTOMER_AGE_DAYS,
                    PurchaseRecords.REPEAT_UNITS))
            .toArray(String[]::new));
  }

  /**
   * The data of customers.
   *
   * @param counted what {@link #counted} gives without more columns, kept: it is asked for some
   *     times
   * @param maximumCells how many distinct records may come to the driver
   * @param kept keeps what stays on the executors
   * @param maximiser how models are fitted
   */
  static ModelData of(Dataset<Row> counted, int maximumCells, Kept kept, Maximiser maximiser) {
    List<Row> rows = counted.limit(maximumCells + 1).collectAsList();
    if (rows.size() <= maximumCells) {
      return of(
          Purchases.inDriver(purchaseCounts(sorted(rows, 0, 1, 2).iterator()), maximiser),
          Spends.inDriver(spendCounts(sorted(rows, 0, 3).iterator(), 3), maximiser));
    }
    Dataset<Row> records =
        kept.keep(
            counts(
                counted,
                sum(CUSTOMERS),
                PurchaseRecords.FREQUENCY,
                PurchaseRecords.RECENCY_DAYS,
                PurchaseRecords.CUSTOMER_AGE_DAYS));
    Dataset<Row> spends =
        kept.keep(
            counts(
                counted.filter(PurchaseRecords.hasRepeatSpend()),
                sum(CUSTOMERS),
                PurchaseRecords.FREQUENCY,
                PurchaseRecords.REPEAT_UNITS));
    return of(
        Purchases.of(records, maximumCells, kept, maximiser),
        Spends.of(spends, maximumCells, kept, maximiser));
  }

  /** Distinct x, t_x and T of customers, and in the last column how many customers have them. */
  static Dataset<Row> purchaseRecords(Dataset<Row> customers) {
    return counts(
        customers,
        count(lit(1)),
        PurchaseRecords.FREQUENCY,
        PurchaseRecords.RECENCY_DAYS,
        PurchaseRecords.CUSTOMER_AGE_DAYS);
  }

  private static ModelData of(Purchases purchases, Spends spends) {
    return new ModelData(
        purchases.cells(),
        purchases.totals(),
        purchases.likelihood(),
        purchases.fit(),
        spends.cells(),
        spends.totals(),
        spends.likelihood(),
        spends.fit());
  }

  private static Dataset<Row> counts(Dataset<Row> rows, Column customers, String... key) {
    Column[] columns = Arrays.stream(key).map(name -> col(name)).toArray(Column[]::new);
    return rows.groupBy(columns).agg(customers.as(CUSTOMERS));
  }

  /** Rows in the order of columns, whole numbers; the sums then depend on no chance. */
  private static List<Row> sorted(List<Row> rows, int... columns) {
    Comparator<Row> order =
        Arrays.stream(columns)
            .mapToObj(column -> Comparator.<Row>comparingLong(row -> number(row, column)))
            .reduce(Comparator::thenComparing)
            .orElseThrow();
    return rows.stream().sorted(order).toList();
  }

  private static long number(Row row, int column) {
    return row.<Number>getAs(column).longValue();
  }

  /** Records from rows of x, t_x, T and, in the last column, customers; equal ones are merged. */
  private static PurchaseCounts purchaseCounts(Iterator<Row> rows) {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    rows.forEachRemaining(
        row ->
            builder.add(
                row.getInt(0), row.getInt(1), row.getInt(2), number(row, row.length() - 1)));
    return builder.build().merged();
  }

  /**
   * Spends from rows whose first column is x and whose last is the number of customers, in the
   * order of x and of the amount; equal ones are merged.
   */
  private static SpendCounts spendCounts(Iterator<Row> rows, int unitsColumn) {
    SpendCounts.Builder builder = SpendCounts.builder();
    int frequency = 0;
    long units = 0;
    long customers = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getInt(0) != frequency || number(row, unitsColumn) != units) {
        add(builder, frequency, units, customers);
        frequency = row.getInt(0);
        units = number(row, unitsColumn);
        customers = 0;
      }
      customers += number(row, row.length() - 1);
    }
    add(builder, frequency, units, customers);
    return builder.build();
  }

  private static void add(SpendCounts.Builder builder, int frequency, long units, long customers) {
    if (frequency > 0 && units > 0) {
      builder.add(frequency, (double) units / LedgerTable.UNITS / frequency, customers);
    }
  }

  /**
   * The distinct purchase records alone.
   *
   * @param cells how many there are
   * @param totals sums over them
   * @param likelihood their likelihood under a family
   * @param fit fits a model to them
   */
  record Purchases(
      long cells,
      PurchaseTotals totals,
      Function<PurchaseFamily, Objective> likelihood,
      Function<PurchaseFamily, Fit<PurchaseModel>> fit) {
    static Purchases inDriver(PurchaseCounts counts, Maximiser maximiser) {
      return new Purchases(
          counts.cells(),
          counts.totals(),
          family -> family.objective(counts),
          family -> family.fit(counts, maximiser));
    }

    /**
     * The data of records.
     *
     * @param records what {@link #purchaseRecords} gives
     * @param maximumCells how many of them may come to the driver
     * @param kept keeps what stays on the executors
     * @param maximiser how models are fitted
     */
    static Purchases of(Dataset<Row> records, int maximumCells, Kept kept, Maximiser maximiser) {
      List<Row> rows = records.limit(maximumCells + 1).collectAsList();
      if (rows.size() <= maximumCells) {
        return inDriver(purchaseCounts(sorted(rows, 0, 1, 2).iterator()), maximiser);
      }
      PurchaseCounts sample =
          purchaseCounts(
              sorted(records.orderBy(hashed(records, 3)).limit(SAMPLE).collectAsList(), 0, 1, 2)
                  .iterator());
      JavaRDD<PurchaseCounts> chunks =
          kept.keep(chunks(records, 3, rowsOfChunk -> purchaseCounts(rowsOfChunk)));
      long cells = chunks.map(PurchaseCounts::cells).collect().stream().mapToLong(n -> n).sum();
      PurchaseTotals totals =
          ofEach(chunks, PurchaseCounts::totals).stream()
              .reduce(PurchaseTotals.NONE, PurchaseTotals::plus);
      return new Purchases(
          cells,
          totals,
          family -> overChunks(family, chunks),
          family -> fit(family, chunks, totals, sample, maximiser));
    }

    private static Fit<PurchaseModel> fit(
        PurchaseFamily family,
        JavaRDD<PurchaseCounts> chunks,
        PurchaseTotals totals,
        PurchaseCounts sample,
        Maximiser maximiser) {
      Optional<String> refusal = family.unfittable(totals);
      if (refusal.isPresent()) {
        return Fit.unfittable(family.familyName(), totals.customers(), refusal.get());
      }
      List<double[]> starts =
          estimated(family.fit(sample, maximiser))
              .map(model -> List.of(logarithms(model.parameters())))
              .orElseGet(() -> family.starts(totals));
      return maximiser.fit(family, totals.customers(), overChunks(family, chunks), starts);
    }
  }

  private record Spends(
      long cells,
      SpendTotals totals,
      Function<GammaGammaFamily, Objective> likelihood,
      Function<GammaGammaFamily, Fit<GammaGamma>> fit) {
    static Spends inDriver(SpendCounts counts, Maximiser maximiser) {
      return new Spends(
          counts.cells(),
          counts.totals(),
          family -> parameters -> family.logLikelihood(parameters, counts),
          family -> family.fit(counts, maximiser));
    }

    static Spends of(Dataset<Row> spends, int maximumCells, Kept kept, Maximiser maximiser) {
      List<Row> rows = spends.limit(maximumCells + 1).collectAsList();
      if (rows.size() <= maximumCells) {
        return inDriver(spendCounts(sorted(rows, 0, 1).iterator(), 1), maximiser);
      }
      SpendCounts sample =
          spendCounts(
              sorted(spends.orderBy(hashed(spends, 2)).limit(SAMPLE).collectAsList(), 0, 1)
                  .iterator(),
              1);
      JavaRDD<SpendCounts> chunks =
          kept.keep(chunks(spends, 2, rowsOfChunk -> spendCounts(rowsOfChunk, 1)));
      long cells = chunks.map(SpendCounts::cells).collect().stream().mapToLong(n -> n).sum();
      SpendTotals totals =
          ofEach(chunks, SpendCounts::totals).stream().reduce(SpendTotals.NONE, SpendTotals::plus);
      return new Spends(
          cells,
          totals,
          family -> overChunks(family, chunks),
          family -> fit(family, chunks, totals, sample, maximiser));
    }

    private static Fit<GammaGamma> fit(
        GammaGammaFamily family,
        JavaRDD<SpendCounts> chunks,
        SpendTotals totals,
        SpendCounts sample,
        Maximiser maximiser) {
      Optional<String> refusal = family.unfittable(totals);
      if (refusal.isPresent()) {
        return Fit.unfittable(family.familyName(), totals.customers(), refusal.get());
      }
      List<double[]> starts =
          estimated(family.fit(sample, maximiser))
              .map(model -> List.of(logarithms(model.p(), model.q(), model.gamma())))
              .orElseGet(() -> family.starts(totals));
      return maximiser.fit(family, totals.customers(), overChunks(family, chunks), starts);
    }
  }

  /**
   * The model of a sample, if its parameters are estimates: from the boundary no way leads back.
   */
  private static <M> Optional<M> estimated(Fit<M> sample) {
    return sample.verdict() == Verdict.CONVERGED ? sample.model() : Optional.empty();
  }

  /** What makes a chunk of a partition's rows. */
  private interface Chunking<C> extends Function<Iterator<Row>, C>, Serializable {}

  private static <C> JavaRDD<C> chunks(Dataset<Row> rows, int columns, Chunking<C> chunking) {
    Column[] order =
        Arrays.stream(rows.columns()).limit(columns).map(name -> col(name)).toArray(Column[]::new);
    // A number of our own, which no replanning changes: the sums then have the same parts, and the
    // same digits, wherever and with whatever settings they are taken.
    return rows.repartition(CHUNKS, order)
        .sortWithinPartitions(order)
        .javaRDD()
        .mapPartitions(partition -> List.of(chunking.apply(partition)).iterator());
  }

  /** What is computed of a chunk where the chunk is. */
  private interface Computation<C, T extends Serializable> extends Function<C, T>, Serializable {}

  /**
   * What is computed of each chunk, in the chunks' order. It travels in Java's own form: Kryo,
   * which Spark may be configured to use, cannot make instances of records.
   */
  private static <C, T extends Serializable> List<T> ofEach(
      JavaRDD<C> chunks, Computation<C, T> computation) {
    return chunks.map(chunk -> written(computation.apply(chunk))).collect().stream()
        .map(bytes -> ModelData.<T>read(bytes))
        .toList();
  }

  private static byte[] written(Serializable object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(object);
    }
    return bytes.toByteArray();
  }

  // Only what was written above is read.
  @SuppressWarnings({"unchecked", "BanSerializableRead"})
  private static <T> T read(byte[] bytes) {
    try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (T) objects.readObject();
    } catch (IOException | ClassNotFoundException impossible) {
      throw new IllegalStateException("What a task computed cannot be read.", impossible);
    }
  }

  private static Column hashed(Dataset<Row> rows, int columns) {
    return xxhash64(
        Arrays.stream(rows.columns()).limit(columns).map(name -> col(name)).toArray(Column[]::new));
  }

  /** The log-likelihood as a sum over chunks, each summed where it lies. */
  private static <C> Objective overChunks(Family<C, ?> family, JavaRDD<C> chunks) {
    return parameters ->
        total(ofEach(chunks, chunk -> family.logLikelihood(parameters, chunk)), parameters.length);
  }

  private static Evaluation total(List<Evaluation> parts, int parameters) {
    return parts.stream().reduce(Evaluation.zero(parameters), Evaluation::plus);
  }

  private static double[] logarithms(double... parameters) {
    return Arrays.stream(parameters).map(Math::log).toArray();
  }
}
