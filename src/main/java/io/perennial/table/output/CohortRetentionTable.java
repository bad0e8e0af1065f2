package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** How many of each cohort come back in each later period, and what they spend. */
public final class CohortRetentionTable {
  public static final String NAME = "cohort_retention";
  public static final String GRANULARITY = "granularity";
  public static final String COHORT_START = "cohort_start";
  public static final String PERIODS_SINCE_FIRST_ORDER = "periods_since_first_order";
  public static final String PERIOD_START = "period_start";
  public static final String IS_COMPLETE = "is_complete";
  public static final String COHORT_SIZE = "cohort_size";
  public static final String ACTIVE_CUSTOMERS = "active_customers";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String RETENTION_RATE_LOW = "retention_rate_low";
  public static final String RETENTION_RATE_HIGH = "retention_rate_high";
  public static final String UNBOUNDED_ACTIVE_CUSTOMERS = "unbounded_active_customers";
  public static final String UNBOUNDED_RETENTION_RATE = "unbounded_retention_rate";
  public static final String UNBOUNDED_IS_CENSORED = "unbounded_is_censored";
  public static final String ORDERS = "orders";
  public static final String NET_REVENUE = "net_revenue";
  public static final String REVENUE_RETENTION_RATE = "revenue_retention_rate";
  public static final String CUMULATIVE_REVENUE_PER_CUSTOMER = "cumulative_revenue_per_customer";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one cohort of one segment in one period since its start; periods that begin after"
              + " the as-of date have no row.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  GRANULARITY, TEXT, "The period's length: day, week, month, quarter or year."),
              required(
                  COHORT_START,
                  DATE,
                  "The first day of the period in which the cohort's customers first ordered, or signed up"
                      + " if so configured."),
              required(
                  PERIODS_SINCE_FIRST_ORDER, WHOLE, "Periods since the cohort's own, which is 0."),
              required(PERIOD_START, DATE, "The first day of the period that the row is about."),
              required(
                  IS_COMPLETE,
                  FLAG,
                  "Whether that period's last day is on or before the as-of date."),
              required(COHORT_SIZE, COUNT, "Customers of the cohort."),
              required(
                  ACTIVE_CUSTOMERS,
                  COUNT,
                  "Customers of the cohort who ordered in the period (bounded)."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "active_customers / cohort_size; null for a cohort below the minimum group size."),
              optional(RETENTION_RATE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(RETENTION_RATE_HIGH, RATE, "The upper end of its 95 % Wilson interval."),
              required(
                  UNBOUNDED_ACTIVE_CUSTOMERS,
                  COUNT,
                  "Customers of the cohort who ordered in the period or in a later one up to the as-of"
                      + " date."),
              optional(
                  UNBOUNDED_RETENTION_RATE,
                  RATE,
                  "unbounded_active_customers / cohort_size; falls towards the as-of date by construction."),
              required(
                  UNBOUNDED_IS_CENSORED,
                  FLAG,
                  "Always true: customers counted as gone may still come back after the as-of date."),
              required(ORDERS, COUNT, "Orders of the cohort in the period."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Net revenue of the cohort in the period, from each customer's first order day on."),
              optional(
                  REVENUE_RETENTION_RATE,
                  RATE,
                  "net_revenue / the cohort's net_revenue in its own period; null where that is not"
                      + " positive; may exceed 1."),
              optional(
                  CUMULATIVE_REVENUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "The cohort's net revenue to the end of the period / cohort_size, over the whole cohort"
                      + " and not only the active.")),
          List.of(
              SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, COHORT_START, PERIODS_SINCE_FIRST_ORDER),
          constraints(
              inUnitInterval(
                  RETENTION_RATE,
                  RETENTION_RATE_LOW,
                  RETENTION_RATE_HIGH,
                  UNBOUNDED_RETENTION_RATE),
              notNegative(PERIODS_SINCE_FIRST_ORDER, ACTIVE_CUSTOMERS, ORDERS),
              holds(
                  "active_within_unbounded_within_cohort",
                  "active_customers <= unbounded_active_customers and unbounded_active_customers <="
                      + " cohort_size",
                  "Who ordered in the period ordered in it or later, and belongs to the cohort."),
              holds(
                  "rate_within_interval",
                  "retention_rate between retention_rate_low - 1e-12 and retention_rate_high + 1e-12",
                  "The rate lies in its interval.")),
          List.of(
              new TotalConstraint(
                  "every_order_in_one_cell",
                  "coalesce(sum(if(segment_name = 'all', orders, 0)), 0) = :"
                      + RunTotals.ORDERS
                      + " * count(distinct granularity)",
                  "In each granularity every order lies in exactly one cell."),
              new TotalConstraint(
                  "all_revenue_since_first_order",
                  "abs(coalesce(sum(if(segment_name = 'all', net_revenue, 0)), 0) - :"
                      + RunTotals.NET_REVENUE_SINCE_FIRST_ORDER
                      + " * count(distinct granularity)) <= 0.005 * count(*)",
                  "In each granularity the cells add up to the net revenue since the first order, but for"
                      + " rounding.")),
          "What share of each monthly cohort ordered again three months later?",
          "SELECT cohort_start, cohort_size, retention_rate FROM cohort_retention WHERE segment_name ="
              + " 'all' AND granularity = 'month' AND periods_since_first_order = 3 AND is_complete ORDER"
              + " BY cohort_start");

  private CohortRetentionTable() {}
}
