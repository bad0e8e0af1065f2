package io.perennial.table.input;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a canonical input table.
 *
 * @param name the canonical name, under which the configuration maps it
 * @param type the type every row is brought to
 * @param required whether the mapping must name it
 * @param sentence what it holds, with its unit and what its absence means, as a full sentence
 */
public record InputColumn(String name, DataType type, boolean required, String sentence) {
  /** A column that the mapping must name. */
  public static InputColumn required(String name, DataType type, String sentence) {
    return new InputColumn(name, type, true, sentence);
  }

  /** A column that the mapping may leave out. */
  public static InputColumn optional(String name, DataType type, String sentence) {
    return new InputColumn(name, type, false, sentence);
  }
}
