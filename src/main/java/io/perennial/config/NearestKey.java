package io.perennial.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the word that was probably meant. */
public final class NearestKey {
  private NearestKey() {}

  /** The candidate nearest to a word; of several the first in the alphabet. */
  public static Optional<String> find(String word, Collection<String> candidates) {
    return all(word, candidates).stream().findFirst();
  }

  /**
   * The candidates nearest to a word by insertions, deletions, substitutions and swaps of
   * neighbours, in the order of the alphabet; none where none is near enough to be meant.
   */
  static List<String> all(String word, Collection<String> candidates) {
    String plain = plain(word);
    int limit = Math.max(1, Math.min(3, plain.length() / 3));
    Map<Integer, List<String>> byDistance =
        candidates.stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    candidate -> distance(plain, plain(candidate)),
                    TreeMap::new,
                    Collectors.toList()));
    return byDistance.entrySet().stream()
        .filter(entry -> entry.getKey() <= limit)
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  /** Camel case, hyphens and blanks are other habits of writing the same words. */
  private static String plain(String word) {
    return word.strip()
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[-\\s]", "_")
        .toLowerCase(Locale.ROOT);
  }

  /** Damerau's distance with adjacent swaps (optimal string alignment). */
  static int distance(String left, String right) {
    int[][] steps = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        steps[i][j] = cell(steps, left, right, i, j);
      }
    }
    return steps[left.length()][right.length()];
  }

  private static int cell(int[][] steps, String left, String right, int i, int j) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    boolean same = left.charAt(i - 1) == right.charAt(j - 1);
    int best = steps[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
  }
}
