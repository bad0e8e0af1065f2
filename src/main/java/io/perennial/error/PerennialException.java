package io.perennial.error;

import java.util.List;
import java.util.stream.Collectors;

/** The one exception that Perennial throws on purpose: a category and one or more problems. */
public final class PerennialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Category category;
  private final transient List<Problem> problems;

  /** An error with all the problems that were found; use {@link Errors} to make one. */
  PerennialException(Category category, List<Problem> problems, Throwable cause) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")), cause);
    this.category = category;
    this.problems = List.copyOf(problems);
  }

  /** Who must act. */
  public Category category() {
    return category;
  }

  /** Every problem found, in the order in which it was found; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
