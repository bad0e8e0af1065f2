package io.perennial.model.clv;

/**
 * The BG/NBD model (Fader, Hardie &amp; Lee 2005, "Counting your customers the easy way").
 *
 * @param r shape of the gamma distribution of purchase rates
 * @param alpha its rate, in units of time
 * @param a first parameter of the beta distribution of dropout probabilities
 * @param b its second parameter
 * @param unit the unit of time
 */
public record BgNbd(double r, double alpha, double a, double b, TimeUnit unit)
    implements PurchaseModel {
  public BgNbd {
    PositiveParameters.check(r, alpha, a, b);
  }

  @Override
  public PurchaseProcess process() {
    return PurchaseProcess.BG_NBD;
  }

  @Override
  public double[] parameters() {
    return new double[] {r, alpha, a, b};
  }

  @Override
  public Prospect prospect() {
    return new Prospect(1, new GeometricDropout(r, alpha, a, b), unit);
  }

  /** A customer who is alive has the parameters (r + x, alpha + T, a, b + x). */
  @Override
  public Prospect prospect(PurchaseRecord record) {
    int x = record.frequency();
    double age = record.age().in(unit);
    double alive =
        GeometricDropoutLikelihood.probabilityAlive(
            new GeometricDropout(r, alpha, a, b), x, record.recency().in(unit), age, 0);
    return new Prospect(alive, new GeometricDropout(r + x, alpha + age, a, b + x), unit);
  }
}
