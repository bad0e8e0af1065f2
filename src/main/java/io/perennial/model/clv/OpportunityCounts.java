package io.perennial.model.clv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distinct records of customers at discrete opportunities with the number of customers of each: all
 * that the likelihood of {@link BgBb} needs. Customers with different numbers of opportunities may
 * stand together.
 *
 * @param cells the distinct records
 */
public record OpportunityCounts(List<Cell> cells) {
  /**
   * The customers of one record.
   *
   * @param customers how many, at least 1
   */
  public record Cell(OpportunityRecord record, long customers) {
    public Cell {
      if (customers < 1) {
        throw new IllegalArgumentException("a cell has at least one customer, not " + customers);
      }
    }
  }

  public OpportunityCounts {
    cells = List.copyOf(cells);
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many customers all cells have. */
  public long customers() {
    return cells.stream().mapToLong(Cell::customers).sum();
  }

  /** The purchases of all customers. */
  long purchases() {
    return cells.stream().mapToLong(cell -> cell.customers() * cell.record().frequency()).sum();
  }

  /** The opportunities of all customers. */
  long opportunities() {
    return cells.stream().mapToLong(cell -> cell.customers() * cell.record().opportunities()).sum();
  }

  /** The longest history. */
  int longest() {
    return cells.stream().mapToInt(cell -> cell.record().opportunities()).max().orElse(0);
  }

  /** Adds up customers; those of equal records become one cell. */
  public static final class Builder {
    private final Map<OpportunityRecord, Long> customers = new LinkedHashMap<>();

    private Builder() {}

    /** Adds customers of one record. */
    public Builder add(OpportunityRecord record, long count) {
      customers.merge(record, count, Long::sum);
      return this;
    }

    /** The counts of all that was added. */
    public OpportunityCounts build() {
      List<Cell> cells = new ArrayList<>();
      customers.forEach((record, count) -> cells.add(new Cell(record, count)));
      return new OpportunityCounts(cells);
    }
  }
}
