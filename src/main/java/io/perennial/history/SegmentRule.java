package io.perennial.history;

/**
 * An attribute by which customers or orders are sliced.
 *
 * @param name the segment's name in the tables
 * @param ofCustomer whether the attribute is the customer's; otherwise it is the order's, and a
 *     slice holds only the orders with its value
 * @param column the attribute's column, in the customers or in the ledger
 */
public record SegmentRule(String name, boolean ofCustomer, String column) {}
