package io.perennial.model.clv;

/**
 * The Pareto/NBD model (Schmittlein, Morrison &amp; Colombo 1987, "Counting your customers: who are
 * they and what will they do next?").
 *
 * @param r shape of the gamma distribution of purchase rates
 * @param alpha its rate, in units of time
 * @param s shape of the gamma distribution of the rates at which customers leave
 * @param beta its rate, in units of time
 * @param unit the unit of time
 */
public record ParetoNbd(double r, double alpha, double s, double beta, TimeUnit unit)
    implements PurchaseModel {
  public ParetoNbd {
    PositiveParameters.check(r, alpha, s, beta);
  }

  @Override
  public PurchaseProcess process() {
    return PurchaseProcess.PARETO_NBD;
  }

  @Override
  public double[] parameters() {
    return new double[] {r, alpha, s, beta};
  }

  @Override
  public Prospect prospect() {
    return new Prospect(1, new ExponentialDropout(r, alpha, s, beta), unit);
  }

  /** A customer who is alive has the parameters (r + x, alpha + T, s, beta + T). */
  @Override
  public Prospect prospect(PurchaseRecord record) {
    int x = record.frequency();
    double age = record.age().in(unit);
    double alive =
        ExponentialDropoutLikelihood.probabilityAlive(
            new ExponentialDropout(r, alpha, s, beta), x, record.recency().in(unit), age);
    return new Prospect(alive, new ExponentialDropout(r + x, alpha + age, s, beta + age), unit);
  }
}
