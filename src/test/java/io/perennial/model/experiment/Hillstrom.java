package io.perennial.model.experiment;

import io.perennial.testing.PublicData;
import java.util.Map;

/**
 * The e-mail experiment of Hillstrom's MineThatData challenge: 64,000 customers assigned to an
 * e-mail about men's clothes, one about women's, or none, and what they did in the two weeks after.
 */
final class Hillstrom {
  static final String NONE = "No E-Mail";
  static final String MENS = "Mens E-Mail";
  static final String WOMENS = "Womens E-Mail";

  private Hillstrom() {}

  /** Spend of the two weeks by the spend of the year before. */
  static PairedMoments spend(String segment) {
    return PublicData.rows("hillstrom/hillstrom.csv.gz").stream()
        .filter(row -> row.get("segment").equals(segment))
        .map(row -> PairedMoments.of(number(row, "spend"), number(row, "history")))
        .reduce(PairedMoments.NONE, PairedMoments::plus);
  }

  static SuccessCounts visits(String segment) {
    return PublicData.rows("hillstrom/hillstrom.csv.gz").stream()
        .filter(row -> row.get("segment").equals(segment))
        .map(row -> new SuccessCounts(1, Long.parseLong(row.get("visit"))))
        .reduce(SuccessCounts.NONE, SuccessCounts::plus);
  }

  private static double number(Map<String, String> row, String name) {
    return Double.parseDouble(row.get(name));
  }
}
