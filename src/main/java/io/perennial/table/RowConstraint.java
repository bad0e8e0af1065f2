package io.perennial.table;

/**
 * A condition that holds in every row of a table.
 *
 * @param name a short name in snake case, unique in its table; the name of the Delta CHECK
 * @param condition a Spark SQL condition over the table's columns; a null outcome counts as held,
 *     as in a CHECK
 * @param sentence what the condition says, as a full sentence
 */
public record RowConstraint(String name, String condition, String sentence) {}
