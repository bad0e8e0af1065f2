package io.perennial.config;

/**
 * How runs that read only what is new remember what they have read.
 *
 * @param path the folder of the copies of sources; any path Spark can write
 * @param overlapHours how far before the newest change that a copy holds a table is read again
 */
public record IncrementalRules(String path, int overlapHours) {}
