package io.perennial.model.clv;

/**
 * Purchases at a gamma(r, alpha) rate until the end of an exponential life with a gamma(s, beta)
 * rate: the future of Pareto/NBD customers (Schmittlein, Morrison &amp; Colombo 1987).
 */
record ExponentialDropout(double r, double alpha, double s, double beta) implements Future {
  @Override
  public double expected(double time) {
    return r / alpha * beta * lifetimes(Math.log1p(time / beta));
  }

  /** (1 - e^(-(s - 1) length)) / (s - 1), which is the length itself at s = 1. */
  private double lifetimes(double length) {
    double exponent = (s - 1) * length;
    return Math.abs(exponent) < 1e-9
        ? length * (1 - exponent / 2)
        : -Math.expm1(-exponent) / (s - 1);
  }

  /**
   * The purchase rate times the integral of e^(-rate t) P(alive at t), which is beta Psi(1, 2 - s;
   * rate beta) with Tricomi's confluent function (Fader, Hardie &amp; Lee 2005, "RFM and CLV").
   */
  @Override
  public double discounted(double rate) {
    double scale = Math.min(1 / rate, beta / (s + 1));
    double end = Math.log1p(45 / rate / scale);
    int panels = (int) Math.ceil(end / 1.5);
    return r
        / alpha
        * Quadrature.integral(
            q -> {
              double time = scale * Math.expm1(q);
              return scale * Math.exp(q - rate * time - s * Math.log1p(time / beta));
            },
            0,
            end,
            panels);
  }

  @Override
  public double probability(int n, double time) {
    double[] probabilities = mixed(n, n, time);
    return Math.min(1, probabilities[0]);
  }

  @Override
  public double[] probabilities(int greatest, double time) {
    return mixed(0, greatest, time);
  }

  /**
   * The negative binomial probabilities of least to greatest purchases in the time lived, mixed
   * over that time: the whole time with the probability of outliving it, and shorter ones with the
   * density of the life's end.
   */
  private double[] mixed(int least, int greatest, double time) {
    double[] mixture = new double[greatest - least + 1];
    addNegativeBinomials(mixture, least, time, Math.exp(-s * Math.log1p(time / beta)));
    // u = scale (e^q - 1) makes every feature in u about as wide in q as its relative width in u.
    // The density of the life's end decays on beta / (s + 1), which is far shorter than beta where
    // all customers leave alike.
    double scale = Math.min(Math.min(alpha, alpha / r), beta / (s + 1));
    double end = Math.log1p(time / scale);
    double width = Math.min(1.5, 2 * Math.sqrt(1 / r + 1 / Math.max(1.0, greatest)));
    int panels = Math.max(1, (int) Math.ceil(end / width));
    double length = end / panels;
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < Quadrature.NODES; i++) {
        double q = (panel + Quadrature.node(i)) * length;
        double lived = scale * Math.expm1(q);
        double density =
            s / beta * Math.exp(-(s + 1) * Math.log1p(lived / beta)) * scale * Math.exp(q);
        addNegativeBinomials(mixture, least, lived, density * Quadrature.weight(i) * length);
      }
    }
    return mixture;
  }

  private void addNegativeBinomials(double[] mixture, int least, double time, double weight) {
    double horizons = time / alpha;
    double logZ = -Math.log1p(1 / horizons);
    double log = GeometricDropout.logNegativeBinomial(r, least, horizons);
    double z = Math.exp(logZ);
    double probability = Math.exp(log);
    for (int i = 0; i < mixture.length; i++) {
      mixture[i] += weight * probability;
      int n = least + i;
      if (log < -600) {
        log += Math.log((r + n) / (n + 1)) + logZ;
        probability = Math.exp(log);
      } else {
        probability *= (r + n) / (n + 1) * z;
      }
    }
  }
}
