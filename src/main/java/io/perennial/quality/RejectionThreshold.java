package io.perennial.quality;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.error.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How large a share of an input table may be rejected before a run stops.
 *
 * @param maximumShare the largest share, in [0, 1], with which a run goes on
 * @param maximumShareByTable the same for single input tables
 */
public record RejectionThreshold(double maximumShare, Map<String, Double> maximumShareByTable) {
  private static final int EXAMPLES = 5;
  private static final int LONGEST_EXAMPLE = 200;

  public RejectionThreshold {
    maximumShareByTable = Map.copyOf(maximumShareByTable);
  }

  /**
   * Why rows of a table were rejected.
   *
   * @param code the reason's code
   * @param reason the reason as a sentence
   * @param rows how many rows
   * @param example one of them as JSON, masked
   */
  public record RejectedReason(String code, String reason, long rows, String example) {}

  /**
   * What was rejected of a table.
   *
   * @param inputTable the input table's name
   * @param rowsRead how many rows were read
   * @param reasons why rows were rejected, as {@link RejectedRows#reasons} counts them
   */
  public record Rejections(String inputTable, long rowsRead, List<RejectedReason> reasons) {
    public Rejections {
      reasons = List.copyOf(reasons);
    }

    long rowsRejected() {
      return reasons.stream().mapToLong(RejectedReason::rows).sum();
    }

    /** The reasons, the one with most rows first. */
    public List<RejectedReason> largestFirst() {
      return reasons.stream()
          .sorted(
              Comparator.comparingLong(RejectedReason::rows)
                  .reversed()
                  .thenComparing(RejectedReason::code)
                  .thenComparing(RejectedReason::reason))
          .toList();
    }
  }

  /** The error to stop with where a table passes its share; it names every such table. */
  public Optional<PerennialException> exceeded(List<Rejections> tables) {
    List<Problem> problems = new ArrayList<>();
    for (Rejections table : tables) {
      double allowed = maximumShareByTable.getOrDefault(table.inputTable(), maximumShare);
      long rejected = table.rowsRejected();
      // In decimals: as doubles, 0.29 * 100 is less than 29.
      BigDecimal most = BigDecimal.valueOf(allowed).multiply(BigDecimal.valueOf(table.rowsRead()));
      if (BigDecimal.valueOf(rejected).compareTo(most) > 0) {
        problems.add(problem(table, rejected, allowed));
      }
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(Errors.tooManyRejected(problems));
  }

  private static Problem problem(Rejections table, long rejected, double allowed) {
    List<RejectedReason> largestFirst = table.largestFirst();
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < largestFirst.size(); i++) {
      RejectedReason reason = largestFirst.get(i);
      String rule = reason.code() + ", " + reason.rows() + " rows: " + reason.reason();
      rules.add(i < EXAMPLES ? rule + " Such as " + shortened(reason.example()) : rule);
    }
    return Errors.tooManyRejectedProblem(
        table.inputTable(), rejected, table.rowsRead(), allowed, rules);
  }

  private static String shortened(String example) {
    String line = example.replaceAll("\\p{Cntrl}", " ");
    return line.codePointCount(0, line.length()) <= LONGEST_EXAMPLE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_EXAMPLE)) + " ...";
  }
}
