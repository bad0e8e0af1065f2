package io.perennial.config;

import java.util.Locale;

/** How an input table is read. */
public enum InputFormat {
  CSV,
  JSON,
  PARQUET,
  ORC,
  DELTA,
  TEXT,
  JDBC,
  /** A table of the catalogue. */
  TABLE;

  /** The name in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
