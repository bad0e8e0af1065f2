package io.perennial.sample;

import java.util.Optional;

/**
 * How an order was carried out.
 *
 * @param handlingMinutes the work that it made
 * @param deviationCents what it cost that something went otherwise than planned, in cents of the
 *     order's currency; 0 where nothing did
 * @param promised until when it was to be delivered; empty for what was bought in a store
 * @param delivered when it was; empty in a store and while it is under way
 */
record Fulfilment(
    int handlingMinutes,
    long deviationCents,
    Optional<Moment> promised,
    Optional<Moment> delivered) {

  /** Of an order that has not been carried out yet. */
  static final Fulfilment NONE = new Fulfilment(0, 0, Optional.empty(), Optional.empty());

  /** Whether it was delivered on a later day than was promised. */
  boolean late() {
    return promised.isPresent()
        && delivered.isPresent()
        && delivered.get().day() > promised.get().day();
  }
}
