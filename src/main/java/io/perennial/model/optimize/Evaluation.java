package io.perennial.model.optimize;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A log-likelihood and its gradient at one point; those of parts of the data add up to those of the
 * whole.
 *
 * @param value the log-likelihood; not finite where the point is outside the model's reach
 * @param gradient its derivatives by the logarithms of the parameters, in the parameters' order
 */
// The array is copied in and out, and compared by its content.
@SuppressWarnings("ArrayRecordComponent")
public record Evaluation(double value, double[] gradient) implements Serializable {
  public Evaluation {
    gradient = gradient.clone();
  }

  /** Nothing: the sum over no data, for a model of so many parameters. */
  public static Evaluation zero(int parameters) {
    return new Evaluation(0, new double[parameters]);
  }

  @Override
  public double[] gradient() {
    return gradient.clone();
  }

  /** The sum of this and another part's. */
  public Evaluation plus(Evaluation other) {
    if (other.gradient.length != gradient.length) {
      throw new IllegalArgumentException(
          "gradients of " + gradient.length + " and " + other.gradient.length + " parameters");
    }
    double[] sum = gradient.clone();
    for (int parameter = 0; parameter < sum.length; parameter++) {
      sum[parameter] += other.gradient[parameter];
    }
    return new Evaluation(value + other.value, sum);
  }

  /** Whether the value and every derivative are finite. */
  public boolean isFinite() {
    return Double.isFinite(value) && Arrays.stream(gradient).allMatch(Double::isFinite);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && Double.compare(value, that.value) == 0
        && Arrays.equals(gradient, that.gradient);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(value) + Arrays.hashCode(gradient);
  }

  @Override
  public String toString() {
    return "Evaluation[value=" + value + ", gradient=" + Arrays.toString(gradient) + "]";
  }
}
