package io.perennial.config;

/**
 * A value that was read.
 *
 * @param value the value
 * @param canonical the one way to write it, in which equal values are equal; placeholders stand in
 *     it as they were written, so that no secret does
 */
record Parsed<T>(T value, String canonical) {}
