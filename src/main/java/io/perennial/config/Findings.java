package io.perennial.config;

import io.perennial.error.Category;
import io.perennial.error.Errors;
import io.perennial.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The problems found so far; they are reported all at once. */
final class Findings {
  private record Finding(int line, Problem problem) {}

  private final List<Finding> found = new ArrayList<>();

  /** Keeps a problem; the same problem is kept once. */
  void add(Origin origin, Problem problem) {
    Finding finding = new Finding(origin.line() == 0 ? Integer.MAX_VALUE : origin.line(), problem);
    if (!found.contains(finding)) {
      found.add(finding);
    }
  }

  /** Whether nothing was found. */
  boolean none() {
    return found.isEmpty();
  }

  /** Fails with every problem found, in the order of the file's lines, the command line's last. */
  void throwIfAny() {
    if (none()) {
      return;
    }
    throw Errors.of(
        Category.USAGE,
        found.stream()
            .sorted(Comparator.comparingInt(Finding::line))
            .map(Finding::problem)
            .toList());
  }
}
