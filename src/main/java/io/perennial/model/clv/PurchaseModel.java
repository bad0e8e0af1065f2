package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;
import java.io.Serializable;

/**
 * A model of repeat purchases with its parameters. What it says of the future it says as a {@link
 * Prospect}: take it once per customer (or once per distinct record) and ask it all.
 */
public sealed interface PurchaseModel extends Serializable permits BgNbd, MbgNbd, ParetoNbd {
  /** Which process this is a model of. */
  PurchaseProcess process();

  /** The unit of time of the parameters. */
  TimeUnit unit();

  /** The parameters in the order of {@link PurchaseProcess#parameterNames()}. */
  double[] parameters();

  /** The future of a customer who makes the first purchase now. */
  Prospect prospect();

  /** The future of a customer with this history, from the end of the observation on. */
  Prospect prospect(PurchaseRecord record);

  /** The logarithm of the likelihood of one customer's history, times being in the model's unit. */
  default double logLikelihood(PurchaseRecord record) {
    double[] logParameters = parameters();
    for (int i = 0; i < logParameters.length; i++) {
      logParameters[i] = Math.log(logParameters[i]);
    }
    Evaluation evaluation =
        new PurchaseFamily(process(), unit())
            .logLikelihood(logParameters, PurchaseCounts.builder().add(record, 1).build());
    return evaluation.value();
  }

  /** The probability that a customer with this history is still a customer, in [0, 1]. */
  default double probabilityAlive(PurchaseRecord record) {
    return prospect(record).probabilityAlive();
  }

  /** Expected repeat purchases within a time from the first purchase, E[X(t)]. */
  default double expectedPurchases(TimeSpan time) {
    return prospect().expectedPurchases(time);
  }

  /** Expected purchases of a customer with this history within a time after it. */
  default double expectedPurchases(PurchaseRecord record, TimeSpan time) {
    return prospect(record).expectedPurchases(time);
  }

  /** The probability of exactly n repeat purchases within a time from the first, P(X(t) = n). */
  default double purchaseProbability(int n, TimeSpan time) {
    return prospect().purchaseProbability(n, time);
  }

  /** The probability that a customer with this history makes exactly n purchases after it. */
  default double purchaseProbability(PurchaseRecord record, int n, TimeSpan time) {
    return prospect(record).purchaseProbability(n, time);
  }
}
