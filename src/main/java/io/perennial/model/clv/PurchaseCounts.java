package io.perennial.model.clv;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Distinct purchase records with the number of customers of each: all that the likelihood of a
 * purchase model needs. Cells are kept in arrays, so that a million of them are little memory.
 * Immutable.
 */
public final class PurchaseCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] frequency;
  private final double[] recencyDays;
  private final double[] ageDays;
  private final long[] customers;

  private PurchaseCounts(Builder builder) {
    frequency = Arrays.copyOf(builder.frequency, builder.cells);
    recencyDays = Arrays.copyOf(builder.recencyDays, builder.cells);
    ageDays = Arrays.copyOf(builder.ageDays, builder.cells);
    customers = Arrays.copyOf(builder.customers, builder.cells);
  }

  /** A builder without cells. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many cells there are. */
  public int cells() {
    return frequency.length;
  }

  /** The repeat purchases x of a cell's customers. */
  public int frequency(int cell) {
    return frequency[cell];
  }

  /** The recency t_x of a cell's customers in days. */
  public double recencyDays(int cell) {
    return recencyDays[cell];
  }

  /** The age T of a cell's customers in days. */
  public double ageDays(int cell) {
    return ageDays[cell];
  }

  /** How many customers a cell has. */
  public long customers(int cell) {
    return customers[cell];
  }

  /** How many customers all cells have. */
  public long customers() {
    return Arrays.stream(customers).sum();
  }

  /** A cell as a record. */
  public PurchaseRecord record(int cell) {
    return new PurchaseRecord(
        frequency[cell], TimeSpan.ofDays(recencyDays[cell]), TimeSpan.ofDays(ageDays[cell]));
  }

  /** The sums over all customers. */
  public PurchaseTotals totals() {
    PurchaseTotals totals = PurchaseTotals.NONE;
    for (int cell = 0; cell < cells(); cell++) {
      double x = frequency[cell];
      long n = customers[cell];
      totals =
          totals.plus(
              new PurchaseTotals(
                  n, x > 0 ? n : 0, n * x, n * x * x, n * ageDays[cell], ageDays[cell]));
    }
    return totals;
  }

  /** The same customers with equal cells as one, in the order of their first appearance. */
  public PurchaseCounts merged() {
    Map<PurchaseRecord, Long> distinct = new LinkedHashMap<>();
    for (int cell = 0; cell < cells(); cell++) {
      distinct.merge(record(cell), customers[cell], Long::sum);
    }
    Builder builder = builder();
    distinct.forEach(builder::add);
    return builder.build();
  }

  /** The cells from one number on to before another. */
  public PurchaseCounts cells(int from, int to) {
    Builder builder = builder();
    for (int cell = from; cell < to; cell++) {
      builder.add(frequency[cell], recencyDays[cell], ageDays[cell], customers[cell]);
    }
    return builder.build();
  }

  /** So many of the cells at most, evenly spread over all, each with its customers. */
  public PurchaseCounts sample(int greatest) {
    if (cells() <= greatest) {
      return this;
    }
    Builder builder = builder();
    for (int number = 0; number < greatest; number++) {
      int cell = (int) ((long) number * cells() / greatest);
      builder.add(frequency[cell], recencyDays[cell], ageDays[cell], customers[cell]);
    }
    return builder.build();
  }

  /** Collects cells; not safe for use by several threads. */
  public static final class Builder {
    private int[] frequency = new int[16];
    private double[] recencyDays = new double[16];
    private double[] ageDays = new double[16];
    private long[] customers = new long[16];
    private int cells;

    private Builder() {}

    /** Adds customers of one record. */
    public Builder add(PurchaseRecord record, long count) {
      return add(record.frequency(), record.recency().days(), record.age().days(), count);
    }

    /** Adds customers of one record given by its x, and its t_x and T in days. */
    public Builder add(int x, double recency, double age, long count) {
      String problem = PurchaseRecord.problem(x, recency, age);
      if (!problem.isEmpty()) {
        throw new IllegalArgumentException(problem);
      }
      if (count < 1) {
        throw new IllegalArgumentException("a cell has at least one customer, not " + count);
      }
      if (cells == frequency.length) {
        int larger = Math.multiplyExact(cells, 2);
        frequency = Arrays.copyOf(frequency, larger);
        recencyDays = Arrays.copyOf(recencyDays, larger);
        ageDays = Arrays.copyOf(ageDays, larger);
        customers = Arrays.copyOf(customers, larger);
      }
      frequency[cells] = x;
      recencyDays[cells] = recency;
      ageDays[cells] = age;
      customers[cells] = count;
      cells++;
      return this;
    }

    /** The counts collected so far. */
    public PurchaseCounts build() {
      return new PurchaseCounts(this);
    }
  }
}
