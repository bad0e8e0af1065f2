package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.output.LifecycleFlowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link LifecycleFlowTable}.
 *
 * <p>Between two occasions a customer passes through states at known days, so the period ends
 * between them fall into at most four ranges of one state each. Customers are counted by these
 * ranges before any is written out, and a range counts by its two ends. Cost: one pass over the
 * purchase days, which are in order already, and one shuffle of as many rows as there are different
 * ranges, whatever the number of customers.
 */
final class LifecycleFlow {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final String GRANULARITY = PeriodCells.GRANULARITY;
  private static final String INDEX = PeriodCells.PERIOD_INDEX;
  private static final String DAY = PurchaseDays.ORDER_DATE;

  /** The state at the end of the period before; of flows, where they come from. */
  static final String STATE = LifecycleFlowTable.STATE_AT_START;

  private static final String NEXT_DAY = "next_occasion";
  private static final String ON_ORDER = "state_on_order";
  private static final String EARLIER = "earlier_occasion_";
  private static final String FROM_STATE = "from_state";
  private static final String TO_STATE = "to_state";
  private static final String RANGE = "range";
  private static final String FIRST = "first_index";
  private static final String AT_RISK_FROM = "at_risk_from";
  private static final String LAPSED_FROM = "lapsed_from";
  private static final String LOST_FROM = "lost_from";
  private static final String BEYOND = "beyond_index";
  private static final String CUSTOMERS = "customers";
  private static final String MOVED = "moved";
  private static final String STAYING = "staying";
  private static final String AT_END = "at_end_";

