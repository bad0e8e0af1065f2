package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.Units;
import io.perennial.table.output.ReferralValueTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ReferralValueTable}. Both groups are counted by the quarter of the first order,
 * so that the rates of the one can be weighted by the sizes of the other (direct standardisation).
 * Cost: one join of the customers with the purchase days.
 */
final class ReferralValue {
  private static final String CUSTOMER_ID = CustomerTotals.CUSTOMER_ID;
  private static final String GROUP = ReferralValueTable.REFERRAL_GROUP;
  private static final String FIRST_DAY_UNITS = "first_day_units";
  private static final String WAS_REFERRED = "was_referred";
  private static final String QUARTER = "quarter";
  private static final String UNITS = "units";
  private static final String WEIGHT = "weight";
  private static final String WEIGHTED_RATES = "weighted_rates";
  private static final String WEIGHTED_REVENUES = "weighted_revenues";
  private static final String OF_GROUP = "of_group";

  private ReferralValue() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Dataset<Row> customers =
        CustomerSegments.of(FollowUp.complete(customers(history), history.rules().asOf()), history);
    return published(
        byGroup(byQuarter(customers, history)), new Rates(history.rules().minimumGroupSize()));
  }

  /** One row per customer with an order, from the day of which it is followed. */
  private static Dataset<Row> customers(PurchaseHistory history) {
    Dataset<Row> referred =
        Referrals.of(history)
            .filter(col(Referrals.IS_BROUGHT))
            .select(col(Referrals.REFERRED_ID).as(CUSTOMER_ID), lit(true).as(WAS_REFERRED));
    Dataset<Row> buyers =
        history
            .everybody()
            .filter(col(CustomerTotals.FIRST_ORDER_DATE).isNotNull())
            .select(col(CUSTOMER_ID), col(CustomerTotals.FIRST_ORDER_DATE).as(AroundDay.DAY))
            .join(referred, new String[] {CUSTOMER_ID}, "left")
            .withColumn(WAS_REFERRED, coalesce(col(WAS_REFERRED), lit(false)));
    List<Column> sums = new ArrayList<>(FollowUp.sums());
    sums.add(AroundDay.units(0, 0).as(FIRST_DAY_UNITS));
    return AroundDay.of(history, buyers, sums.toArray(Column[]::new));
  }

  /** One row per segment, length and quarter of the first order, with the sums of both groups. */
  private static Dataset<Row> byQuarter(Dataset<Row> customers, PurchaseHistory history) {
    List<Column> sums = new ArrayList<>();
    for (String group : List.of(ReferralValueTable.REFERRED, ReferralValueTable.NOT_REFERRED)) {
      Column isIn =
          group.equals(ReferralValueTable.REFERRED) ? col(WAS_REFERRED) : not(col(WAS_REFERRED));
      Column units = col(FIRST_DAY_UNITS).plus(col(FollowUp.UNITS));
      sums.add(count(when(isIn, true)).as(group + ReferralValueTable.CUSTOMERS));
      sums.add(
          count(when(isIn.and(col(FollowUp.ORDERS).gt(0)), true))
              .as(group + ReferralValueTable.CUSTOMERS_ORDERING_AGAIN));
      sums.add(coalesce(sum(when(isIn, units)), lit(0L)).as(group + UNITS));
    }
    return customers
        .withColumn(
            QUARTER, Granularity.QUARTER.index(col(AroundDay.DAY), history.rules().weekStart()))
        .groupBy(
            ReferralValueTable.SEGMENT_NAME,
            ReferralValueTable.SEGMENT_VALUE,
            FollowUp.DAYS,
            QUARTER)
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  /** One row per segment, length and group; a group without a customer has none. */
  private static Dataset<Row> byGroup(Dataset<Row> quarters) {
    Column referred = col(ReferralValueTable.REFERRED + ReferralValueTable.CUSTOMERS);
    Column others = col(ReferralValueTable.NOT_REFERRED + ReferralValueTable.CUSTOMERS);
    Column weight = when(least(referred, others).gt(0), referred).otherwise(0L);
    return quarters
        .withColumn(WEIGHT, weight)
        .withColumn(
            OF_GROUP,
            explode(
                array(
                    ofGroup(ReferralValueTable.REFERRED),
                    ofGroup(ReferralValueTable.NOT_REFERRED))))
        .select(
            col(ReferralValueTable.SEGMENT_NAME),
            col(ReferralValueTable.SEGMENT_VALUE),
            col(FollowUp.DAYS),
            col(WEIGHT),
            col(OF_GROUP + ".*"))
        .groupBy(
            ReferralValueTable.SEGMENT_NAME, ReferralValueTable.SEGMENT_VALUE, GROUP, FollowUp.DAYS)
        .agg(
            sum(ReferralValueTable.CUSTOMERS).as(ReferralValueTable.CUSTOMERS),
            sum(ReferralValueTable.CUSTOMERS_ORDERING_AGAIN)
                .as(ReferralValueTable.CUSTOMERS_ORDERING_AGAIN),
            sum(UNITS).as(UNITS),
            sum(WEIGHT).as(ReferralValueTable.COMPARABLE_REFERRED_CUSTOMERS),
            sum(weighted(ReferralValueTable.CUSTOMERS_ORDERING_AGAIN)).as(WEIGHTED_RATES),
            sum(weighted(UNITS)).as(WEIGHTED_REVENUES))
        .filter(col(ReferralValueTable.CUSTOMERS).gt(0));
  }

  private static Column ofGroup(String group) {
    return struct(
        lit(group).as(GROUP),
        col(group + ReferralValueTable.CUSTOMERS).as(ReferralValueTable.CUSTOMERS),
        col(group + ReferralValueTable.CUSTOMERS_ORDERING_AGAIN)
            .as(ReferralValueTable.CUSTOMERS_ORDERING_AGAIN),
        col(group + UNITS).as(UNITS));
  }

  private static Column weighted(String figure) {
    return when(
        col(WEIGHT).gt(0),
        Rates.ratio(col(figure), col(ReferralValueTable.CUSTOMERS))
            .multiply(col(WEIGHT).cast("double")));
  }

  private static Dataset<Row> published(Dataset<Row> groups, Rates rates) {
    Column customers = col(ReferralValueTable.CUSTOMERS);
    Column staying = col(ReferralValueTable.CUSTOMERS_ORDERING_AGAIN);
    Column comparable = col(ReferralValueTable.COMPARABLE_REFERRED_CUSTOMERS);
    Column both = least(customers, comparable);
    Column money = col(WEIGHTED_REVENUES).divide((double) LedgerTable.UNITS);
    // Rounding of the weights must not take a share beyond the whole.
    Column rate = least(lit(1.0), Rates.ratio(col(WEIGHTED_RATES), comparable));
    return groups
        .withColumn(ReferralValueTable.RETENTION_RATE, rates.share(staying, customers))
        .withColumn(ReferralValueTable.RETENTION_RATE_LOW, rates.wilsonLow(staying, customers))
        .withColumn(ReferralValueTable.RETENTION_RATE_HIGH, rates.wilsonHigh(staying, customers))
        .withColumn(ReferralValueTable.NET_REVENUE, Units.money(col(UNITS)))
        .withColumn(
            ReferralValueTable.REVENUE_PER_CUSTOMER,
            rates.published(customers, Units.mean(col(UNITS), customers)))
        .withColumn(ReferralValueTable.STANDARDISED_RETENTION_RATE, rates.published(both, rate))
        .withColumn(
            ReferralValueTable.STANDARDISED_REVENUE,
            rates.published(both, Rates.ratio(money, comparable)));
  }
}
