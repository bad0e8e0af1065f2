package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;

/**
 * The likelihood of Pareto/NBD (Schmittlein, Morrison &amp; Colombo 1987; Fader &amp; Hardie 2005,
 * "A note on deriving the Pareto/NBD model"): a customer is alive at T, or died at some u between
 * t_x and T,
 *
 * <pre>
 *   (r)_x (1 + t_x/alpha)^-r (alpha + t_x)^-x (1 + t_x/beta)^-s (A + D)
 *   A = ((alpha+T)/(alpha+t_x))^-(r+x) ((beta+T)/(beta+t_x))^-s
 *   D = s/(beta+t_x) int_{t_x}^{T} ((alpha+u)/(alpha+t_x))^-(r+x) ((beta+u)/(beta+t_x))^-(s+1) du
 * </pre>
 *
 * The integral is published as the difference of two hypergeometric functions, which loses all
 * digits when they are close. Here it is summed as it stands, after u - t_x = c (e^q - 1): with c
 * no longer than either distance to a singularity and no longer than the integrand's own decay, the
 * integrand is analytic wherever the imaginary part of q is below pi, whatever the parameters, and
 * a fixed Gauss-Legendre rule per panel of q has a relative error of about 1e-13. The same nodes
 * give the gradient.
 */
final class ExponentialDropoutLikelihood {
  private static final double PANEL = 1.75;
  private static final double[] GROWTHS = new double[Quadrature.NODES];

  static {
    for (int i = 0; i < Quadrature.NODES; i++) {
      GROWTHS[i] = Math.exp(PANEL * Quadrature.node(i));
    }
  }

  private final double r;
  private final double alpha;
  private final double s;
  private final double beta;

  /** A and its derivatives, then D and its derivatives, by r, alpha, s and beta. */
  private final double[] alive = new double[5];

  private final double[] died = new double[5];

  private ExponentialDropoutLikelihood(double r, double alpha, double s, double beta) {
    this.r = r;
    this.alpha = alpha;
    this.s = s;
    this.beta = beta;
  }

  static Evaluation sum(double[] logParameters, PurchaseCounts counts, TimeUnit unit) {
    double r = Math.exp(logParameters[0]);
    double alpha = Math.exp(logParameters[1]);
    double s = Math.exp(logParameters[2]);
    double beta = Math.exp(logParameters[3]);
    ExponentialDropoutLikelihood cells = new ExponentialDropoutLikelihood(r, alpha, s, beta);
    int greatest = 0;
    for (int cell = 0; cell < counts.cells(); cell++) {
      greatest = Math.max(greatest, counts.frequency(cell));
    }
    RisingFactorials purchases = new RisingFactorials(r, greatest);
    double value = 0;
    double byR = 0;
    double byAlpha = 0;
    double byS = 0;
    double byBeta = 0;
    for (int cell = 0; cell < counts.cells(); cell++) {
      int x = counts.frequency(cell);
      double age = counts.ageDays(cell) / unit.days();
      double recency = counts.recencyDays(cell) / unit.days();
      long customers = counts.customers(cell);
      cells.integrate(x, recency, age);
      double either = cells.alive[0] + cells.died[0];
      double purchasing = Math.log1p(recency / alpha);
      double living = Math.log1p(recency / beta);
      value +=
          customers
              * (purchases.logarithm(x)
                  - r * purchasing
                  - x * Math.log(alpha + recency)
                  - s * living
                  + Math.log(either));
      byR +=
          customers
              * (purchases.derivative(x) - purchasing + (cells.alive[1] + cells.died[1]) / either);
      byAlpha +=
          customers
              * ((r * recency / alpha - x) / (alpha + recency)
                  + (cells.alive[2] + cells.died[2]) / either);
      byS += customers * ((cells.alive[3] + cells.died[3]) / either - living);
      byBeta +=
          customers
              * (s * recency / (beta * (beta + recency))
                  + (cells.alive[4] + cells.died[4]) / either);
    }
    return new Evaluation(value, new double[] {byR * r, byAlpha * alpha, byS * s, byBeta * beta});
  }

  /** A / (A + D). */
  static double probabilityAlive(ExponentialDropout parameters, int x, double recency, double age) {
    ExponentialDropoutLikelihood cell =
        new ExponentialDropoutLikelihood(
            parameters.r(), parameters.alpha(), parameters.s(), parameters.beta());
    cell.integrate(x, recency, age);
    return cell.alive[0] / (cell.alive[0] + cell.died[0]);
  }

  private void integrate(int x, double recency, double age) {
    double m = r + x;
    double fromAlpha = alpha + recency;
    double fromBeta = beta + recency;
    double silence = age - recency;
    double logAlpha = Math.log1p(silence / fromAlpha);
    double logBeta = Math.log1p(silence / fromBeta);
    alive[0] = Math.exp(-m * logAlpha - s * logBeta);
    alive[1] = -alive[0] * logAlpha;
    alive[2] = alive[0] * m * silence / (fromAlpha * (fromAlpha + silence));
    alive[3] = -alive[0] * logBeta;
    alive[4] = alive[0] * s * silence / (fromBeta * (fromBeta + silence));

    double decay = 1 / (m / fromAlpha + (s + 1) / fromBeta);
    double scale = Math.min(decay, Math.min(fromAlpha, fromBeta));
    double whole = Math.log1p(silence / scale);
    double sum = 0;
    double sumLogAlpha = 0;
    double sumAlpha = 0;
    double sumLogBeta = 0;
    double sumBeta = 0;
    double start = 1;
    for (double from = 0; from < whole; from += PANEL) {
      double length = Math.min(PANEL, whole - from);
      double last = 0;
      double reached = 0;
      for (int i = 0; i < Quadrature.NODES; i++) {
        double growth =
            start * (length == PANEL ? GROWTHS[i] : Math.exp(length * Quadrature.node(i)));
        double u = scale * (growth - 1);
        double atAlpha = u / fromAlpha;
        double atBeta = u / fromBeta;
        double nodeLogAlpha = Math.log(1 + atAlpha);
        double nodeLogBeta = Math.log(1 + atBeta);
        double density = Math.exp(-m * nodeLogAlpha - (s + 1) * nodeLogBeta);
        double term = density * growth * Quadrature.weight(i) * length;
        sum += term;
        sumLogAlpha += term * nodeLogAlpha;
        sumAlpha += term * atAlpha / (1 + atAlpha);
        sumLogBeta += term * nodeLogBeta;
        sumBeta += term * atBeta / (1 + atBeta);
        if (u >= reached) {
          reached = u;
          last = density;
        }
      }
      // What is left is below the density here times the time left.
      if (last * (silence - reached) < 1e-17 * sum * scale) {
        break;
      }
      start *= Math.exp(PANEL);
    }
    double factor = s / fromBeta * scale;
    died[0] = factor * sum;
    died[1] = -factor * sumLogAlpha;
    died[2] = factor * m / fromAlpha * sumAlpha;
    died[3] = died[0] / s - factor * sumLogBeta;
    died[4] = (factor * (s + 1) * sumBeta - died[0]) / fromBeta;
  }
}
