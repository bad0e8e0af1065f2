package io.perennial.report;

import java.util.List;
import java.util.Optional;

/**
 * What a section shows.
 *
 * @param blocks its pieces, in order
 * @param advice what it suggests to do, if anything
 */
public record Content(List<Block> blocks, Optional<Advice> advice) {
  public Content {
    blocks = List.copyOf(blocks);
  }

  /** A section that suggests nothing. */
  public static Content of(List<Block> blocks) {
    return new Content(blocks, Optional.empty());
  }
}
