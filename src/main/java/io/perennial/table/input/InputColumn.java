package io.perennial.table.input;

import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * One column of a canonical input table.
 *
 * @param name the canonical name, under which the configuration maps it
 * @param type the type every row is brought to
 * @param required whether the mapping must name it
 * @param nullable whether a row may lack its value
 * @param values the only texts it may hold, in lower case, to which what is read is brought; empty
 *     where any will do
 * @param slices whether segments may slice by it as by an attribute
 * @param sentence what it holds, with its unit and what its absence means, as a full sentence
 */
public record InputColumn(
    String name,
    DataType type,
    boolean required,
    boolean nullable,
    List<String> values,
    boolean slices,
    String sentence) {
  public InputColumn {
    values = List.copyOf(values);
  }

  /** A column that the mapping must name and every row must have. */
  public static InputColumn required(String name, DataType type, String sentence) {
    return new InputColumn(name, type, true, false, List.of(), false, sentence);
  }

  /** A column that the mapping must name; the sentence says what a row without it means. */
  public static InputColumn mayLack(String name, DataType type, String sentence) {
    return new InputColumn(name, type, true, true, List.of(), false, sentence);
  }

  /** A column that the mapping may leave out. */
  public static InputColumn optional(String name, DataType type, String sentence) {
    return new InputColumn(name, type, false, true, List.of(), false, sentence);
  }

  /** The same column, which holds one of these texts, without regard to case and blanks. */
  public InputColumn oneOf(String... texts) {
    return new InputColumn(name, type, required, nullable, List.of(texts), slices, sentence);
  }

  /** The same column, by which segments may slice as by an attribute. */
  public InputColumn slicing() {
    return new InputColumn(name, type, required, nullable, values, true, sentence);
  }
}
