package io.perennial.config;

import io.perennial.table.Granularity;
import java.util.List;
import java.util.Locale;

/** Which model of repeat purchases predicts. */
public enum ModelChoice {
  /** The one that predicted the holdout best. */
  AUTO,
  BG_NBD,
  MBG_NBD,
  PARETO_NBD,
  /** Nothing is predicted. */
  NONE;

  /** The units that a model's rates may be per. */
  static final List<Granularity> TIME_UNITS =
      List.of(Granularity.DAY, Granularity.WEEK, Granularity.MONTH);

  /** The name in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
