package io.perennial.cli;

import io.perennial.run.RunListener;

/** Tells whoever watches how far a run has come. */
interface Progress extends RunListener, AutoCloseable {
  /** Progress for a person at a terminal, or for a log. */
  static Progress on(Surroundings surroundings) {
    return surroundings.terminal() ? new TerminalProgress(surroundings.err()) : new LogProgress();
  }

  /** Ends the display, also of a stage that did not finish. */
  @Override
  void close();
}
