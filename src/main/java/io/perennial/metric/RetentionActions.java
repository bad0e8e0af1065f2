package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.format_number;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.ActionRules;
import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.table.output.WinBackCandidatesTable;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Computes {@link RetentionActionsTable}. Cost: one pass over everybody's purchase days beside
 * those of customer_churn and win_back_candidates, one over the contacts and returns that are
 * given, two over {@link ProfitItems} where costs are known, and joins of what they give by
 * customer; for the ranks the running totals of the different values and a join with them. With a
 * budget one more shuffle: only customers with the very value at which it runs out are ordered by
 * their ids.
 */
final class RetentionActions {
  private static final int YEAR_DAYS = 365;
  private static final double ONE_CENT = 0.01;
  private static final String CUSTOMER_ID = RetentionActionsTable.CUSTOMER_ID;
  private static final String ACTION = RetentionActionsTable.ACTION;
  private static final String STAKE = RetentionActionsTable.VALUE_AT_STAKE;
  private static final String RANK = RetentionActionsTable.PRIORITY_RANK;
  private static final String FIRST_UNITS = "first_day_units";
  private static final String YEAR_UNITS = "year_units";
  private static final String LOSS_COSTS = "loss_cost_units";
  private static final String LOSS = "loss_units";
  private static final String LOSS_WORDS = "loss_words";
  private static final String LOSS_TO_DATE_WORDS = "loss_to_date_words";
  private static final String SECOND_SHARE = "second_day_share";
  private static final String REASON = "reason";
  private static final String GRIEVANCE = OpenGrievances.WORDS;

  /** Whether some, and not all, of the customers with a value can be afforded. */
  static final String IS_BUDGET_TIE = "is_budget_tie";

  private static final String APART = "apart";

  private RetentionActions() {}

  static Dataset<Row> of(Intermediates shared) {
    ActionRules rules = shared.history().rules().actions();
    ValueRanks ranks = new ValueRanks(STAKE, RANK, ONE_CENT);
    return withinBudget(ranks.withTies(shared.retentionReasons()), rules.affordableActions());
  }

  /** Which actions a number of them is enough for, the largest value first, then the ids. */
  private static Dataset<Row> withinBudget(Dataset<Row> ranked, long affordable) {
    Column isRanked = col(RANK).isNotNull();
    if (affordable == Long.MAX_VALUE) {
      return ranked.withColumn(RetentionActionsTable.IS_WITHIN_BUDGET, isRanked);
    }
    Column last = col(RANK).plus(col(ValueRanks.TIED)).minus(1);
    Column isTie = coalesce(col(RANK).leq(affordable).and(last.gt(affordable)), lit(false));
    Column turn = row_number().over(Window.partitionBy(IS_BUDGET_TIE, APART).orderBy(CUSTOMER_ID));
    return ranked
        .withColumn(IS_BUDGET_TIE, isTie)
        .withColumn(APART, when(not(col(IS_BUDGET_TIE)), col(CUSTOMER_ID)))
        .withColumn(
            RetentionActionsTable.IS_WITHIN_BUDGET,
            coalesce(
                when(col(IS_BUDGET_TIE), col(RANK).minus(1).plus(turn).leq(affordable))
                    .otherwise(last.leq(affordable)),
                lit(false)));
  }

