package io.perennial.metric;

import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.optimize.Fit;
import java.util.Optional;

/**
 * The models that predict what customers will buy and spend.
 *
 * @param purchases the fit that counts purchase occasions; it has a model
 * @param spend the fit that values them, if there is one with a model
 */
public record Forecast(Fit<PurchaseModel> purchases, Optional<Fit<GammaGamma>> spend) {
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
}
