package io.perennial.report;

import java.util.Locale;
import java.util.Optional;

/**
 * One figure by itself.
 *
 * @param label what it is
 * @param value the figure as text, with its unit
 * @param change how it stands against the period before, as text; empty where there is none
 * @param tone whether the change is good news
 * @param meaning what it means, in a plain sentence
 * @param source where it comes from
 */
public record Figure(
    String label, String value, Optional<String> change, Tone tone, String meaning, Source source) {

  /** Whether a change is good news for the company. */
  public enum Tone {
    GOOD,
    BAD,
    NEUTRAL;

    private static final double NOTABLE = 0.005;

    /** The tone of a change of a figure that is good when it grows; small changes are no news. */
    public static Tone ofGrowth(double change) {
      return change >= NOTABLE ? GOOD : change <= -NOTABLE ? BAD : NEUTRAL;
    }

    /** The name in the style sheet. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A figure that stands for itself. */
  public static Figure of(String label, String value, String meaning, Source source) {
    return new Figure(label, value, Optional.empty(), Tone.NEUTRAL, meaning, source);
  }

  /** The change, or nothing. */
  public String changeText() {
    return change.orElse("");
  }
}
