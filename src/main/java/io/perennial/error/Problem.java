package io.perennial.error;

import static java.util.Objects.requireNonNull;

/**
 * What went wrong, in the three sentences every user-facing message has.
 *
 * @param problem what is wrong, with the place (file, key, line, table, row) where it is
 * @param cause why it is so, as far as it is known
 * @param remedy what the reader can do about it
 */
public record Problem(String problem, String cause, String remedy) {
  public Problem {
    requireNonNull(problem, "problem");
    requireNonNull(cause, "cause");
    requireNonNull(remedy, "remedy");
  }

  /** The three sentences on three lines, the last two labelled and indented. */
  public String text() {
    return problem + "\n  cause:  " + cause + "\n  remedy: " + remedy;
  }
}
