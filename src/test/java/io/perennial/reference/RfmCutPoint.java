package io.perennial.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A row of rfm_cut_points; the components are its columns. */
public record RfmCutPoint(String measure, double quantile, double cutPoint) {
  private static final double[] QUANTILES = {0.2, 0.4, 0.6, 0.8};

  /** The rows of some events; none where no customer has an order. */
  public static List<RfmCutPoint> of(List<Event> events, ReferenceSettings settings) {
    RfmCutPoints cutPoints = RfmCutPoints.of(events, settings);
    List<RfmCutPoint> rows = new ArrayList<>();
    rows.addAll(of("days_since_last_order", cutPoints.recency(), 0));
    rows.addAll(of("orders", cutPoints.frequency(), 0));
    rows.addAll(of("net_revenue", cutPoints.monetary(), 4));
    return rows;
  }

  private static List<RfmCutPoint> of(
      String measure, List<BigInteger> hundredfoldCutPoints, int decimals) {
    List<RfmCutPoint> rows = new ArrayList<>();
    for (int i = 0; i < hundredfoldCutPoints.size(); i++) {
      double cutPoint = new BigDecimal(hundredfoldCutPoints.get(i), decimals + 2).doubleValue();
      rows.add(new RfmCutPoint(measure, QUANTILES[i], cutPoint));
    }
    return rows;
  }
}
