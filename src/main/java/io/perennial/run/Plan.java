package io.perennial.run;

import java.util.List;

/**
 * What a run would do, found without computing or publishing anything.
 *
 * @param inputs the input tables that were found
 * @param tables the names of the tables that would be published, in that order
 * @param leftOut the tables that would not, each with its reason
 */
public record Plan(List<PlannedInput> inputs, List<String> tables, List<LeftOut> leftOut) {
  public Plan {
    inputs = List.copyOf(inputs);
    tables = List.copyOf(tables);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * An input table that was found.
   *
   * @param name its canonical name
   * @param format how it is read
   * @param location its path, or its name for a table of a database or catalogue
   * @param columns the canonical columns that the configuration maps
   */
  public record PlannedInput(String name, String format, String location, List<String> columns) {
    public PlannedInput {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A table that would not be published.
   *
   * @param name its name
   * @param reason why not, naming the input it lacks if that is the reason
   */
  public record LeftOut(String name, String reason) {}
}
