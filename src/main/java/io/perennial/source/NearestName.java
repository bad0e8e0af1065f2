package io.perennial.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the column that was probably meant. */
final class NearestName {
  private NearestName() {}

  /** The candidate with the fewest edits, if no more than a third of the name has to change. */
  static Optional<String> find(String name, Collection<String> candidates) {
    String plain = plain(name);
    int limit = Math.max(1, plain.length() / 3);
    return candidates.stream()
        .filter(candidate -> edits(plain, plain(candidate)) <= limit)
        .min(
            Comparator.comparingInt((String candidate) -> edits(plain, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Letters and digits alone: {@code Order ID}, {@code order_id} and {@code OrderId} are one. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private static int edits(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
