package io.perennial.model.optimize;

/**
 * What is maximised. One evaluation may be a pass over data that lie on many machines, so a
 * maximiser must be sparing with them.
 */
@FunctionalInterface
public interface Objective {
  /**
   * The value and gradient at a point.
   *
   * @param logParameters the logarithms of the parameters
   */
  Evaluation at(double[] logParameters);
}
