package io.perennial.model.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Renewals of contracts, counted per period of a contract's life: how many came to their first,
 * second, ... renewal, and how many were lost at it. Contracts of different ages stand in one
 * table: one that is still running counts as at risk at the renewals it came to and at no later
 * one. These counts are all that the likelihoods of the contract models need.
 *
 * @param rows one row per period, from the first without a gap; every row has somebody at risk
 */
public record RenewalTable(List<Row> rows) {
  /**
   * One renewal.
   *
   * @param period which renewal it is, from 1
   * @param atRisk how many contracts came to it and either renewed or were lost
   * @param lost how many of them were lost
   */
  public record Row(int period, long atRisk, long lost) {
    public Row {
      if (period < 1 || lost < 0 || atRisk < lost) {
        throw new IllegalArgumentException(
            "No renewal: period %d, %d at risk, %d lost".formatted(period, atRisk, lost));
      }
    }
  }

  public RenewalTable {
    rows = List.copyOf(rows);
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many contracts came to their first renewal. */
  public long contracts() {
    return rows.isEmpty() ? 0 : rows.get(0).atRisk();
  }

  /** How many contracts were lost. */
  public long lost() {
    return rows.stream().mapToLong(Row::lost).sum();
  }

  /** Adds up contracts, in any order. */
  public static final class Builder {
    private long[] lost = new long[16];
    private long[] kept = new long[16];

    private Builder() {}

    /** Adds contracts that were lost at a renewal, counted from 1. */
    public Builder addLost(int period, long contracts) {
      require(period >= 1 && contracts >= 0, period, contracts);
      lost = withRoom(lost, period);
      lost[period] += contracts;
      return this;
    }

    /**
     * Adds contracts that are still running.
     *
     * @param renewals how many renewals they have behind them; those with none tell nothing
     */
    public Builder addRunning(int renewals, long contracts) {
      require(renewals >= 0 && contracts >= 0, renewals, contracts);
      kept = withRoom(kept, renewals);
      kept[renewals] += contracts;
      return this;
    }

    /**
     * Adds a cohort.
     *
     * @param survivors how many contracts there were, how many after the first renewal, after the
     *     second and so on; never rising
     */
    public Builder addCohort(long... survivors) {
      for (int period = 1; period < survivors.length; period++) {
        addLost(period, survivors[period - 1] - survivors[period]);
      }
      if (survivors.length > 0) {
        addRunning(survivors.length - 1, survivors[survivors.length - 1]);
      }
      return this;
    }

    /** The table of all that was added. */
    public RenewalTable build() {
      int last = Math.max(lost.length, kept.length) - 1;
      long[] atRisk = new long[last + 2];
      for (int period = last; period >= 1; period--) {
        atRisk[period] = atRisk[period + 1] + at(lost, period) + at(kept, period);
      }
      List<Row> rows = new ArrayList<>();
      for (int period = 1; period <= last && atRisk[period] > 0; period++) {
        rows.add(new Row(period, atRisk[period], at(lost, period)));
      }
      return new RenewalTable(rows);
    }

    private static void require(boolean holds, int period, long contracts) {
      if (!holds) {
        throw new IllegalArgumentException(
            "No contracts: %d at period %d".formatted(contracts, period));
      }
    }

    private static long at(long[] counts, int period) {
      return period < counts.length ? counts[period] : 0;
    }

    private static long[] withRoom(long[] counts, int period) {
      return period < counts.length
          ? counts
          : Arrays.copyOf(counts, Math.max(period + 1, 2 * counts.length));
    }
  }
}
