package io.perennial.config;

/**
 * A declared source column.
 *
 * @param name its name
 * @param type its Spark SQL type, such as {@code string} or {@code decimal(12,2)}
 */
public record SourceColumn(String name, String type) {}
