package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.List;
import java.util.Optional;

/**
 * A section of the report. To add one: write it, give it its words in every language ({@code
 * section.KEY.title}, {@code section.KEY.question} and what it says), and register it in {@link
 * Sections}.
 */
public interface Section {
  /** Its name on the page and before its words. */
  String key();

  /** The tables without which there is nothing to say; where one is missing, it is left out. */
  List<TableContract> needs();

  /** What it asks of the tables, of those it needs and of others that it can do without. */
  List<Question> questions(ReportSettings settings);

  /** What it shows; empty where the answers hold nothing to be shown. */
  Optional<Content> content(Material material);
}