  /** The table's rows but for their ranks. */
  static Dataset<Row> reasons(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column costs = lit(history.rules().actions().costPerAction()).cast(Types.AMOUNT);
    Column status = col(CustomerChurnTable.CHURN_STATUS);
    Column isWorthIt = col(STAKE).gt(col(RetentionActionsTable.COST_PER_ACTION));
    Column reason =
        when(status.equalTo(CustomerChurnTable.CHURNED), RetentionActionsTable.WIN_BACK)
            .when(col(GRIEVANCE).isNotNull(), RetentionActionsTable.RECOVER)
            .when(col(LOSS).isNotNull(), RetentionActionsTable.REDUCE_COST_TO_SERVE)
            .when(
                col(PurchaseSummaryTable.PURCHASE_OCCASIONS).equalTo(1),
                RetentionActionsTable.SECOND_ORDER)
            .when(status.equalTo(CustomerChurnTable.AT_RISK), RetentionActionsTable.RE_ENGAGE)
            .when(
                col(PurchaseSummaryTable.RFM_SEGMENT).isin(RfmScores.CHAMPIONS, RfmScores.LOYAL),
                RetentionActionsTable.THANK)
            .otherwise(RetentionActionsTable.LEAVE_ALONE);
    Column yearValue = MarginShare.value(greatest(col(YEAR_UNITS), lit(0L)));
    Column stake =
        when(
                is(RetentionActionsTable.WIN_BACK),
                when(col(LOSS_TO_DATE_WORDS).isNull(), recovered()))
            .when(
                is(RetentionActionsTable.REDUCE_COST_TO_SERVE),
                MarginShare.money(col(LOSS).divide((double) LedgerTable.UNITS)))
            .when(
                is(RetentionActionsTable.SECOND_ORDER),
                MarginShare.money(
                    MarginShare.value(greatest(col(FIRST_UNITS), lit(0L)))
                        .multiply(col(SECOND_SHARE))))
            .when(
                col(REASON)
                    .isin(
                        RetentionActionsTable.RECOVER,
                        RetentionActionsTable.RE_ENGAGE,
                        RetentionActionsTable.THANK),
                MarginShare.money(yearValue));
    return MarginShare.with(customers(shared), history)
        .crossJoin(broadcast(secondDays(history)))
        .withColumn(REASON, reason)
        .withColumn(RetentionActionsTable.COST_PER_ACTION, costs)
        .withColumn(STAKE, coalesce(stake, lit(0).cast(Types.MONEY)))
        .withColumn(
            ACTION, when(isWorthIt, col(REASON)).otherwise(RetentionActionsTable.LEAVE_ALONE))
        .withColumn(RetentionActionsTable.EVIDENCE, evidence())
        .withColumn(STAKE, when(isWorthIt, col(STAKE)).otherwise(lit(0).cast(Types.MONEY)))
        .select(
            col(CUSTOMER_ID),
            col(ACTION),
            col(RetentionActionsTable.CHURN_STATUS),
            col(STAKE),
            col(RetentionActionsTable.VALUE_BASIS),
            col(RetentionActionsTable.EVIDENCE),
            col(RetentionActionsTable.COST_PER_ACTION));
  }

  private static Column is(String reason) {
    return col(REASON).equalTo(reason);
  }

  private static Column recovered() {
    return col(WinBackCandidatesTable.EXPECTED_RECOVERED_VALUE);
  }

  private static Dataset<Row> customers(Intermediates shared) {
    Dataset<Row> scores =
        PurchaseSummary.of(shared)
            .select(
                CUSTOMER_ID,
                PurchaseSummaryTable.PURCHASE_OCCASIONS,
                PurchaseSummaryTable.RFM_SEGMENT);
    Dataset<Row> churned =
        shared
            .recoveries()
            .select(
                CUSTOMER_ID,
                WinBackCandidatesTable.VALUE_BEFORE_LEAVING,
                WinBackCandidatesTable.CHANCE_OF_RETURN,
                WinBackCandidatesTable.EXPECTED_RECOVERED_VALUE);
    return CustomerChurn.of(shared)
        .select(
            CUSTOMER_ID,
            CustomerChurnTable.CHURN_STATUS,
            CustomerChurnTable.DAYS_SINCE_LAST_ORDER,
            CustomerChurnTable.CHURN_WINDOW_DAYS,
            CustomerChurnTable.TYPICAL_GAP_DAYS,
            CustomerChurnTable.PROBABILITY_ALIVE)
        .join(scores, CUSTOMER_ID)
        .join(amounts(shared.history()), CUSTOMER_ID)
        .join(churned, new String[] {CUSTOMER_ID}, "left")
        .transform(rows -> withLosses(rows, shared))
        .transform(rows -> OpenGrievances.with(rows, shared.history()));
  }

