package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;

/**
 * The likelihood of BG/NBD (Fader, Hardie &amp; Lee 2005, equation 6) and MBG/NBD (Batislam,
 * Denizel &amp; Filiztekin 2007), which differ in one chance to drop out: under MBG/NBD there is
 * one right after the first purchase. A customer with x repeat purchases has survived k chances, k
 * = x or k = x + 1, and is alive or has dropped out at the last of them:
 *
 * <pre>
 *   (r)_x (1 + T/alpha)^-r (alpha + T)^-x (b)_k / (a + b)_k (1 + odds)
 *   odds of having dropped out = a / (b + k - 1) ((alpha + T) / (alpha + t_x))^(r + x), 0 if k = 0
 * </pre>
 *
 * with the rising factorial (r)_x. Nothing in it overflows or cancels.
 */
final class GeometricDropoutLikelihood {
  private GeometricDropoutLikelihood() {}

  static Evaluation sum(
      double[] logParameters, PurchaseCounts counts, TimeUnit unit, int chancesAtStart) {
    double r = Math.exp(logParameters[0]);
    double alpha = Math.exp(logParameters[1]);
    double a = Math.exp(logParameters[2]);
    double b = Math.exp(logParameters[3]);
    int greatest = 0;
    for (int cell = 0; cell < counts.cells(); cell++) {
      greatest = Math.max(greatest, counts.frequency(cell));
    }
    RisingFactorials purchases = new RisingFactorials(r, greatest);
    RisingFactorials survivals = new RisingFactorials(b, greatest + chancesAtStart);
    RisingFactorials chances = new RisingFactorials(a + b, greatest + chancesAtStart);
    double value = 0;
    double byR = 0;
    double byAlpha = 0;
    double byA = 0;
    double byB = 0;
    for (int cell = 0; cell < counts.cells(); cell++) {
      int x = counts.frequency(cell);
      int k = x + chancesAtStart;
      double age = counts.ageDays(cell) / unit.days();
      double recency = counts.recencyDays(cell) / unit.days();
      long customers = counts.customers(cell);
      double horizons = Math.log1p(age / alpha);
      double silence = Math.log1p((age - recency) / (alpha + recency));
      double log =
          purchases.logarithm(x)
              - r * horizons
              - x * Math.log(alpha + age)
              + survivals.logarithm(k)
              - chances.logarithm(k);
      double derivativeByR = purchases.derivative(x) - horizons;
      double derivativeByAlpha = (r * age / alpha - x) / (alpha + age);
      double derivativeByA = -chances.derivative(k);
      double derivativeByB = survivals.derivative(k) - chances.derivative(k);
      if (k > 0) {
        double logOdds = Math.log(a / (b + k - 1)) + (r + x) * silence;
        double gone = Hypergeometric.logistic(logOdds);
        log -= Hypergeometric.logLogistic(-logOdds);
        derivativeByR += gone * silence;
        derivativeByAlpha += gone * (r + x) * (recency - age) / ((alpha + age) * (alpha + recency));
        derivativeByA += gone / a;
        derivativeByB -= gone / (b + k - 1);
      }
      value += customers * log;
      byR += customers * derivativeByR;
      byAlpha += customers * derivativeByAlpha;
      byA += customers * derivativeByA;
      byB += customers * derivativeByB;
    }
    return new Evaluation(value, new double[] {byR * r, byAlpha * alpha, byA * a, byB * b});
  }

  /** The probability of not having dropped out, from the odds of having done so. */
  static double probabilityAlive(
      GeometricDropout parameters, double x, double recency, double age, int chancesAtStart) {
    double k = x + chancesAtStart;
    if (k == 0) {
      return 1;
    }
    double silence = Math.log1p((age - recency) / (parameters.alpha() + recency));
    return Hypergeometric.logistic(
        -Math.log(parameters.a() / (parameters.b() + k - 1)) - (parameters.r() + x) * silence);
  }
}
