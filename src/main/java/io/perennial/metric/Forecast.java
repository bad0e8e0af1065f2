package io.perennial.metric;

import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.optimize.Fit;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The models that predict what customers will buy and spend.
 *
 * @param purchases the fit that counts purchase occasions; it has a model
 * @param spend the fit that values them, if there is one with a model
 * @param marginShare net revenue less costs as a share of net revenue, where the cost of every
 *     order is known
 */
public record Forecast(
    Fit<PurchaseModel> purchases, Optional<Fit<GammaGamma>> spend, OptionalDouble marginShare) {
  public Forecast {
    if (purchases.model().isEmpty()) {
      throw new IllegalArgumentException("a forecast needs a model of purchases");
    }
  }

  PurchaseModel purchaseModel() {
    return purchases.model().orElseThrow();
  }

  Optional<GammaGamma> spendModel() {
    return spend.flatMap(Fit::model);
  }

  /** What a unit of net revenue counts for in the published value. */
  double valueOfRevenue() {
    return marginShare.orElse(1);
  }
}
