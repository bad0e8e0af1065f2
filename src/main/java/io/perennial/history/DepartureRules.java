package io.perennial.history;

import java.util.List;

/**
 * Which reasons for leaving are of the price and which of the service; every other one is of
 * neither. Reasons are in small letters, with blanks for underscores and hyphens and without outer
 * blanks.
 *
 * @param priceReasons the reasons that are of the price
 * @param serviceReasons the reasons that are of the service or of what was delivered
 */
public record DepartureRules(List<String> priceReasons, List<String> serviceReasons) {
  /** The classes by their own names alone. */
  public static final DepartureRules USUAL =
      new DepartureRules(List.of("price"), List.of("service"));

  public DepartureRules {
    priceReasons = List.copyOf(priceReasons);
    serviceReasons = List.copyOf(serviceReasons);
  }
}