  private LifecycleFlow() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    HistoryRules rules = history.rules();
    LifecycleWindows windows = LifecycleWindows.of(history);
    List<Granularity> granularities = rules.retentionGranularities();
    Column end = Periods.end(col(GRANULARITY), col(INDEX), granularities, rules.weekStart());
    Rates rates = new Rates(rules.minimumGroupSize());
    Column atStart = col(LifecycleFlowTable.CUSTOMERS_AT_START);
    return matrices(history, windows)
        .withColumn(
            LifecycleFlowTable.PERIOD_START,
            Periods.start(col(GRANULARITY), col(INDEX), granularities, rules.weekStart()))
        .withColumn(LifecycleFlowTable.PERIOD_END, end)
        .withColumn(LifecycleFlowTable.IS_COMPLETE, end.leq(lit(rules.asOf())))
        .withColumn(LifecycleFlowTable.AT_RISK_AFTER_DAYS, lit(windows.atRiskAfterDays()))
        .withColumn(LifecycleFlowTable.CHURN_WINDOW_DAYS, lit(windows.churnDays()))
        .withColumn(
            LifecycleFlowTable.BUYING_SHARE,
            rates.share(
                ended(LifecycleFlowTable.NEW)
                    .plus(ended(LifecycleFlowTable.ACTIVE))
                    .plus(ended(LifecycleFlowTable.WON_BACK)),
                atStart))
        .withColumn(
            LifecycleFlowTable.GONE_SHARE,
            rates.share(
                ended(LifecycleFlowTable.LAPSED).plus(ended(LifecycleFlowTable.LOST)), atStart));
  }

  private static Column ended(String state) {
    return col(LifecycleFlowTable.ended(state));
  }

  /** Every row of every matrix, with its stocks. */
  private static Dataset<Row> matrices(PurchaseHistory history, LifecycleWindows windows) {
    WindowSpec inTurn =
        Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, STATE).orderBy(INDEX);
    WindowSpec sofar = inTurn.rowsBetween(Window.unboundedPreceding(), 0);
    WindowSpec ofPeriod = Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX);
    Column[] states =
        Stream.concat(
                Stream.of(LifecycleFlowTable.NOT_YET_CUSTOMER), LifecycleFlowTable.STATES.stream())
            .map(state -> lit(state))
            .toArray(Column[]::new);
    Dataset<Row> rows =
        RetentionByPeriod.periods(history)
            .withColumn(STATE, explode(array(states)))
            .join(
                flows(history, windows),
                new String[] {SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX, STATE},
                "left")
            .na()
            .fill(0)
            .withColumn(STAYING, sum(STAYING).over(sofar));
    Column outflow = lit(0L);
    Column atEnd = lit(0L);
    for (String state : LifecycleFlowTable.STATES) {
      String ended = LifecycleFlowTable.ended(state);
      rows =
          rows.withColumn(
              ended,
              col(MOVED + state)
                  .plus(when(col(STATE).equalTo(state), col(STAYING)).otherwise(lit(0L))));
      outflow = outflow.plus(col(ended));
      atEnd = when(col(STATE).equalTo(state), col(AT_END + state)).otherwise(atEnd);
    }
    for (String state : LifecycleFlowTable.STATES) {
      rows = rows.withColumn(AT_END + state, sum(ended(state)).over(ofPeriod));
    }
    return rows.withColumn(LifecycleFlowTable.CUSTOMERS_AT_END, atEnd)
        .withColumn(
            LifecycleFlowTable.CUSTOMERS_AT_START,
            when(col(STATE).equalTo(LifecycleFlowTable.NOT_YET_CUSTOMER), outflow)
                .otherwise(
                    coalesce(lag(LifecycleFlowTable.CUSTOMERS_AT_END, 1).over(inTurn), lit(0L))));
  }

  /**
   * Who changed state, or kept it across an order, at each period's end, and by how many the number
   * of those who stay in a state without an order changes there.
   */
  private static Dataset<Row> flows(PurchaseHistory history, LifecycleWindows windows) {
    List<Column> changes = new ArrayList<>();
    for (String state : LifecycleFlowTable.STATES) {
      Column moved = when(col(TO_STATE).equalTo(state), col(MOVED)).otherwise(lit(0L));
      changes.add(sum(moved).as(MOVED + state));
    }
    Column from = col(RANGE).getField(FROM_STATE);
    Column to = col(RANGE).getField(TO_STATE);
    Column first = col(RANGE).getField(FIRST);
    Column last = col(RANGE).getField(BEYOND).minus(1);
    Column none = lit(0L);
    Column customers = col(CUSTOMERS);
    return ranges(history, windows)
        .withColumn(RANGE, explode(array(states())))
        .filter(first.leq(last))
        .withColumn(
            RANGE,
            explode(
                array(
                    change(from, to, first, customers, none),
                    change(to, to, first.plus(1), none, customers),
                    change(to, to, last.plus(1), none, customers.multiply(-1)))))
        .select(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(GRANULARITY), col(RANGE + ".*"))
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, STATE, INDEX)
        .agg(sum(STAYING).as(STAYING), changes.toArray(Column[]::new));
  }

  private static Column change(Column from, Column to, Column index, Column moved, Column staying) {
    return struct(
        from.as(STATE), to.as(TO_STATE), index.as(INDEX), moved.as(MOVED), staying.as(STAYING));
  }

  /** The ranges of period ends in one state that follow an occasion, each with the state before. */
  private static Column[] states() {
    Column[] starts = {col(FIRST), col(AT_RISK_FROM), col(LAPSED_FROM), col(LOST_FROM)};
    Column[] ends = {col(AT_RISK_FROM), col(LAPSED_FROM), col(LOST_FROM), col(BEYOND)};
    Column[] states = {
      col(ON_ORDER),
      lit(LifecycleFlowTable.AT_RISK),
      lit(LifecycleFlowTable.LAPSED),
      lit(LifecycleFlowTable.LOST)
    };
    Column[] ranges = new Column[states.length];
    Column before = col(FROM_STATE);
    for (int i = 0; i < states.length; i++) {
      ranges[i] =
          struct(
              before.as(FROM_STATE),
              states[i].as(TO_STATE),
              starts[i].as(FIRST),
              ends[i].as(BEYOND));
      // An empty range is no state that anybody was in at a period's end.
      before = when(starts[i].lt(ends[i]), states[i]).otherwise(before);
    }
    return ranges;
  }

  /**
   * Customers by what follows an occasion that is the last one of its period: the index of that
   * period, where the states after it begin, the index beyond, and the state before.
   */
  private static Dataset<Row> ranges(PurchaseHistory history, LifecycleWindows windows) {
    HistoryRules rules = history.rules();
    WindowSpec inTurn =
        Window.partitionBy(PurchaseDays.CUSTOMER_ID, SEGMENT_NAME, SEGMENT_VALUE).orderBy(DAY);
    WindowSpec before = inTurn.rowsBetween(Window.unboundedPreceding(), -1);
    Dataset<Row> occasions =
        history
            .days()
            .filter(col(PurchaseDays.ORDERS).gt(0))
            .withColumn(NEXT_DAY, lead(DAY, 1).over(inTurn))
            .withColumn(ON_ORDER, windows.stateOnOrder(col(PurchaseDays.GAP_DAYS)));
    List<Column> following = new ArrayList<>();
    for (Granularity one : rules.retentionGranularities()) {
      Column first = one.index(col(DAY), rules.weekStart());
      Column beyond =
          coalesce(
              one.index(col(NEXT_DAY), rules.weekStart()),
              one.index(lit(rules.asOf()), rules.weekStart()).plus(1));
      String earlier = EARLIER + one.label();
      occasions =
          occasions.withColumn(
              earlier, max(when(first.lt(beyond), struct(col(DAY), col(ON_ORDER)))).over(before));
      following.add(
          struct(
              lit(one.label()).as(GRANULARITY),
              windows
                  .stateAt(
                      col(earlier).getField(ON_ORDER),
                      col(earlier).getField(DAY),
                      date_sub(one.start(first, rules.weekStart()), 1))
                  .as(FROM_STATE),
              first.as(FIRST),
              begins(one, windows.atRiskAfterDays() + 1, beyond, rules).as(AT_RISK_FROM),
              begins(one, windows.churnDays(), beyond, rules).as(LAPSED_FROM),
              begins(one, windows.lostDays(), beyond, rules).as(LOST_FROM),
              beyond.as(BEYOND)));
    }
    return occasions
        .select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(ON_ORDER),
            explode(array(following.toArray(Column[]::new))).as(RANGE))
        .select(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(ON_ORDER), col(RANGE + ".*"))
        .filter(col(FIRST).lt(col(BEYOND)))
        .groupBy(
            SEGMENT_NAME,
            SEGMENT_VALUE,
            GRANULARITY,
            FROM_STATE,
            ON_ORDER,
            FIRST,
            AT_RISK_FROM,
            LAPSED_FROM,
            LOST_FROM,
            BEYOND)
        .agg(count(lit(1)).as(CUSTOMERS));
  }

  /** The first period at whose end that many days have passed without an order. */
  private static Column begins(
      Granularity granularity, int silence, Column beyond, HistoryRules rules) {
    Column day = date_add(col(DAY), silence);
    return when(day.gt(lit(rules.asOf())), beyond)
        .otherwise(least(beyond, granularity.index(day, rules.weekStart())));
  }
}
