package io.perennial.cli;

/** How the rows of a query are printed. */
enum QueryFormat {
  TABLE,
  CSV,
  JSON
}
