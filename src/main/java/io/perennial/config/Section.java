package io.perennial.config;

/**
 * A section of the configuration.
 *
 * @param key its key; empty for the top
 * @param sentence what it is about, as one or more full sentences
 */
record Section(String key, String sentence) {}