  /**
   * Of customers whom the last year cost the company money: what it cost, the loss, and what makes
   * it, in words; and of those whom their whole history did, that in words. Null of all others, and
   * where the cost of an order is not known; single orders are made wherever one is.
   */
  private static Dataset<Row> withLosses(Dataset<Row> rows, Intermediates shared) {
    Column none = lit(null).cast("bigint");
    if (shared.history().orders().isEmpty()) {
      return rows.withColumn(LOSS_COSTS, none)
          .withColumn(LOSS, none)
          .withColumn(LOSS_WORDS, none.cast(Types.TEXT))
          .withColumn(LOSS_TO_DATE_WORDS, none.cast(Types.TEXT));
    }
    Dataset<Row> lately =
        losses(shared.profitItems().filter(col(ProfitItems.IS_LAST_365)))
            .select(col(CUSTOMER_ID), col(LOSS_COSTS), col(LOSS), lossWords().as(LOSS_WORDS));
    Column account =
        words(
            lit("brought"),
            Units.money(coalesce(col(ProfitItems.NET_UNITS), lit(0L))).cast(Types.TEXT),
            lit("and cost"),
            Units.money(col(LOSS_COSTS)).cast(Types.TEXT),
            lit("to date"));
    Dataset<Row> toDate =
        losses(shared.profitItems())
            .select(col(CUSTOMER_ID), concat_ws("; ", account, lossWords()).as(LOSS_TO_DATE_WORDS));
    return rows.join(lately, new String[] {CUSTOMER_ID}, "left")
        .join(toDate, new String[] {CUSTOMER_ID}, "left");
  }

  /** The customers who make a loss by some items, with what they cost and what that is too much. */
  private static Dataset<Row> losses(Dataset<Row> items) {
    Column toServe = ProfitItems.sumOf(ProfitItems.COST_TO_SERVE);
    return CustomerProfits.of(items, ProfitItems.CUSTOMER_ID)
        .withColumn(LOSS_COSTS, coalesce(col(ProfitItems.COST_UNITS), lit(0L)).plus(toServe))
        .withColumn(LOSS, toServe.minus(col(CustomerProfits.MARGIN_UNITS)))
        .filter(col(LOSS).gt(0).and(col(ProfitItems.ORDERS).gt(0)));
  }

  /** What makes the loss, as {@code loss_driver} of customer_profitability finds it. */
  private static Column lossWords() {
    Column driver = CustomerProfits.driver(ProfitItems.COST_TO_SERVE);
    Column largest = Units.money(CustomerProfits.largest(ProfitItems.COST_TO_SERVE));
    return when(driver.equalTo(CustomerProfitabilityTable.NO_REVENUE), "no revenue is left")
        .when(
            driver.equalTo(CustomerProfitabilityTable.COST_OF_ORDERS),
            words(
                lit("the orders alone cost"),
                Units.money(col(ProfitItems.COST_UNITS)).cast(Types.TEXT)))
        .otherwise(
            words(
                lit("the largest item after the orders is"),
                driver,
                lit("with"),
                largest.cast(Types.TEXT)));
  }

  /** What the first day and the last year brought. */
  private static Dataset<Row> amounts(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Column day = col(PurchaseDays.ORDER_DATE);
    Column inYear = day.gt(lit(asOf.minusDays(YEAR_DAYS)));
    return history
        .days()
        .filter(
            col(PurchaseDays.SEGMENT_NAME)
                .equalTo(RateColumns.ALL)
                .and(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull()))
        .groupBy(PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE, CUSTOMER_ID)
        .agg(
            sum(when(day.equalTo(col(PurchaseDays.FIRST_ORDER_DATE)), col(PurchaseDays.NET_UNITS)))
                .as(FIRST_UNITS),
            coalesce(sum(when(inYear, col(PurchaseDays.NET_UNITS))), lit(0L)).as(YEAR_UNITS))
        .drop(PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE);
  }

  /** The share of all customers who bought on a second day; one row. */
  private static Dataset<Row> secondDays(PurchaseHistory history) {
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column hasOrders = col(CustomerTotals.ORDERS).gt(0);
    return history
        .everybody()
        .filter(hasOrders)
        .agg(
            rates
                .share(count(when(col(CustomerTotals.OCCASIONS).gt(1), true)), count(lit(1)))
                .as(SECOND_SHARE));
  }

