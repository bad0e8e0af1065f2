package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.CustomerTotals;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.MembershipsInput;
import io.perennial.table.output.ProgrammeMembersTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ProgrammeMembersTable}. Who joined in a quarter is compared from its end on with
 * who had not joined by then (a landmark; Anderson, Cain and Gelber, Journal of Clinical Oncology
 * 1, 1983): members do not get the time for themselves in which they had to stay in order to join.
 * Groups are alike before the quarter, which the joining cannot have changed. Cost: customers times
 * quarters with a joining in rows, and one join of them with the purchase days.
 */
final class ProgrammeMembers {
  private static final String CUSTOMER_ID = CustomerTotals.CUSTOMER_ID;
  private static final String PROGRAMME = ProgrammeMembersTable.PROGRAMME;
  private static final String QUARTER = "quarter";
  private static final String START = "quarter_start";
  private static final String JOINED_ON = "joined_on";
  private static final String JOINER = "joiner";
  private static final String JOINED_PROGRAMME = "joined_programme";
  private static final String IS_MEMBER = "is_member";
  private static final String EARLIER_UNITS = "earlier_units";
  private static final String TENURE_BAND = "tenure_band";
  private static final String REVENUE_BAND = "revenue_band";
  private static final String MEMBERS = ProgrammeMembersTable.MEMBERS;
  private static final String OTHERS = "others";
  private static final String STAYING = "_staying";
  private static final String UNITS = "_units";
  private static final String EARLIER = "_earlier_units";
  private static final String WEIGHT = "weight";
  private static final String SPREAD = "spread";
  private static final int YEAR_DAYS = 365;
  private static final int[] TENURES = {90, 180, 365, 730};
  private static final double Z = 1.959964;

