package io.perennial.sample;

import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Who was brought by whom. Customers who were won by referral name a customer of a smaller number
 * who had ordered before they signed up. Of the customers passed already one number each is kept:
 * the day of the first order.
 */
final class Referrals {
  static final String REFERRAL = "referral";

  private static final int MOST_TRIES = 20;

  private final double referrerKnown;
  private final int[] firstDays;

  Referrals(double referrerKnown, int customers) {
    this.referrerKnown = referrerKnown;
    this.firstDays = new int[customers + 1];
  }

  /** By whom the next customer was brought; customers come in the order of their numbers. */
  Optional<Dealings.Referral> of(Timeline timeline, RandomDataGenerator random) {
    SampleCustomer customer = timeline.customer();
    firstDays[customer.number()] =
        timeline.orders().isEmpty() ? Integer.MAX_VALUE : timeline.occasions().get(0);
    if (!customer.acquisitionChannel().equals(REFERRAL)
        || !Draw.happens(referrerKnown, random)
        || customer.number() == 1) {
      return Optional.empty();
    }
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int referrer = 1 + random.nextInt(customer.number() - 1);
      if (firstDays[referrer] < customer.signedUpDay()) {
        return Optional.of(
            new Dealings.Referral(
                SampleCustomer.id(referrer),
                new Moment(customer.signedUpDay(), customer.signedUpSecond())));
      }
    }
    return Optional.empty();
  }
}
