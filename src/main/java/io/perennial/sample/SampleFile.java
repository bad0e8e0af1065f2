package io.perennial.sample;

import java.io.Closeable;
import java.io.IOException;

/** A file to which each customer adds its rows; another input table is another one of these. */
interface SampleFile extends Closeable {
  /** Adds one customer's rows. */
  void add(CustomerHistory history) throws IOException;
}
