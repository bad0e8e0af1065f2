package io.perennial.config;

/**
 * An attribute by which every rate table is also sliced.
 *
 * @param name the segment's name in the tables
 * @param table the canonical input table that carries the attribute: orders, order_lines, customers
 *     or subscriptions
 * @param attribute the attribute's name in that table's mapping
 */
public record Segment(String name, String table, String attribute) {}
