package io.perennial.table;

/**
 * A condition that holds of a table as a whole, checked before publication in the same aggregation
 * as the row constraints.
 *
 * @param name a short name in snake case, unique in its table
 * @param condition a Spark SQL condition over aggregates of the table's columns and over the run's
 *     totals, which are written as {@code :name} with a constant of {@link RunTotals}; null counts
 *     as held
 * @param sentence what the condition says, as a full sentence
 */
public record TotalConstraint(String name, String condition, String sentence) {}
