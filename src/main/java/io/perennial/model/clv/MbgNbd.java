package io.perennial.model.clv;

/**
 * The MBG/NBD model (Batislam, Denizel &amp; Filiztekin 2007): BG/NBD with a chance to leave right
 * after the first purchase.
 *
 * @param r shape of the gamma distribution of purchase rates
 * @param alpha its rate, in units of time
 * @param a first parameter of the beta distribution of dropout probabilities
 * @param b its second parameter
 * @param unit the unit of time
 */
public record MbgNbd(double r, double alpha, double a, double b, TimeUnit unit)
    implements PurchaseModel {
  public MbgNbd {
    PositiveParameters.check(r, alpha, a, b);
  }

  @Override
  public PurchaseProcess process() {
    return PurchaseProcess.MBG_NBD;
  }

  @Override
  public double[] parameters() {
    return new double[] {r, alpha, a, b};
  }

  /** Whoever survives the first purchase, b / (a + b) do, has one survival more than in BG/NBD. */
  @Override
  public Prospect prospect() {
    return new Prospect(b / (a + b), new GeometricDropout(r, alpha, a, b + 1), unit);
  }

  /** A customer who is alive has the parameters (r + x, alpha + T, a, b + x + 1) of BG/NBD. */
  @Override
  public Prospect prospect(PurchaseRecord record) {
    int x = record.frequency();
    double age = record.age().in(unit);
    double alive =
        GeometricDropoutLikelihood.probabilityAlive(
            new GeometricDropout(r, alpha, a, b), x, record.recency().in(unit), age, 1);
    return new Prospect(alive, new GeometricDropout(r + x, alpha + age, a, b + x + 1), unit);
  }
}
