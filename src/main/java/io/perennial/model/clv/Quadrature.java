package io.perennial.model.clv;

import java.util.function.DoubleUnaryOperator;

/** Integrals of smooth positive functions given by their logarithms. */
final class Quadrature {
  /** Nodes of the Gauss-Legendre rule in one panel. */
  static final int NODES = 12;

  private static final double[] ABSCISSAS = new double[NODES];
  private static final double[] WEIGHTS = new double[NODES];
  private static final int FINEST = 9;
  private static final double AGREED = 1e-13;

  static {
    // Roots of the Legendre polynomial by Newton's method from Tricomi's approximation.
    for (int i = 0; i < NODES; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
      double slope = 1;
      for (int iteration = 0; iteration < 100; iteration++) {
        double before = 1;
        double value = x;
        for (int k = 2; k <= NODES; k++) {
          double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
          before = value;
          value = next;
        }
        slope = NODES * (x * value - before) / (x * x - 1);
        double step = value / slope;
        x -= step;
        if (Math.abs(step) < 1e-16) {
          break;
        }
      }
      ABSCISSAS[i] = x;
      WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  private Quadrature() {}

  /** A node of the rule on [0, 1]. */
  static double node(int i) {
    return (1 + ABSCISSAS[i]) / 2;
  }

  /** The weight of a node of the rule on [0, 1]. */
  static double weight(int i) {
    return WEIGHTS[i] / 2;
  }

  /** The integral of a function over [from, to], in panels of equal length. */
  static double integral(DoubleUnaryOperator function, double from, double to, int panels) {
    double length = (to - from) / panels;
    double sum = 0;
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < NODES; i++) {
        sum += weight(i) * function.applyAsDouble(from + (panel + node(i)) * length);
      }
    }
    return sum * length;
  }

  /**
   * The logarithm of the integral over the whole line of a function that rises to about the centre
   * and falls from there: the trapezoidal rule after u = centre + scale sinh(v) (Mori &amp;
   * Sugihara 2001), its step halved until two results agree.
   *
   * @param logFunction the logarithm of the function
   * @param reach the distance from the centre beyond which nothing counts
   */
  static double logOverLine(
      DoubleUnaryOperator logFunction, double centre, double scale, double reach) {
    double top = logFunction.applyAsDouble(centre) + Math.log(scale);
    double end = Math.log(2 * reach / scale + 2);
    double step = 0.5;
    double sum = 1;
    double result = Double.NaN;
    for (int level = 0; level < FINEST; level++) {
      int points = (int) Math.ceil(end / step);
      int stride = level == 0 ? 1 : 2;
      for (int side = -1; side <= 1; side += 2) {
        for (int point = 1; point <= points; point += stride) {
          double v = side * point * step;
          double log =
              logFunction.applyAsDouble(centre + scale * Math.sinh(v))
                  + Math.log(scale * Math.cosh(v))
                  - top;
          sum += Math.exp(log);
        }
      }
      double refined = Math.log(sum * step) + top;
      if (Math.abs(refined - result) < AGREED) {
        return refined;
      }
      result = refined;
      step /= 2;
    }
    return result;
  }
}
