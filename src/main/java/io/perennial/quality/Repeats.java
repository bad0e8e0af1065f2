package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/** What it takes to tell rows that repeat each other from rows that contradict each other. */
final class Repeats {
  private Repeats() {}

  /**
   * A 64-bit hash of some columns. It is only ever compared within the few rows of one key. The
   * hash of a null is that of nothing, so each null is told apart from its neighbours.
   */
  static Column hash(List<String> columns) {
    List<Column> content = new ArrayList<>();
    for (String column : columns) {
      content.add(col(column));
      content.add(col(column).isNull());
    }
    return xxhash64(content.toArray(Column[]::new));
  }
}
