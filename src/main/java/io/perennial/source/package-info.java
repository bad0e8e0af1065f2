/**
 * Reading and mapping of configured tables.
 *
 * <pre>{@code
 * InputReader reader = new InputReader(spark);
 * MappedRows orders = reader.read(configuration.inputs().get("orders"));
 * // orders.rows() goes into quality; nothing but a header line has been read so far.
 * try {
 *   ... the first action over everything made of orders.rows() ...
 * } catch (Exception e) {
 *   throw reader.explain(tables, e).orElseThrow(() -> e);
 * }
 * long read = orders.rowsRead(); // counted at the scan, also where the action was on a persisted table
 * }</pre>
 *
 * <p>The session must be in ANSI mode and in the configured time zone, and {@code
 * spark.sql.extensions} must name {@link io.perennial.table.SqlFunctions}.
 */
package io.perennial.source;
