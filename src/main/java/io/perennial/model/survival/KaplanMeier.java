package io.perennial.model.survival;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The share that lasts beyond each time, estimated without bias from durations some of which are
 * still going on (Kaplan and Meier, Journal of the American Statistical Association 53, 1958), with
 * Greenwood's variance. Those last seen at a time count as at risk at it.
 *
 * @param points one point per distinct time of the table, ascending
 * @param median the time by which half have ended, with its bounds
 */
public record KaplanMeier(List<Point> points, Median median) {
  /** The .975 quantile of the normal distribution, for intervals of 95 %. */
  private static final double Z = 1.959963984540054;

  /** How near a value of the curve must be to one half to count as it, as R has it. */
  private static final double TOLERANCE = Math.sqrt(Math.ulp(1.0));

  /**
   * The scale on which the 95 % interval of the curve is symmetric.
   *
   * @see Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, section 1.4
   */
  public enum Scale {
    /** Of log(-log S): the bounds stay in [0, 1] and are good for few observations. */
    LOG_LOG,

    /** Of log S, with the upper bound cut at 1: what R's survival package shows unasked. */
    LOG
  }

  /**
   * The curve from one time on.
   *
   * @param time the time, in the unit of the table
   * @param atRisk how many had lasted at least this long
   * @param events how many ended at this time
   * @param censored how many were last seen at this time
   * @param survival the share that lasts longer than this time, in [0, 1]
   * @param variance Greenwood's variance of that share; none where nobody is left
   * @param low the lower bound of the 95 % interval of that share; none where nobody is left
   * @param high the upper bound
   */
  public record Point(
      double time,
      long atRisk,
      long events,
      long censored,
      double survival,
      OptionalDouble variance,
      OptionalDouble low,
      OptionalDouble high) {}

  /**
   * Where the curve and its bounds cross one half. Where one of them is exactly one half over a
   * stretch of time, the stretch's middle, as in R's survival package.
   *
   * @param time the median; none where the curve stays above one half
   * @param low where the lower bound crosses, the earliest time the median may have
   * @param high where the upper bound crosses; none where it never does
   */
  public record Median(OptionalDouble time, OptionalDouble low, OptionalDouble high) {}

  public KaplanMeier {
    points = List.copyOf(points);
  }

  /** The curve with intervals on the log-log scale. */
  public static KaplanMeier of(EventTable table) {
    return of(table, Scale.LOG_LOG);
  }

  /** The curve with intervals on a scale. An empty table has no points and no median. */
  public static KaplanMeier of(EventTable table, Scale scale) {
    List<Point> points = new ArrayList<>();
    double survival = 1;
    double greenwood = 0;
    for (EventTable.Row row : table.rows()) {
      long left = row.atRisk() - row.events();
      survival = left == 0 ? 0 : survival * ((double) left / row.atRisk());
      if (left > 0) {
        greenwood += (double) row.events() / ((double) row.atRisk() * left);
      }
      points.add(point(row, survival, greenwood, scale));
    }
    return new KaplanMeier(
        points,
        new Median(
            half(points, point -> OptionalDouble.of(point.survival())),
            half(points, Point::low),
            half(points, Point::high)));
  }

  /** The share that lasts longer than a time; 1 before the first. */
  public double survival(double time) {
    double survival = 1;
    for (Point point : points) {
      if (point.time() > time) {
        break;
      }
      survival = point.survival();
    }
    return survival;
  }

  private static Point point(EventTable.Row row, double survival, double greenwood, Scale scale) {
    boolean someLeft = survival > 0;
    double[] bounds = bounds(survival, Math.sqrt(greenwood), scale);
    return new Point(
        row.time(),
        row.atRisk(),
        row.events(),
        row.censored(),
        survival,
        someLeft ? OptionalDouble.of(survival * survival * greenwood) : OptionalDouble.empty(),
        someLeft ? OptionalDouble.of(bounds[0]) : OptionalDouble.empty(),
        someLeft ? OptionalDouble.of(bounds[1]) : OptionalDouble.empty());
  }

  /** The bounds of a share, given the standard error of its logarithm. */
  private static double[] bounds(double survival, double error, Scale scale) {
    if (survival == 1) {
      return new double[] {1, 1};
    }
    return switch (scale) {
      case LOG_LOG -> {
        double width = Z * error / -Math.log(survival);
        yield new double[] {
          Math.pow(survival, Math.exp(width)), Math.pow(survival, Math.exp(-width))
        };
      }
      case LOG ->
          new double[] {
            survival * Math.exp(-Z * error), Math.min(1, survival * Math.exp(Z * error))
          };
    };
  }

  private static OptionalDouble half(List<Point> points, Function<Point, OptionalDouble> curve) {
    OptionalDouble first = OptionalDouble.empty();
    double firstValue = 0;
    for (Point point : points) {
      OptionalDouble value = curve.apply(point);
      if (value.isEmpty()) {
        continue;
      }
      if (first.isPresent()) {
        if (value.getAsDouble() < firstValue) {
          return OptionalDouble.of((first.getAsDouble() + point.time()) / 2);
        }
      } else if (value.getAsDouble() < .5 + TOLERANCE) {
        first = OptionalDouble.of(point.time());
        firstValue = value.getAsDouble();
        if (Math.abs(firstValue - .5) >= TOLERANCE) {
          return first;
        }
      }
    }
    return first;
  }
}
