package io.perennial.model.clv;

/**
 * A prediction interval of a number of purchases, both ends included.
 *
 * @param low the least number
 * @param high the greatest number
 */
public record PurchaseInterval(int low, int high) {}
