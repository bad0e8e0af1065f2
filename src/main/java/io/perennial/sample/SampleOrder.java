package io.perennial.sample;

import java.util.List;
import java.util.Optional;

/**
 * One row of the orders, before it is brought into text. Amounts are in cents of its currency.
 *
 * @param orderId unique over all clean orders
 * @param day the local day, in days since 1970-01-01
 * @param second the local second of that day
 * @param currency the currency of its amounts
 * @param status completed, shipped, refunded or cancelled
 * @param channel where it was placed
 * @param amountCents the sum of its lines
 * @param discountCents what was taken off; 0 for nothing
 * @param returnedCents what was paid back; 0 for nothing
 * @param lines what was bought
 * @param fulfilment how it was carried out
 * @param flaw what is wrong with the row, if anything
 */
record SampleOrder(
    String orderId,
    int day,
    int second,
    String currency,
    String status,
    String channel,
    long amountCents,
    long discountCents,
    long returnedCents,
    List<Line> lines,
    Fulfilment fulfilment,
    Optional<Flaw> flaw) {

  /**
   * One product of an order.
   *
   * @param productId which product
   * @param category its category
   * @param quantity how many units
   * @param unitPriceCents the price of one unit
   * @param unitCostCents what one unit cost the company
   */
  record Line(
      String productId, String category, int quantity, long unitPriceCents, long unitCostCents) {}

  /** When it was placed. */
  Moment moment() {
    return new Moment(day, second);
  }

  /** The amount less discount less what was paid back, in cents of its currency. */
  long netCents() {
    return amountCents - discountCents - returnedCents;
  }

  /** What the whole order cost the company, in cents of its currency. */
  long costCents() {
    long cost = 0;
    for (Line line : lines) {
      cost += line.quantity() * line.unitCostCents();
    }
    return cost;
  }

  /** The same row with a flaw. */
  SampleOrder with(Flaw planted) {
    return new SampleOrder(
        orderId,
        day,
        second,
        currency,
        status,
        channel,
        amountCents,
        discountCents,
        returnedCents,
        lines,
        fulfilment,
        Optional.of(planted));
  }

  /** The same row, carried out. */
  SampleOrder with(Fulfilment carriedOut) {
    return new SampleOrder(
        orderId,
        day,
        second,
        currency,
        status,
        channel,
        amountCents,
        discountCents,
        returnedCents,
        lines,
        carriedOut,
        flaw);
  }
}
