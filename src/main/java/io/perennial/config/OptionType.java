package io.perennial.config;

import java.util.Map;
import java.util.Optional;

/**
 * What an option's value is: how it is described, checked by editors and read.
 *
 * @param label the type in a few words, for the documentation
 * @param schema its JSON Schema
 * @param reader reads and checks it
 */
record OptionType<T>(String label, Map<String, Object> schema, Reader<T> reader) {

  /** Reads a value; empty, with findings, where it is not valid. */
  interface Reader<T> {
    Optional<Parsed<T>> read(Value value, Place place);
  }
}
