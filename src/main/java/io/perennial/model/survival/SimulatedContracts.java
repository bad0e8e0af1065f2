package io.perennial.model.survival;

import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.RandomGenerator;

/** Draws contracts of the beta-discrete-Weibull model. */
final class SimulatedContracts {
  private SimulatedContracts() {}

  /** The contracts, where each lasts beyond t renewals with probability (1 - theta)^(t^c). */
  static RenewalTable of(
      double alpha, double beta, double c, long contracts, int periods, RandomGenerator random) {
    RandomDataGenerator draws = RandomDataGenerator.of(random);
    RenewalTable.Builder builder = RenewalTable.builder();
    for (long i = 0; i < contracts; i++) {
      double toLeave = draws.nextBeta(alpha, beta);
      double inTime = Math.log(1 - draws.nextDouble()) / Math.log1p(-toLeave);
      double lasts = Math.max(1, Math.ceil(Math.pow(inTime, 1 / c)));
      // Whoever never leaves has a quotient that is infinite or, drawn at its edge, no number.
      if (lasts <= periods) {
        builder.addLost((int) lasts, 1);
      } else {
        builder.addRunning(periods, 1);
      }
    }
    return builder.build();
  }
}
