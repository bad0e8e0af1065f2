package io.perennial.config;

/**
 * Where a value was written.
 *
 * @param place the file with its line, or the command line's option; for messages
 * @param line the line of the configuration file; 0 for a value that is in no file
 */
record Origin(String place, int line) {
  /** A line of a file. */
  static Origin line(String file, int line) {
    return new Origin(file + ":" + line, line);
  }

  /** Something that is in no file. */
  static Origin outside(String place) {
    return new Origin(place, 0);
  }
}
