package io.perennial.cli;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One structured line in the log per finished stage. */
final class LogProgress implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger("io.perennial.progress");

  @Override
  public void started(String stage) {
    LOG.debug("started stage=\"{}\"", stage);
  }

  @Override
  public void finished(String stage, long rows, Duration took) {
    LOG.info("{}", line(stage, rows, took));
  }

  @Override
  public void close() {}

  /** The line, as {@code key=value} pairs; a number of rows that is not known is left out. */
  static String line(String stage, long rows, Duration took) {
    String counted = rows < 0 ? "" : " rows=" + rows;
    return String.format(
        Locale.ROOT, "stage=\"%s\"%s seconds=%.3f", stage, counted, took.toNanos() / 1e9);
  }
}
