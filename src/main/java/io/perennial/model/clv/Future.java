package io.perennial.model.clv;

/**
 * The purchases of a customer who is alive now. Times are in the unit of the rates within; only
 * {@link Prospect}, which knows the unit, is public.
 */
sealed interface Future permits GeometricDropout, ExponentialDropout {
  /** Expected purchases within a time. */
  double expected(double time);

  /**
   * The expected number of purchases, each discounted continuously at a positive rate, for ever.
   */
  double discounted(double rate);

  /** The probability of exactly n purchases within a time. */
  double probability(int n, double time);

  /** The probabilities of 0, 1, ..., greatest purchases within a time. */
  double[] probabilities(int greatest, double time);
}
