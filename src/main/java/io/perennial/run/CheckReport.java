package io.perennial.run;

import io.perennial.error.PerennialException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a check found in the inputs, also where a run on them may not go on.
 *
 * @param asOfDate the last day of the observation
 * @param inputs the rows of each input table
 * @param rejections why rows were rejected; in the inputs' order, of each the most frequent first
 * @param warnings what a reader of the figures should know
 * @param refusal why a run on these inputs would end before anything is computed, if it would
 */
public record CheckReport(
    LocalDate asOfDate,
    List<RunReport.InputReport> inputs,
    List<Rejection> rejections,
    List<String> warnings,
    Optional<PerennialException> refusal) {
  public CheckReport {
    inputs = List.copyOf(inputs);
    rejections = List.copyOf(rejections);
    warnings = List.copyOf(warnings);
  }

  /**
   * Why rows of one input table were rejected.
   *
   * @param input the input table's name
   * @param rule the code of the rule that they break
   * @param reason what is wrong with them, in a sentence
   * @param rows how many rows
   */
  public record Rejection(String input, String rule, String reason, long rows) {}
}
