package io.perennial.reference;

import io.perennial.table.TableContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** Compares computed rows with reference records, key by key and column by column. */
public final class Comparison {
  private static final double RELATIVE = 1e-9;
  private static final double ABSOLUTE = 1e-12;

  private Comparison() {}

  /**
   * What differs: missing rows, rows too many, repeated keys and unequal values, one line each.
   *
   * <p>Rates are compared to nine digits, amounts to the last published decimal, instants by their
   * day in UTC.
   *
   * @param contract the table
   * @param expected records whose components, in snake case, are the table's columns
   * @param actual the computed rows
   * @param uncompared the columns that the reference does not define
   */
  public static List<String> differences(
      TableContract contract,
      List<? extends Record> expected,
      List<Row> actual,
      Set<String> uncompared) {
    List<Map<String, Object>> wanted = new ArrayList<>();
    for (Record row : expected) {
      Map<String, Object> values = values(row);
      Set<String> defined = new TreeSet<>(values.keySet());
      defined.addAll(uncompared);
      if (!defined.equals(new TreeSet<>(contract.columnNames()))) {
        throw new IllegalArgumentException(
            "The reference of %s has %s, its contract %s"
                .formatted(contract.name(), defined, contract.columnNames()));
      }
      wanted.add(values);
    }
    return compared(contract, wanted, actual);
  }

  /** What differs between two computations of a table, in every column. */
  public static List<String> differences(
      TableContract contract, List<Row> expected, List<Row> actual) {
    List<Map<String, Object>> wanted = new ArrayList<>();
    for (Row row : expected) {
      Map<String, Object> values = new LinkedHashMap<>();
      contract.columnNames().forEach(column -> values.put(column, row.getAs(column)));
      wanted.add(values);
    }
    return compared(contract, wanted, actual);
  }

  private static List<String> compared(
      TableContract contract, List<Map<String, Object>> expected, List<Row> actual) {
    Map<List<Object>, Map<String, Object>> expectedByKey = new LinkedHashMap<>();
    for (Map<String, Object> values : expected) {
      List<Object> key = contract.key().stream().map(values::get).map(Comparison::plain).toList();
      if (expectedByKey.put(key, values) != null) {
        throw new IllegalArgumentException(contract.name() + " is expected to repeat " + key);
      }
    }
    List<String> differences = new ArrayList<>();
    Map<List<Object>, Row> actualByKey = new HashMap<>();
    for (Row row : actual) {
      List<Object> key =
          contract.key().stream().map(row::<Object>getAs).map(Comparison::plain).toList();
      if (actualByKey.put(key, row) != null) {
        differences.add(contract.name() + " " + key + " is there twice");
      }
    }
    expectedByKey.forEach(
        (key, values) -> {
          Row row = actualByKey.remove(key);
          if (row == null) {
            differences.add(contract.name() + " " + key + " is missing, should be " + values);
          } else {
            differences.addAll(differences(contract.name() + " " + key, values, row));
          }
        });
    actualByKey.forEach(
        (key, row) -> differences.add(contract.name() + " " + key + " should not be: " + row));
    return differences;
  }

  private static List<String> differences(String where, Map<String, Object> expected, Row row) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (column, value) -> {
          Object found = plain(row.getAs(column));
          if (!agree(value, found)) {
            differences.add(
                "%s %s is %s, should be %s".formatted(where, column, found, shown(value, found)));
          }
        });
    return differences;
  }

  private static boolean agree(Object expected, Object found) {
    Object wanted = expected instanceof Mean ? expected : plain(expected);
    if (wanted == Nothing.NOTHING || found == Nothing.NOTHING) {
      return wanted == found;
    }
    if (wanted instanceof Mean mean && found instanceof BigDecimal amount) {
      return mean.rounded(amount.scale()).compareTo(amount) == 0;
    }
    if (wanted instanceof BigDecimal exact && found instanceof BigDecimal amount) {
      return exact.setScale(amount.scale(), RoundingMode.HALF_UP).compareTo(amount) == 0;
    }
    if (wanted instanceof Double rate && found instanceof Double computed) {
      return Math.abs(rate - computed) <= ABSOLUTE + RELATIVE * Math.abs(rate);
    }
    if (wanted instanceof Double mean && found instanceof BigDecimal amount) {
      // A product of rounded factors cannot be had to the last decimal.
      return Math.abs(mean - amount.doubleValue())
          <= Math.scalb(1.0, -13) + RELATIVE * Math.abs(mean);
    }
    return wanted.equals(found);
  }

  private static Object shown(Object expected, Object found) {
    return expected instanceof Mean mean && found instanceof BigDecimal amount
        ? mean.rounded(amount.scale())
        : expected;
  }

  /** A value without its wrapping: whole numbers as longs, dates and instants as days. */
  private static Object plain(Object value) {
    if (value == null) {
      return Nothing.NOTHING;
    }
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? plain(optional.get()) : Nothing.NOTHING;
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? optional.getAsDouble() : Nothing.NOTHING;
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : Nothing.NOTHING;
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? (Object) (long) optional.getAsInt() : Nothing.NOTHING;
    }
    if (value instanceof Integer whole) {
      return whole.longValue();
    }
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Timestamp instant) {
      return day(instant.toInstant());
    }
    if (value instanceof Instant instant) {
      return day(instant);
    }
    return value;
  }

  private static LocalDate day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static Map<String, Object> values(Record row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(row);
        values.put(
            snakeCase(component.getName()),
            value instanceof Optional<?> optional ? optional.orElse(null) : value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("A record's component cannot be read: " + component, e);
      }
    }
    return values;
  }

  /** {@code revenueLast365Days} as {@code revenue_last_365_days}. */
  static String snakeCase(String camelCase) {
    return camelCase
        .chars()
        .mapToObj(
            letter ->
                Character.isUpperCase(letter)
                    ? "_" + Character.toString(Character.toLowerCase(letter))
                    : Character.toString(letter))
        .collect(Collectors.joining())
        .replaceAll("(?<=[a-z])(?=[0-9])", "_")
        .replaceAll("(?<=[0-9])(?=[a-z])", "_");
  }

  private enum Nothing {
    NOTHING
  }
}
