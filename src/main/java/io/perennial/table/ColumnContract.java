package io.perennial.table;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * One column of a published or canonical table.
 *
 * @param name the column's name, in snake case and in the field's full words
 * @param type its Spark type
 * @param nullable whether a row may lack it
 * @param sentence what it holds, with its unit, as a full sentence; published as the column's
 *     comment
 */
public record ColumnContract(String name, DataType type, boolean nullable, String sentence) {
  public ColumnContract {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(sentence, "sentence");
  }

  /** A column that every row has. */
  public static ColumnContract required(String name, DataType type, String sentence) {
    return new ColumnContract(name, type, false, sentence);
  }

  /** A column that a row may lack; the sentence says when. */
  public static ColumnContract optional(String name, DataType type, String sentence) {
    return new ColumnContract(name, type, true, sentence);
  }

  /** The column as a Spark field that carries its sentence as comment. */
  public StructField field() {
    Metadata metadata = new MetadataBuilder().putString("comment", sentence).build();
    return new StructField(name, type, nullable, metadata);
  }
}
