package io.perennial.model.optimize;

/** How a fit ended. */
public enum Verdict {
  /** The likelihood has a maximum inside the parameters' range, and it was found. */
  CONVERGED,
  /**
   * The likelihood keeps rising, ever more slowly, while a parameter runs to zero or infinity: the
   * expectations have settled, the parameters have not and are no estimates.
   */
  AT_BOUNDARY,
  /** The gradient vanishes, but along some direction the data say nothing of the parameters. */
  SINGULAR_HESSIAN,
  /** The allowed number of evaluations was used up before the maximum was found. */
  NOT_CONVERGED,
  /** The data cannot carry the model at all. */
  UNFITTABLE;

  /** Whether the fit yields a model whose expectations may be published. */
  public boolean hasModel() {
    return switch (this) {
      case CONVERGED, AT_BOUNDARY, SINGULAR_HESSIAN -> true;
      case NOT_CONVERGED, UNFITTABLE -> false;
    };
  }
}
