package io.perennial.model.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Finds the highest maximum that several starts lead to, with as few evaluations as it can: a
 * quasi-Newton search (Broyden, Fletcher, Goldfarb, Shanno; Nocedal & Wright 2006, chapter 6) in
 * the logarithms of the parameters from each start, coarse at first; then the best of them is
 * followed to the end, its Hessian is taken by central differences of the gradient, and the verdict
 * is read off the Hessian's eigenvalues. Deterministic.
 *
 * @param penaliser lambda of the penalty lambda times the sum of squared logarithms of the
 *     parameters, subtracted from the log-likelihood of all the data: a normal prior of variance 1
 *     / (2 lambda) on each logarithm. Zero for plain maximum likelihood
 * @param evaluationLimit how many evaluations are allowed in all
 */
public record Maximiser(double penaliser, int evaluationLimit) {
  /** Logarithms beyond this count as having run away: parameters of 1e-10 or 1e10. */
  private static final double FAR = 23;

  /** Where a parameter along which nothing changes counts as running away and not as unknown. */
  private static final double REMOTE = 6;

  /** The gain in log-likelihood that a step must promise to be worth an evaluation. */
  private static final double WORTHWHILE = 1e-9;

  /** The relative accuracy of a sum over the data, below which a gain cannot be seen. */
  private static final double ROUNDING = 1e-14;

  /** Two searches this close in every logarithm are taken for one. */
  private static final double SAME = 0.05;

  /** A climb that gains less than a hundred times what is worthwhile in so many steps has ended. */
  private static final int PATIENCE = 8;

  private static final double LONGEST_STEP = 2;
  private static final double DIFFERENCE = 1e-3;
  private static final double SUFFICIENT_GAIN = 1e-4;
  private static final int HALVINGS = 12;
  private static final int ROUNDS = 4;

  public Maximiser {
    if (!(penaliser >= 0) || Double.isInfinite(penaliser)) {
      throw new IllegalArgumentException("the penaliser must not be negative: " + penaliser);
    }
    if (evaluationLimit < 1) {
      throw new IllegalArgumentException("at least one evaluation is needed: " + evaluationLimit);
    }
  }

  /** Plain maximum likelihood with at most 1,000 evaluations. */
  public static Maximiser plain() {
    return new Maximiser(0, 1_000);
  }

  /** The same with a penalty. */
  public static Maximiser penalised(double penaliser) {
    return new Maximiser(penaliser, plain().evaluationLimit());
  }

  /**
   * Fits a family.
   *
   * @param customers how many customers the objective sums over
   * @param objective the log-likelihood of all the data
   * @param starts logarithms of the parameters to start from, at least one; with one good start a
   *     fit takes some tens of evaluations
   */
  public <M> Fit<M> fit(
      Family<?, M> family, long customers, Objective objective, List<double[]> starts) {
    return Fit.of(family, customers, maximise(objective, starts));
  }

  /** The highest maximum that the starts lead to. */
  public Maximum maximise(Objective objective, List<double[]> starts) {
    if (starts.isEmpty()) {
      throw new IllegalArgumentException("there is no point to start from");
    }
    Search search = new Search(objective);
    List<Point> found = new ArrayList<>();
    for (double[] start : starts) {
      Optional<Point> begun = search.evaluate(start);
      begun.map(point -> search.climb(point, 1e-6, found)).ifPresent(found::add);
    }
    Optional<Point> best =
        found.stream().reduce((one, other) -> other.value > one.value ? other : one);
    return best.map(search::finish)
        .orElseGet(
            () ->
                Maximum.none(
                    "The likelihood is not finite at any starting point.", search.evaluations));
  }