  /** What the reason rests on, and why nothing is done where nothing is. */
  private static Column evidence() {
    Column silence = text(CustomerChurnTable.DAYS_SINCE_LAST_ORDER);
    Column yearMoney = Units.money(col(YEAR_UNITS)).cast(Types.TEXT);
    Column lately = words(lit("brought"), yearMoney, lit("in the last 365 days"));
    Column usual =
        when(
            col(CustomerChurnTable.TYPICAL_GAP_DAYS).isNotNull(),
            words(
                lit("where"),
                format_number(col(CustomerChurnTable.TYPICAL_GAP_DAYS), 1),
                lit("days between orders are usual")));
    Column alive =
        when(
            col(CustomerChurnTable.PROBABILITY_ALIVE).isNotNull(),
            words(
                lit("not gone for good with a probability of"),
                percent(col(CustomerChurnTable.PROBABILITY_ALIVE))));
    Column why =
        when(
                is(RetentionActionsTable.WIN_BACK),
                clauses(
                    words(
                        lit("Silent for"),
                        silence,
                        lit("days, past the churn window of"),
                        text(CustomerChurnTable.CHURN_WINDOW_DAYS)),
                    // The share of a margin that they do not have would say that they brought one.
                    when(
                        col(LOSS_TO_DATE_WORDS).isNull(),
                        words(
                            lit("worth"),
                            text(WinBackCandidatesTable.VALUE_BEFORE_LEAVING),
                            lit("in the year before leaving"))),
                    coalesce(
                        words(
                            percent(col(WinBackCandidatesTable.CHANCE_OF_RETURN)),
                            lit("of comparable silences ended within a year")),
                        lit("too few comparable silences to learn a chance from")),
                    words(lit("a"), col(GRIEVANCE)),
                    col(LOSS_TO_DATE_WORDS)))
            .when(
                is(RetentionActionsTable.RECOVER), clauses(words(lit("A"), col(GRIEVANCE)), lately))
            .when(
                is(RetentionActionsTable.REDUCE_COST_TO_SERVE),
                clauses(
                    words(
                        lit("The last 365 days brought"),
                        yearMoney,
                        lit("and cost"),
                        Units.money(col(LOSS_COSTS)).cast(Types.TEXT)),
                    col(LOSS_WORDS)))
            .when(
                is(RetentionActionsTable.SECOND_ORDER),
                clauses(
                    words(lit("Bought on one day only,"), ago()),
                    words(
                        percent(col(SECOND_SHARE)),
                        lit("of all customers bought on a second day"))))
            .when(
                is(RetentionActionsTable.RE_ENGAGE),
                clauses(
                    words(lit("At risk: silent for"), silence, lit("days")), usual, alive, lately))
            .when(
                is(RetentionActionsTable.THANK),
                clauses(
                    words(lit("Among the"), text(PurchaseSummaryTable.RFM_SEGMENT)),
                    words(lit("ordered"), ago()),
                    lately))
            .otherwise(
                clauses(
                    lit("Neither churned nor at risk, and not among the best customers"),
                    words(lit("ordered"), ago())));
    Column dear =
        when(
            not(is(RetentionActionsTable.LEAVE_ALONE))
                .and(col(STAKE).leq(col(RetentionActionsTable.COST_PER_ACTION))),
            words(text(STAKE), lit("at stake is no more than an action costs.")));
    return concat_ws(" ", why, dear);
  }

  /** How long ago the last order was. */
  private static Column ago() {
    Column days = col(CustomerChurnTable.DAYS_SINCE_LAST_ORDER);
    return when(days.equalTo(0), "on the as-of date")
        .when(days.equalTo(1), "1 day ago")
        .otherwise(words(text(CustomerChurnTable.DAYS_SINCE_LAST_ORDER), lit("days ago")));
  }

  /** The parts that are known as one sentence. */
  private static Column clauses(Column... parts) {
    return concat(concat_ws("; ", parts), lit("."));
  }

  /** Words in a row; null where one of them is. */
  private static Column words(Column... parts) {
    Column text = parts[0];
    for (int i = 1; i < parts.length; i++) {
      text = concat(text, lit(" "), parts[i]);
    }
    return text;
  }

  private static Column text(String column) {
    return col(column).cast(Types.TEXT);
  }

  private static Column percent(Column share) {
    return words(format_number(share.multiply(100), 1), lit("%"));
  }
}
