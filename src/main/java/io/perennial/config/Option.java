package io.perennial.config;

import java.util.Optional;

/**
 * One option of the configuration. Reader, JSON Schema, documentation and suggestions are all made
 * from it.
 *
 * @param key the dotted key; {@value #EACH} stands for the elements of a list and {@value #TABLE}
 *     for the name of an input table
 * @param type what its value is
 * @param fallback the value of an option that is not given, as YAML; empty: there is none
 * @param required whether it must be given
 * @param inDigest whether it can change a figure or the contents of a table
 * @param sentence what it does, as one or more full sentences
 * @param example a value it may have, as YAML
 */
record Option<T>(
    String key,
    OptionType<T> type,
    Optional<String> fallback,
    boolean required,
    boolean inDigest,
    String sentence,
    String example) {

  static final String EACH = "<n>";
  static final String TABLE = "<table>";

  static <T> Option<T> required(String key, OptionType<T> type, String sentence, String example) {
    return new Option<>(key, type, Optional.empty(), true, true, sentence, example);
  }

  static <T> Option<T> optional(String key, OptionType<T> type, String sentence, String example) {
    return new Option<>(key, type, Optional.empty(), false, true, sentence, example);
  }

  static <T> Option<T> withDefault(
      String key, OptionType<T> type, String fallback, String sentence, String example) {
    return new Option<>(key, type, Optional.of(fallback), false, true, sentence, example);
  }

  /** The same option, of which no figure depends. */
  Option<T> outsideDigest() {
    return new Option<>(key, type, fallback, required, false, sentence, example);
  }

  /** The option of one input table. */
  Option<T> of(String table) {
    return at(key.replace(TABLE, table));
  }

  /** The option of one element of a list. */
  Option<T> of(int index) {
    return at(key.replace(EACH, Integer.toString(index)));
  }

  /** The last word of the key. */
  String name() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private Option<T> at(String concrete) {
    return new Option<>(concrete, type, fallback, required, inDigest, sentence, example);
  }
}
