package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.List;
import java.util.Map;

/**
 * What the tables answered.
 *
 * @param lines the rows by the name of the question; a question of which a table is missing has no
 *     entry
 * @param missing why a table cannot be asked, by the table's name
 * @param refused the names of the questions whose answer had too many rows
 */
public record Answers(
    Map<String, List<Line>> lines, Map<String, Missing> missing, List<String> refused) {
  public Answers {
    lines = Map.copyOf(lines);
    missing = Map.copyOf(missing);
    refused = List.copyOf(refused);
  }

  /** Why a table cannot be asked. */
  public enum Missing {
    /** The run did not publish it. */
    NOT_PUBLISHED,
    /** It was published, and that version is no longer kept. */
    NOT_KEPT
  }

  /** The rows of an answer; none where the question could not be asked. */
  public List<Line> of(Question question) {
    return lines.getOrDefault(question.name(), List.of());
  }

  /** Whether a table is there. */
  public boolean has(TableContract table) {
    return !missing.containsKey(table.name());
  }
}
