package io.perennial.model.survival;

import io.perennial.testing.PublicData;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Public data sets of durations, counted as event tables. */
final class PublicDurations {
  private PublicDurations() {}

  /** One event table per group, by the group's name. */
  static Map<String, EventTable> groups(
      List<Map<String, String>> rows,
      Function<Map<String, String>, String> group,
      ToDoubleFunction<Map<String, String>> time,
      Predicate<Map<String, String>> ended) {
    Map<String, EventTable.Builder> builders = new TreeMap<>();
    for (Map<String, String> row : rows) {
      boolean event = ended.test(row);
      builders
          .computeIfAbsent(group.apply(row), unused -> EventTable.builder())
          .add(time.applyAsDouble(row), event ? 1 : 0, event ? 0 : 1);
    }
    Map<String, EventTable> tables = new TreeMap<>();
    builders.forEach((name, builder) -> tables.put(name, builder.build()));
    return tables;
  }

  static Map<String, EventTable> waltons(boolean byGroup) {
    return groups(
        PublicData.rows("survival/waltons.csv"),
        row -> byGroup ? row.get("group") : "",
        row -> Double.parseDouble(row.get("T")),
        row -> row.get("E").equals("1"));
  }

  static Map<String, EventTable> lung(boolean bySex) {
    return groups(
        PublicData.rows("survival/lung.csv"),
        row -> bySex ? row.get("sex") : "",
        row -> Double.parseDouble(row.get("time")),
        row -> row.get("status").equals("1"));
  }

  static Map<String, EventTable> telco(boolean byContract) {
    return groups(
        PublicData.rows("telco/telco_customer_churn.csv.gz"),
        row -> byContract ? row.get("Contract") : "",
        row -> Double.parseDouble(row.get("tenure")),
        row -> row.get("Churn").equals("Yes"));
  }
}
