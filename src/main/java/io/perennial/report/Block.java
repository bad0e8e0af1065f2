package io.perennial.report;

import java.util.List;
import java.util.stream.Stream;

/** A piece of a section, as the page shows it. */
public sealed interface Block permits Paragraph, Figures, Chart, DataTable {
  /** The name by which the template chooses how to show it. */
  String kind();

  /** The columns it shows, which the page has to define. */
  Stream<Source> sources();

  /** The columns of several pieces. */
  static List<Source> sources(List<Block> blocks) {
    return blocks.stream().flatMap(Block::sources).distinct().toList();
  }
}
