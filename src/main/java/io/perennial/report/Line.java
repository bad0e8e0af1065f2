package io.perennial.report;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * One row of an answer as plain Java values.
 *
 * @param values the values by column name, a null left out: String, Integer, Long, Double,
 *     BigDecimal, Boolean and LocalDate
 */
public record Line(Map<String, Object> values) {
  public Line {
    values = Map.copyOf(values);
  }

  /** The row as plain values. */
  public static Line of(Row row) {
    Map<String, Object> values = new HashMap<>();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (!row.isNullAt(i)) {
        Object value = row.get(i);
        values.put(names[i], value instanceof Date date ? date.toLocalDate() : value);
      }
    }
    return new Line(values);
  }

  /** Whether the column has a value. */
  public boolean has(String column) {
    return values.containsKey(column);
  }

  /** A text that every row has. */
  public String text(String column) {
    return present(column, String.class);
  }

  /** A date that every row has. */
  public LocalDate date(String column) {
    return present(column, LocalDate.class);
  }

  /** A count that every row has, of a column of whole numbers. */
  public long count(String column) {
    return present(column, Number.class).longValue();
  }

  /** Yes or no, in a column that every row has. */
  public boolean flag(String column) {
    return present(column, Boolean.class);
  }

  /** A text. */
  public Optional<String> optionalText(String column) {
    return optional(column, String.class);
  }

  /** A date. */
  public Optional<LocalDate> optionalDate(String column) {
    return optional(column, LocalDate.class);
  }

  /** A rate or a statistic; a value that is no number a page can show counts as missing. */
  public Optional<Double> rate(String column) {
    return optional(column, Number.class).map(Number::doubleValue).filter(Double::isFinite);
  }

  /** An amount of money. */
  public Optional<BigDecimal> amount(String column) {
    return optional(column, BigDecimal.class);
  }

  /** A count, where the row has one. */
  public Optional<Long> optionalCount(String column) {
    return optional(column, Number.class).map(Number::longValue);
  }

  private <T> T present(String column, Class<T> type) {
    return optional(column, type)
        .orElseThrow(() -> new IllegalStateException("a row lacks " + column));
  }

  private <T> Optional<T> optional(String column, Class<T> type) {
    return Optional.ofNullable(values.get(column)).map(type::cast);
  }
}
