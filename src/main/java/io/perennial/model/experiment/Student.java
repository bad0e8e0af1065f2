package io.perennial.model.experiment;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.special.Beta;

/**
 * Student's t distribution with any degrees of freedom from 1 on, whole or not.
 *
 * @param degreesOfFreedom at least 1, finite
 */
record Student(double degreesOfFreedom) {
  /** Beyond so many degrees of freedom the incomplete beta function is slow. */
  private static final double MANY = 1e5;

  private static final double ACCURACY = 1e-13;
  private static final int EVALUATIONS = 1000;

  /** How far from its mode a chi variable, whose deviation is below 1, is followed. */
  private static final double CHI_REACH = 10;

  private static final int PANELS = 48;
  private static final GaussIntegrator PANEL = new GaussIntegratorFactory().legendre(16, 0, 1);

  Student {
    if (!(degreesOfFreedom >= 1) || Double.isInfinite(degreesOfFreedom)) {
      throw new IllegalArgumentException("No degrees of freedom: " + degreesOfFreedom);
    }
  }

  /** The probability of being at least as far from zero as t. */
  double beyond(double t) {
    if (degreesOfFreedom > MANY) {
      return Normal.beyond(asNormal(t));
    }
    double squared = t * t;
    if (squared < 1) {
      // The complement keeps the digits of a small t.
      double inside = squared / (degreesOfFreedom + squared);
      return 1 - Beta.regularizedBeta(inside, .5, degreesOfFreedom / 2);
    }
    double share = degreesOfFreedom / (degreesOfFreedom + squared);
    return Beta.regularizedBeta(share, degreesOfFreedom / 2, .5);
  }

  /** How far from zero the middle of the distribution with that probability reaches. */
  double reach(Confidence confidence) {
    double outside = confidence.significance();
    double high = 1;
    while (beyond(high) > outside) {
      high *= 2;
    }
    return new BrentSolver(ACCURACY, ACCURACY, 1e-17)
        .solve(EVALUATIONS, t -> beyond(t) - outside, 0, high);
  }

  /**
   * The probability that a t variable with this shift of its normal part, the noncentral t
   * distribution, is farther from zero than a bound: over the chi variable in its denominator, the
   * normal probability that is then left outside.
   *
   * @param shift the noncentrality, the true difference in standard errors
   * @param bound at least 0
   */
  double beyond(double bound, double shift) {
    double root = Math.sqrt(degreesOfFreedom);
    // Over the square root of the chi variable, whose density is smooth at 0 for any degrees.
    double from = Math.sqrt(Math.max(0, root - CHI_REACH));
    double to = Math.sqrt(root + CHI_REACH);
    DoubleUnaryOperator density = u -> 2 * u * chiDensity(u * u - root, root);
    double all = integral(density, from, to);
    double outside =
        integral(
            u -> {
              double scaled = bound * u * u / root;
              return density.applyAsDouble(u)
                  * (Normal.above(scaled - shift) + Normal.above(scaled + shift));
            },
            from,
            to);
    return Math.min(1, outside / all);
  }

  /** The density of a chi variable so far from the root of its degrees, up to a factor. */
  private double chiDensity(double apart, double root) {
    if (apart <= -root) {
      return 0;
    }
    // Relative to the density at the root: both parts would be huge and cancel.
    return Math.exp(
        (degreesOfFreedom - 1) * Math.log1p(apart / root) - apart * root - apart * apart / 2);
  }

  private static double integral(DoubleUnaryOperator function, double from, double to) {
    double length = (to - from) / PANELS;
    double sum = 0;
    for (int i = 0; i < PANELS; i++) {
      double start = from + i * length;
      sum += PANEL.integrate(part -> function.applyAsDouble(start + part * length));
    }
    return sum * length;
  }

  /**
   * The normal deviate with the same tail as t, good to all digits for many degrees of freedom.
   *
   * @see "Hill, Algorithm 395: Student's t-distribution, Communications of the ACM 13, 1970"
   */
  private double asNormal(double t) {
    double a = degreesOfFreedom - .5;
    double b = 48 * a * a;
    double z = a * Math.log1p(t * t / degreesOfFreedom);
    double second = (((-.4 * z - 3.3) * z - 24) * z - 85.5) / (.8 * z * z + 100 + b);
    return ((second + z + 3) / b + 1) * Math.sqrt(z);
  }
}
