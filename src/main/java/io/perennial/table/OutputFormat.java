package io.perennial.table;

import java.util.Locale;

/** The formats in which tables are published. */
public enum OutputFormat {
  DELTA,
  PARQUET;

  /** The name in configurations and in Spark. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