  /** A point with the penalised value and gradient there, and the inverse curvature met so far. */
  // Never compared, and never seen outside a search.
  @SuppressWarnings("ArrayRecordComponent")
  private record Point(
      double[] position, double value, double[] gradient, double[][] inverseCurvature) {
    Point withInverseCurvature(double[][] curvature) {
      return new Point(position, value, gradient, curvature);
    }

    boolean isNear(Point other) {
      double distance = 0;
      for (int i = 0; i < position.length; i++) {
        distance = Math.max(distance, Math.abs(position[i] - other.position[i]));
      }
      return distance < SAME;
    }
  }

  /** One run over all starts, counting its evaluations. */
  private final class Search {
    private final Objective objective;
    private int evaluations;

    Search(Objective objective) {
      this.objective = objective;
    }

    /** The point there, if the objective is finite and evaluations are left. */
    Optional<Point> evaluate(double[] position) {
      if (evaluations >= evaluationLimit) {
        return Optional.empty();
      }
      evaluations++;
      Evaluation evaluation = objective.at(position.clone());
      if (!evaluation.isFinite()) {
        return Optional.empty();
      }
      double[] gradient = evaluation.gradient();
      double value = evaluation.value() - penalty(position);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] -= 2 * penaliser * position[i];
      }
      return Optional.of(new Point(position.clone(), value, gradient, new double[0][]));
    }

    /**
     * Climbs until a step promises too little, or until it comes to a point already found that is
     * as high.
     *
     * @param relativeGain the promised gain, relative to the value, that ends the climb
     */
    Point climb(Point from, double relativeGain, List<Point> known) {
      Point here = from;
      double earlier = here.value;
      for (int steps = 1; evaluations < evaluationLimit; steps++) {
        if (steps % PATIENCE == 0) {
          if (here.value - earlier < 100 * tolerance(here.value, 0)) {
            return here;
          }
          earlier = here.value;
        }
        double[] direction = direction(here);
        double gain = dot(direction, here.gradient) / 2;
        if (!(gain > tolerance(here.value, relativeGain))) {
          return here;
        }
        Point current = here;
        if (known.stream().anyMatch(point -> point.isNear(current))) {
          return here;
        }
        Optional<Point> next = step(here, direction);
        if (next.isEmpty() && here.inverseCurvature.length > 0) {
          // The curvature that was learnt misleads here: begin anew along the gradient.
          here = here.withInverseCurvature(new double[0][]);
          next = step(here, direction(here));
        }
        if (next.isEmpty()) {
          return here;
        }
        here = learnt(here, next.get());
      }
      return here;
    }

    /** Follows a point to the maximum and judges it by the curvature there. */
    Maximum finish(Point from) {
      Point here = from;
      Curvature curvature = null;
      for (int round = 0; round < ROUNDS; round++) {
        here = climb(here, 0, List.of());
        Optional<Curvature> taken = curvature(here);
        if (taken.isEmpty()) {
          return ended(
              here,
              new double[0][],
              Verdict.NOT_CONVERGED,
              "The evaluations were used up, or the likelihood is not finite beside where the"
                  + " search stood.");
        }
        curvature = taken.get();
        // The true curvature in place of the learnt one: if it promises more, climb on.
        here = here.withInverseCurvature(curvature.ascent());
        double[] direction = direction(here);
        double gain = dot(direction, here.gradient) / 2;
        if (gain <= 10 * tolerance(here.value, 0)) {
          break;
        }
      }
      return judged(here, curvature);
    }

    private Maximum judged(Point here, Curvature curvature) {
      int remote = curvature.furthestAlongFlatDirection(here.position);
      boolean ranAway = false;
      for (double logParameter : here.position) {
        ranAway |= Math.abs(logParameter) >= FAR - SAME;
      }
      if (ranAway || (curvature.isSingular() && Math.abs(here.position[remote]) > REMOTE)) {
        return ended(
            here,
            new double[0][],
            Verdict.AT_BOUNDARY,
            "The likelihood keeps rising while a parameter runs to zero or infinity.");
      }
      if (curvature.isSingular()) {
        return ended(
            here,
            new double[0][],
            Verdict.SINGULAR_HESSIAN,
            "The data leave a combination of the parameters undetermined.");
      }
      double[] direction = direction(here);
      if (dot(direction, here.gradient) / 2 > 1e-3) {
        return ended(
            here,
            new double[0][],
            Verdict.NOT_CONVERGED,
            "The gradient did not vanish where the search could not rise any further.");
      }
      return ended(
          here,
          curvature.inverse(),
          Verdict.CONVERGED,
          "The gradient vanishes and the Hessian is negative definite.");
    }

    private Maximum ended(Point here, double[][] covariance, Verdict verdict, String reason) {
      return Maximum.at(
          here.position,
          here.value + penalty(here.position),
          covariance,
          verdict,
          reason,
          evaluations);
    }

    /** Uphill, by the curvature learnt; never further than a step may go, nor out of the box. */
    private double[] direction(Point here) {
      int size = here.position.length;
      boolean[] free = new boolean[size];
      double steepest = 0;
      for (int i = 0; i < size; i++) {
        free[i] = Math.abs(here.position[i]) < FAR || here.position[i] * here.gradient[i] < 0;
        steepest = Math.max(steepest, free[i] ? Math.abs(here.gradient[i]) : 0);
      }
      double[] direction = new double[size];
      double longest = 0;
      for (int i = 0; i < size; i++) {
        if (free[i]) {
          if (here.inverseCurvature.length == 0) {
            direction[i] = steepest == 0 ? 0 : here.gradient[i] / steepest / 2;
          } else {
            for (int j = 0; j < size; j++) {
              direction[i] += free[j] ? here.inverseCurvature[i][j] * here.gradient[j] : 0;
            }
          }
        }
        longest = Math.max(longest, Math.abs(direction[i]));
      }
      if (longest > LONGEST_STEP) {
        for (int i = 0; i < size; i++) {
          direction[i] *= LONGEST_STEP / longest;
        }
      }
      return direction;
    }

    /** A sufficiently higher point along the direction, by interpolated backtracking. */
    private Optional<Point> step(Point here, double[] direction) {
      double slope = dot(direction, here.gradient);
      if (!(slope > 0)) {
        return Optional.empty();
      }
      double length = 1;
      for (int halving = 0; halving < HALVINGS && evaluations < evaluationLimit; halving++) {
        double[] position = here.position.clone();
        for (int i = 0; i < position.length; i++) {
          position[i] = Math.max(-FAR, Math.min(FAR, position[i] + length * direction[i]));
        }
        Optional<Point> next = evaluate(position);
        double rounding = ROUNDING * Math.abs(here.value);
        if (next.isPresent()
            && next.get().value >= here.value + SUFFICIENT_GAIN * length * slope - rounding
            && (next.get().value > here.value || dot(direction, next.get().gradient) < slope)) {
          return next;
        }
        double shortened = length / 4;
        if (next.isPresent()) {
          double lost = here.value + length * slope - next.get().value;
          double best = slope * length * length / (2 * lost);
          shortened = Math.max(length / 10, Math.min(length / 2, best));
        }
        length = shortened;
      }
      return Optional.empty();
    }

    /** The next point with the curvature that the step taught. */
    private Point learnt(Point here, Point next) {
      int size = here.position.length;
      double[] moved = new double[size];
      double[] flattened = new double[size];
      for (int i = 0; i < size; i++) {
        moved[i] = next.position[i] - here.position[i];
        flattened[i] = here.gradient[i] - next.gradient[i];
      }
      double curved = dot(moved, flattened);
      double[][] inverse = here.inverseCurvature;
      if (!(curved > 1e-10 * Math.sqrt(dot(moved, moved) * dot(flattened, flattened)))) {
        return next.withInverseCurvature(inverse);
      }
      if (inverse.length == 0) {
        inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
          inverse[i][i] = curved / dot(flattened, flattened);
        }
      }
      double[] turned = new double[size];
      for (int i = 0; i < size; i++) {
        turned[i] = dot(inverse[i], flattened);
      }
      double weight = (1 + dot(flattened, turned) / curved) / curved;
      double[][] updated = new double[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          updated[i][j] =
              inverse[i][j]
                  + weight * moved[i] * moved[j]
                  - (turned[i] * moved[j] + moved[i] * turned[j]) / curved;
        }
      }
      return next.withInverseCurvature(updated);
    }

    /** The curvature at a point, unless evaluations run out or the objective ends nearby. */
    private Optional<Curvature> curvature(Point here) {
      int size = here.position.length;
      double[][] negativeHessian = new double[size][size];
      for (int i = 0; i < size; i++) {
        double[] ahead = here.position.clone();
        double[] behind = here.position.clone();
        ahead[i] += DIFFERENCE;
        behind[i] -= DIFFERENCE;
        Optional<Point> above = evaluate(ahead);
        Optional<Point> below = evaluate(behind);
        if (above.isEmpty() || below.isEmpty()) {
          return Optional.empty();
        }
        for (int j = 0; j < size; j++) {
          double second = (below.get().gradient[j] - above.get().gradient[j]) / (2 * DIFFERENCE);
          negativeHessian[i][j] += second / 2;
          negativeHessian[j][i] += second / 2;
        }
      }
      return Optional.of(new Curvature(MatrixUtils.createRealMatrix(negativeHessian)));
    }
  }

  private double penalty(double[] position) {
    return penaliser * dot(position, position);
  }

  private static double tolerance(double value, double relative) {
    return Math.max(WORTHWHILE, Math.max(ROUNDING, relative) * Math.abs(value));
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /** The negative Hessian by its eigenvalues and vectors. */
  private static final class Curvature {
    /** Below this part of the largest eigenvalue, differences of gradients are noise. */
    private static final double NOISE = 1e-8;

    /** A logarithm with a standard error of over thirty is not determined. */
    private static final double LEAST = 1e-3;

    private final double[] values;
    private final RealMatrix vectors;

    Curvature(RealMatrix negativeHessian) {
      EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(negativeHessian);
      values = eigen.getEigenvalues();
      vectors = eigen.getV();
    }

    private int flattest() {
      int flattest = 0;
      for (int i = 1; i < values.length; i++) {
        flattest = values[i] < values[flattest] ? i : flattest;
      }
      return flattest;
    }

    private double largest() {
      double largest = 0;
      for (double value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      return largest;
    }

    boolean isSingular() {
      return !(values[flattest()] > Math.max(LEAST, NOISE * largest()));
    }

    /** The parameter that the flattest direction moves most. */
    int furthestAlongFlatDirection(double[] position) {
      int direction = flattest();
      int furthest = 0;
      for (int i = 1; i < position.length; i++) {
        if (Math.abs(vectors.getEntry(i, direction))
            > Math.abs(vectors.getEntry(furthest, direction))) {
          furthest = i;
        }
      }
      return furthest;
    }

    double[][] inverse() {
      return inverse(values);
    }

    /** The inverse with every eigenvalue made positive, so that it always points uphill. */
    double[][] ascent() {
      double[] positive = values.clone();
      double least = Math.max(LEAST, NOISE * largest());
      for (int i = 0; i < positive.length; i++) {
        positive[i] = Math.max(Math.abs(positive[i]), least);
      }
      return inverse(positive);
    }

    private double[][] inverse(double[] eigenvalues) {
      double[] reciprocals = new double[eigenvalues.length];
      for (int i = 0; i < reciprocals.length; i++) {
        reciprocals[i] = 1 / eigenvalues[i];
      }
      return vectors
          .multiply(MatrixUtils.createRealDiagonalMatrix(reciprocals))
          .multiplyTransposed(vectors)
          .getData();
    }
  }
}
