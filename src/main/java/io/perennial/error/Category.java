package io.perennial.error;

/** Who must act on an error; each category is one exit code of the command line. */
public enum Category {
  /** A fault of Perennial itself or of something it did not foresee: exit code 1. */
  FAILURE(1),
  /** The command line or the configuration has to be corrected: exit code 2. */
  USAGE(2),
  /** The input tables are not what the configuration says of them: exit code 3. */
  INPUT_CONTRACT(3),
  /** A computed table broke its own contract, so nothing was published: exit code 4. */
  OUTPUT_CONTRACT(4),
  /** Something outside failed (storage, a database, the cluster); a retry may help: exit code 5. */
  OUTSIDE_SYSTEM(5);

  private final int exitCode;

  Category(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit code, between 1 and 5. */
  public int exitCode() {
    return exitCode;
  }
}
