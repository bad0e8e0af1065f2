package io.perennial.table;

import java.util.Locale;

/** Which event puts a customer into a cohort. */
public enum CohortStart {
  /** The first counted order. */
  FIRST_ORDER,
  /** The sign-up in the customers table; a customer without one starts with the first order. */
  SIGN_UP;

  /** The name in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
