package io.perennial.model.clv;

import java.util.List;

/** The models of repeat purchases by customers who leave without telling. */
public enum PurchaseProcess {
  /**
   * Purchases at a gamma(r, alpha) rate; after each repeat purchase the customer leaves with a
   * beta(a, b) probability (Fader, Hardie &amp; Lee 2005). A customer without a repeat purchase is
   * alive for certain.
   */
  BG_NBD("BG/NBD", List.of("r", "alpha", "a", "b")),
  /**
   * The same with a chance to leave after the first purchase too (Batislam, Denizel &amp;
   * Filiztekin 2007), so that a customer without a repeat purchase may have left.
   */
  MBG_NBD("MBG/NBD", List.of("r", "alpha", "a", "b")),
  /**
   * Purchases at a gamma(r, alpha) rate while an exponential life with a gamma(s, beta) rate lasts
   * (Schmittlein, Morrison &amp; Colombo 1987).
   */
  PARETO_NBD("Pareto/NBD", List.of("r", "alpha", "s", "beta"));

  private final String title;
  private final List<String> parameterNames;

  PurchaseProcess(String title, List<String> parameterNames) {
    this.title = title;
    this.parameterNames = parameterNames;
  }

  /** The name in the literature. */
  public String title() {
    return title;
  }

  /** The parameters' names in the papers. */
  public List<String> parameterNames() {
    return parameterNames;
  }
}
