package io.perennial.sample;

/** What came after a day, as far as the as-of date lets it be known. */
enum Sequel {
  /** A further order on a later day within the window, which is over. */
  CAME_BACK,
  /** None, and the window is over. */
  STAYED_AWAY,
  /** The window is not over by the as-of date, whatever happened so far. */
  UNDECIDED
}
