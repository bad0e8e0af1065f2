package io.perennial.source;

import io.perennial.config.Expressions;
import java.util.Optional;
import java.util.Set;

/** What can be known of a Spark SQL expression from its text alone. */
final class SourceExpressions {
  private SourceExpressions() {}

  /** The columns an expression names; empty where the text does not parse. */
  static Optional<Set<String>> columns(String text) {
    try {
      return Optional.of(Expressions.columns(text));
    } catch (Exception e) {
      return Optional.empty();
    }
  }
}
