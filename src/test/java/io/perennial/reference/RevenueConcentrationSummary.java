package io.perennial.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A row of revenue_concentration_summary; the components are its columns. */
public record RevenueConcentrationSummary(
    String segmentName,
    String segmentValue,
    String scope,
    long customers,
    BigDecimal netRevenue,
    OptionalDouble top1PercentRevenueShare,
    OptionalDouble top5PercentRevenueShare,
    OptionalDouble top10PercentRevenueShare,
    OptionalDouble top20PercentRevenueShare,
    OptionalLong customersFor80Percent,
    OptionalDouble customerShareFor80Percent,
    OptionalDouble giniCoefficient,
    OptionalDouble herfindahlIndex,
    long customersWithNegativeRevenue,
    BigDecimal negativeRevenue) {

  /** One row per scope in which the slice has an event. */
  public static List<RevenueConcentrationSummary> of(Slice slice, ReferenceSettings settings) {
    List<RevenueConcentrationSummary> rows = new ArrayList<>();
    RevenueConcentration.scopes(slice, settings)
        .forEach((scope, descending) -> rows.add(of(slice, scope, descending, settings)));
    return rows;
  }

  private static RevenueConcentrationSummary of(
      Slice slice, String scope, List<Long> descending, ReferenceSettings settings) {
    long n = descending.size();
    long total = descending.stream().mapToLong(Long::longValue).sum();
    boolean published = total > 0 && n >= settings.minimumGroupSize();
    OptionalLong for80 =
        published ? customersFor80Percent(descending, total) : OptionalLong.empty();
    return new RevenueConcentrationSummary(
        slice.segmentName(),
        slice.segmentValue(),
        scope,
        n,
        Money.of(total),
        topShare(1, descending, total, settings),
        topShare(5, descending, total, settings),
        topShare(10, descending, total, settings),
        topShare(20, descending, total, settings),
        for80,
        for80.isPresent() ? Rates.ratio(for80.getAsLong(), n) : OptionalDouble.empty(),
        published ? gini(descending, total) : OptionalDouble.empty(),
        published ? herfindahl(descending, total) : OptionalDouble.empty(),
        descending.stream().filter(units -> units < 0).count(),
        Money.of(descending.stream().mapToLong(units -> Math.min(0, units)).sum()));
  }

  private static OptionalDouble topShare(
      int percent, List<Long> descending, long total, ReferenceSettings settings) {
    long largest = RevenueConcentration.ceilOfPercent(percent, descending.size());
    return Rates.overPositive(
        RevenueConcentration.sumOfFirst(largest, descending), total, descending.size(), settings);
  }

  /** The smallest k whose cumulated revenue reaches 80 % of a positive total. */
  private static OptionalLong customersFor80Percent(List<Long> descending, long total) {
    long cumulated = 0;
    for (int k = 1; k <= descending.size(); k++) {
      cumulated += descending.get(k - 1);
      if (Math.multiplyExact(cumulated, 100L) >= Math.multiplyExact(total, 80L)) {
        return OptionalLong.of(k);
      }
    }
    return OptionalLong.empty();
  }

  /** 2 * sum(i * x_i) / (n * sum x) - (n + 1) / n over ascending x. */
  private static OptionalDouble gini(List<Long> descending, long total) {
    int n = descending.size();
    BigInteger weighted = BigInteger.ZERO;
    for (int i = 1; i <= n; i++) {
      weighted =
          weighted.add(BigInteger.valueOf(descending.get(n - i)).multiply(BigInteger.valueOf(i)));
    }
    return OptionalDouble.of(2 * weighted.doubleValue() / ((double) n * total) - (n + 1.0) / n);
  }

  /** The sum of squared shares. */
  private static OptionalDouble herfindahl(List<Long> descending, long total) {
    double sum = 0;
    for (long units : descending) {
      double share = (double) units / total;
      sum += share * share;
    }
    return OptionalDouble.of(sum);
  }
}
