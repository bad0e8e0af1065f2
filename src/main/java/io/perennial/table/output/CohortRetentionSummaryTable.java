package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
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

import io.perennial.table.TableContract;
import java.util.List;

/** The all-cohorts line: retention by age, weighted by cohort size. */
public final class CohortRetentionSummaryTable {
  public static final String NAME = "cohort_retention_summary";
  public static final String GRANULARITY = CohortRetentionTable.GRANULARITY;
  public static final String PERIODS_SINCE_FIRST_ORDER =
      CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER;
  public static final String COHORTS = "cohorts";
  public static final String CUSTOMERS = "customers";
  public static final String ACTIVE_CUSTOMERS = CohortRetentionTable.ACTIVE_CUSTOMERS;
  public static final String RETENTION_RATE = CohortRetentionTable.RETENTION_RATE;
  public static final String RETENTION_RATE_LOW = CohortRetentionTable.RETENTION_RATE_LOW;
  public static final String RETENTION_RATE_HIGH = CohortRetentionTable.RETENTION_RATE_HIGH;
  public static final String UNBOUNDED_ACTIVE_CUSTOMERS =
      CohortRetentionTable.UNBOUNDED_ACTIVE_CUSTOMERS;
  public static final String UNBOUNDED_RETENTION_RATE =
      CohortRetentionTable.UNBOUNDED_RETENTION_RATE;
  public static final String ORDERS = CohortRetentionTable.ORDERS;
  public static final String NET_REVENUE = CohortRetentionTable.NET_REVENUE;
  public static final String REVENUE_RETENTION_RATE = CohortRetentionTable.REVENUE_RETENTION_RATE;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is all cohorts of one segment at one age; only cohorts whose cell at that age is"
              + " complete enter it.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  GRANULARITY, TEXT, "The period's length: day, week, month, quarter or year."),
              required(
                  PERIODS_SINCE_FIRST_ORDER, WHOLE, "The age in periods since the cohort's own."),
              required(COHORTS, COUNT, "Cohorts whose cell at this age is complete."),
              required(CUSTOMERS, COUNT, "Customers of those cohorts."),
              required(ACTIVE_CUSTOMERS, COUNT, "Those of them who ordered at this age."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "active_customers / customers: the mean of the cohorts' rates weighted by their size."),
              optional(RETENTION_RATE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(RETENTION_RATE_HIGH, RATE, "The upper end of its 95 % Wilson interval."),
              required(
                  UNBOUNDED_ACTIVE_CUSTOMERS,
                  COUNT,
                  "Those of them who ordered at this age or later up to the as-of date."),
              optional(
                  UNBOUNDED_RETENTION_RATE,
                  RATE,
                  "unbounded_active_customers / customers; right-censored."),
              required(ORDERS, COUNT, "Their orders at this age."),
              required(NET_REVENUE, MONEY, "Their net revenue at this age."),
              optional(
                  REVENUE_RETENTION_RATE,
                  RATE,
                  "net_revenue / the same cohorts' net revenue in their own period; null where that is not"
                      + " positive.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, PERIODS_SINCE_FIRST_ORDER),
          constraints(
              inUnitInterval(
                  RETENTION_RATE,
                  RETENTION_RATE_LOW,
                  RETENTION_RATE_HIGH,
                  UNBOUNDED_RETENTION_RATE),
              holds(
                  "active_within_unbounded_within_customers",
                  "active_customers <= unbounded_active_customers and unbounded_active_customers <="
                      + " customers",
                  "Who ordered at this age ordered at it or later, and belongs to the cohorts.")),
          "What is the overall retention curve by month since the first order?",
          "SELECT periods_since_first_order, retention_rate FROM cohort_retention_summary WHERE"
              + " segment_name = 'all' AND granularity = 'month' ORDER BY periods_since_first_order");

  private CohortRetentionSummaryTable() {}
}