  private ProgrammeMembers() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Dataset<Row> compared =
        CustomerSegments.of(FollowUp.complete(subjects(history), history.rules().asOf()), history);
    return published(byProgramme(bands(compared)), new Rates(history.rules().minimumGroupSize()));
  }

  /** The first joining of each customer and programme. */
  private static Dataset<Row> joinings(PurchaseHistory history) {
    return history
        .input(MembershipsInput.NAME)
        .orElseThrow()
        .groupBy(
            col(MembershipsInput.CUSTOMER_ID).as(JOINER),
            col(MembershipsInput.PROGRAMME).as(JOINED_PROGRAMME))
        .agg(min(to_date(col(MembershipsInput.JOINED_AT))).as(JOINED_ON));
  }

  /** One row per customer, programme and quarter in which the customer can be compared. */
  private static Dataset<Row> subjects(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    Dataset<Row> joinings = joinings(history);
    Dataset<Row> quarters =
        joinings
            .select(
                col(JOINED_PROGRAMME).as(PROGRAMME),
                Granularity.QUARTER.index(col(JOINED_ON), rules.weekStart()).as(QUARTER))
            .distinct()
            .withColumn(START, Granularity.QUARTER.start(col(QUARTER), rules.weekStart()))
            .withColumn(AroundDay.DAY, Granularity.QUARTER.end(col(QUARTER), rules.weekStart()))
            .filter(col(AroundDay.DAY).leq(lit(rules.asOf())));
    Dataset<Row> landmarks = quarters.select(QUARTER, START, AroundDay.DAY).distinct();
    Dataset<Row> customers =
        history
            .everybody()
            .select(col(CUSTOMER_ID), col(CustomerTotals.FIRST_ORDER_DATE))
            .join(broadcast(landmarks), col(CustomerTotals.FIRST_ORDER_DATE).lt(col(START)));
    Column isMember = col(JOINED_ON).geq(col(START));
    Column isNoMemberYet = col(JOINED_ON).isNull().or(col(JOINED_ON).gt(col(AroundDay.DAY)));
    Column joinedBefore = not(isNoMemberYet).and(not(isMember));
    return AroundDay.of(history, customers, sums())
        .join(broadcast(quarters.select(PROGRAMME, QUARTER)), QUARTER)
        .join(
            joinings,
            col(CUSTOMER_ID)
                .equalTo(col(JOINER))
                .and(col(PROGRAMME).equalTo(col(JOINED_PROGRAMME))),
            "left")
        .filter(not(joinedBefore))
        .withColumn(IS_MEMBER, not(isNoMemberYet))
        .withColumn(TENURE_BAND, tenureBand())
        .withColumn(REVENUE_BAND, revenueBand());
  }

  private static Column[] sums() {
    List<Column> sums = new ArrayList<>(FollowUp.sums());
    Column quarterDays = datediff(col(AroundDay.DAY), col(START));
    sums.add(
        AroundDay.units(lit(-YEAR_DAYS).minus(quarterDays), lit(-1).minus(quarterDays))
            .as(EARLIER_UNITS));
    return sums.toArray(Column[]::new);
  }

  private static Column tenureBand() {
    Column tenure = datediff(col(START), col(CustomerTotals.FIRST_ORDER_DATE));
    Column band = lit(0);
    for (int days : TENURES) {
      band = band.plus(tenure.gt(days).cast("int"));
    }
    return band;
  }

  /** 0 without revenue, then from one to the next twice as much. */
  private static Column revenueBand() {
    Column money =
        greatest(col(EARLIER_UNITS), lit(0L)).cast("double").divide((double) LedgerTable.UNITS);
    return floor(log2(money.plus(1.0))).cast("int");
  }

  /** One row per segment, programme, length, quarter and band, with the sums of both groups. */
  private static Dataset<Row> bands(Dataset<Row> compared) {
    List<Column> sums = new ArrayList<>();
    for (String group : List.of(MEMBERS, OTHERS)) {
      Column isIn = group.equals(MEMBERS) ? col(IS_MEMBER) : not(col(IS_MEMBER));
      sums.add(count(when(isIn, true)).as(group));
      sums.add(count(when(isIn.and(col(FollowUp.ORDERS).gt(0)), true)).as(group + STAYING));
      sums.add(coalesce(sum(when(isIn, col(FollowUp.UNITS))), lit(0L)).as(group + UNITS));
      sums.add(coalesce(sum(when(isIn, col(EARLIER_UNITS))), lit(0L)).as(group + EARLIER));
    }
    return compared
        .groupBy(
            ProgrammeMembersTable.SEGMENT_NAME,
            ProgrammeMembersTable.SEGMENT_VALUE,
            PROGRAMME,
            FollowUp.DAYS,
            QUARTER,
            TENURE_BAND,
            REVENUE_BAND)
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
        .withColumn(
            WEIGHT, when(least(col(MEMBERS), col(OTHERS)).gt(0), col(MEMBERS)).otherwise(0L));
  }

  private static Dataset<Row> byProgramme(Dataset<Row> bands) {
    Column isMatched = col(WEIGHT).gt(0);
    Column weight = col(WEIGHT).cast("double");
    return bands
        .groupBy(
            ProgrammeMembersTable.SEGMENT_NAME,
            ProgrammeMembersTable.SEGMENT_VALUE,
            PROGRAMME,
            FollowUp.DAYS)
        .agg(
            sum(MEMBERS).as(MEMBERS),
            sum(MEMBERS + STAYING).as(MEMBERS + STAYING),
            sum(OTHERS).as(OTHERS),
            sum(OTHERS + STAYING).as(OTHERS + STAYING),
            sum(WEIGHT).as(ProgrammeMembersTable.MATCHED_MEMBERS),
            sum(when(isMatched, col(OTHERS)).otherwise(0L))
                .as(ProgrammeMembersTable.MATCHED_OTHERS),
            sum(when(isMatched, weight.multiply(weight).divide(col(OTHERS).cast("double"))))
                .as(SPREAD),
            weighted(MEMBERS, STAYING).as(ProgrammeMembersTable.MEMBER_RETENTION_RATE),
            weighted(OTHERS, STAYING).as(ProgrammeMembersTable.OTHER_RETENTION_RATE),
            weighted(MEMBERS, UNITS).as(ProgrammeMembersTable.MEMBER_REVENUE),
            weighted(OTHERS, UNITS).as(ProgrammeMembersTable.OTHER_REVENUE),
            weighted(MEMBERS, EARLIER).as(ProgrammeMembersTable.MEMBER_EARLIER_REVENUE),
            weighted(OTHERS, EARLIER).as(ProgrammeMembersTable.OTHER_EARLIER_REVENUE))
        .filter(col(MEMBERS).gt(0));
  }

  /** A group's figure per customer of each band, times the band's members. */
  private static Column weighted(String group, String figure) {
    return sum(
        when(
            col(WEIGHT).gt(0),
            Rates.ratio(col(group + figure), col(group)).multiply(col(WEIGHT).cast("double"))));
  }

  private static Dataset<Row> published(Dataset<Row> sums, Rates rates) {
    Column n = col(ProgrammeMembersTable.MATCHED_MEMBERS);
    Column smaller = least(n, col(ProgrammeMembersTable.MATCHED_OTHERS));
    Column p = col(ProgrammeMembersTable.MEMBER_RETENTION_RATE);
    Column q = col(ProgrammeMembersTable.OTHER_RETENTION_RATE);
    Column difference = col(ProgrammeMembersTable.OBSERVED_DIFFERENCE);
    Column error = col(ProgrammeMembersTable.STANDARD_ERROR);
    Column count = n.cast("double");
    Column variance =
        p.multiply(lit(1.0).minus(p))
            .divide(count)
            .plus(
                q.multiply(lit(1.0).minus(q)).multiply(col(SPREAD)).divide(count.multiply(count)));
    Dataset<Row> table = sums;
    for (String share :
        List.of(
            ProgrammeMembersTable.MEMBER_RETENTION_RATE,
            ProgrammeMembersTable.OTHER_RETENTION_RATE)) {
      // Rounding of the weights must not take a share beyond the whole.
      table =
          table.withColumn(
              share, rates.published(smaller, least(lit(1.0), Rates.ratio(col(share), n))));
    }
    for (String money :
        List.of(
            ProgrammeMembersTable.MEMBER_REVENUE,
            ProgrammeMembersTable.OTHER_REVENUE,
            ProgrammeMembersTable.MEMBER_EARLIER_REVENUE,
            ProgrammeMembersTable.OTHER_EARLIER_REVENUE)) {
      table =
          table.withColumn(
              money,
              rates.published(
                  smaller, Rates.ratio(col(money), n).divide((double) LedgerTable.UNITS)));
    }
    return table
        .withColumn(ProgrammeMembersTable.OBSERVED_DIFFERENCE, p.minus(q))
        .withColumn(
            ProgrammeMembersTable.STANDARD_ERROR, when(difference.isNotNull(), sqrt(variance)))
        .withColumn(
            ProgrammeMembersTable.OBSERVED_DIFFERENCE_LOW, difference.minus(error.multiply(Z)))
        .withColumn(
            ProgrammeMembersTable.OBSERVED_DIFFERENCE_HIGH, difference.plus(error.multiply(Z)))
        .withColumn(
            ProgrammeMembersTable.UNMATCHED_DIFFERENCE,
            rates.published(
                least(col(MEMBERS), col(OTHERS)),
                Rates.ratio(col(MEMBERS + STAYING), col(MEMBERS))
                    .minus(Rates.ratio(col(OTHERS + STAYING), col(OTHERS)))));
  }
}
