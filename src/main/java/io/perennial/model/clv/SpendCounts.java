package io.perennial.model.clv;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Distinct pairs of a number of repeat purchases and their mean spend, with the number of customers
 * of each: all that the likelihood of the spend model needs. Only customers with repeat purchases
 * of positive spend are in it; the caller decides what becomes of the others. Immutable.
 */
public final class SpendCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] frequency;
  private final double[] meanSpend;
  private final long[] customers;

  private SpendCounts(Builder builder) {
    frequency = Arrays.copyOf(builder.frequency, builder.cells);
    meanSpend = Arrays.copyOf(builder.meanSpend, builder.cells);
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

  /** The repeat purchases x of a cell's customers, at least 1. */
  public int frequency(int cell) {
    return frequency[cell];
  }

  /** The mean spend of the repeat purchases of a cell's customers, positive. */
  public double meanSpend(int cell) {
    return meanSpend[cell];
  }

  /** How many customers a cell has. */
  public long customers(int cell) {
    return customers[cell];
  }

  /** The sums over all customers. */
  public SpendTotals totals() {
    SpendTotals totals = SpendTotals.NONE;
    for (int cell = 0; cell < cells(); cell++) {
      totals = totals.plus(SpendTotals.of(frequency[cell], meanSpend[cell], customers[cell]));
    }
    return totals;
  }

  /** Collects cells; not safe for use by several threads. */
  public static final class Builder {
    private int[] frequency = new int[16];
    private double[] meanSpend = new double[16];
    private long[] customers = new long[16];
    private int cells;

    private Builder() {}

    /** Adds customers with so many repeat purchases of that mean spend. */
    public Builder add(int purchases, double spend, long count) {
      if (purchases < 1 || !(spend > 0) || Double.isInfinite(spend) || count < 1) {
        throw new IllegalArgumentException(
            "no spend of repeat purchases: " + count + " times " + purchases + " of " + spend);
      }
      if (cells == frequency.length) {
        int larger = Math.multiplyExact(cells, 2);
        frequency = Arrays.copyOf(frequency, larger);
        meanSpend = Arrays.copyOf(meanSpend, larger);
        customers = Arrays.copyOf(customers, larger);
      }
      frequency[cells] = purchases;
      meanSpend[cells] = spend;
      customers[cells] = count;
      cells++;
      return this;
    }

    /** The counts collected so far. */
    public SpendCounts build() {
      return new SpendCounts(this);
    }
  }
}
