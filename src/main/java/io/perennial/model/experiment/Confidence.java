package io.perennial.model.experiment;

/**
 * How sure intervals and tests are to be.
 *
 * @param level the share of intervals that hold the truth, in (0, 1), such as .95; a two-sided test
 *     at this level calls one less it of true null hypotheses wrong
 */
public record Confidence(double level) {
  /** The customary 95 %. */
  public static final Confidence USUAL = new Confidence(.95);

  public Confidence {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("No level of confidence: " + level);
    }
  }

  /** The share of true null hypotheses that a two-sided test at this level rejects. */
  public double significance() {
    return 1 - level;
  }
}
