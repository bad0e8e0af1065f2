package io.perennial.config;

import java.util.List;

/**
 * How reasons for leaving are classed.
 *
 * @param priceReasons the reasons that are of the price, in small letters, with blanks for
 *     underscores and hyphens
 * @param serviceReasons the reasons that are of the service, likewise
 */
public record DepartureRules(List<String> priceReasons, List<String> serviceReasons) {
  /** What companies write down where the price was the reason. */
  static final List<String> PRICE_BY_DEFAULT =
      List.of(
          "better price elsewhere",
          "cheaper elsewhere",
          "discount ended",
          "price",
          "price too high",
          "too expensive");

  /** What they write down where the service was, or what was delivered. */
  static final List<String> SERVICE_BY_DEFAULT =
      List.of(
          "complaint",
          "customer service",
          "delivery",
          "late delivery",
          "poor service",
          "product quality",
          "quality",
          "service");

  public DepartureRules {
    priceReasons = List.copyOf(priceReasons);
    serviceReasons = List.copyOf(serviceReasons);
  }
}
