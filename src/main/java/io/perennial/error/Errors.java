package io.perennial.error;

import java.util.List;

/**
 * The factory of every message a user can meet. A message never holds a secret, nor a value of a
 * customer's row beyond the key that names it.
 */
public final class Errors {
  private Errors() {}

  /** An error of one problem. */
  public static PerennialException of(Category category, Problem problem) {
    return new PerennialException(category, List.of(problem), null);
  }

  /** An error of one problem with the exception that brought it to light. */
  public static PerennialException of(Category category, Problem problem, Throwable cause) {
    return new PerennialException(category, List.of(problem), cause);
  }

  /** An error of all the problems found at once. */
  public static PerennialException of(Category category, List<Problem> problems) {
    return new PerennialException(category, problems, null);
  }
}
