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
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** What keeping a customer costs, and what winning one does. */
public final class RetentionCostTable {
  public static final String NAME = "retention_cost";
  public static final String GRANULARITY = RetentionByPeriodTable.GRANULARITY;
  public static final String PERIOD_START = RetentionByPeriodTable.PERIOD_START;
  public static final String PERIOD_END = RetentionByPeriodTable.PERIOD_END;
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String RETENTION_COST = "retention_cost";
  public static final String RETAINED_CUSTOMERS = RetentionByPeriodTable.RETAINED_CUSTOMERS;
  public static final String COST_PER_RETAINED = "retention_cost_per_retained_customer";
  public static final String ACQUISITION_COST = "acquisition_cost";
  public static final String ACQUIRED_CUSTOMERS = RetentionByPeriodTable.ACQUIRED_CUSTOMERS;
  public static final String COST_PER_NEW = "acquisition_cost_per_new_customer";
  public static final String COST_RATIO = "acquisition_to_retention_cost_ratio";
  public static final String CLAIMED_RATIO = "claimed_cost_ratio";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String HORIZON_DAYS = CustomerLifetimeValueTable.HORIZON_DAYS;
  public static final String VALUE_PER_NEW = "lifetime_value_per_new_customer";
  public static final String VALUE_RATIO = "lifetime_value_to_acquisition_cost_ratio";
  public static final String PAYBACK_MONTHS = "payback_months";

  /** How many times dearer winning a customer is often said to be than keeping one. */
  public static final double CLAIMED = 5.0;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one calendar period of the whole company, from the period of the first order to the one"
              + " that holds the as-of date. Costs are those of the programmes alone, spread evenly over the"
              + " days they are for; that they kept or won the customers is not shown.",
          List.of(
              required(
                  GRANULARITY, TEXT, "The period's length: day, week, month, quarter or year."),
              required(PERIOD_START, DATE, "The first day of the period."),
              required(PERIOD_END, DATE, "The last day of the period."),
              required(
                  IS_COMPLETE,
                  FLAG,
                  "Whether the period's last day is on or before the as-of date; costs and customers of an"
                      + " incomplete period run to the as-of date."),
              optional(
                  RETENTION_COST,
                  MONEY,
                  "Programme costs for retention of the period's days; null where none are given for any of"
                      + " them."),
              required(
                  RETAINED_CUSTOMERS,
                  COUNT,
                  "Customers in the base at both ends of the period, as in retention_by_period."),
              optional(
                  COST_PER_RETAINED,
                  MEAN_MONEY,
                  "retention_cost / retained_customers; null without any."),
              optional(
                  ACQUISITION_COST,
                  MONEY,
                  "Programme costs for acquisition of the period's days; null where none are given for any"
                      + " of them."),
              required(
                  ACQUIRED_CUSTOMERS, COUNT, "Customers whose first order lies in the period."),
              optional(
                  COST_PER_NEW,
                  MEAN_MONEY,
                  "acquisition_cost / acquired_customers; null without any."),
              optional(
                  COST_RATIO,
                  RATE,
                  "Acquisition cost per new customer / retention cost per retained customer; null where"
                      + " either is or the latter is 0, or where either group of customers is below the"
                      + " minimum size."),
              required(
                  CLAIMED_RATIO,
                  RATE,
                  "5: what that ratio is often said to be, to be held against this company's own."),
              required(
                  VALUE_BASIS,
                  TEXT,
                  "What values are: margin where the cost of every order is known and net revenue is"
                      + " positive, revenue otherwise, and then value for cost looks better than it is."),
              required(
                  HORIZON_DAYS,
                  WHOLE,
                  "How many days after the as-of date the expectation reaches: the longest configured."),
              optional(
                  VALUE_PER_NEW,
                  MEAN_MONEY,
                  "The mean over the acquired customers of historical and predicted value within horizon_days, as"
                      + " in customer_lifetime_value; null without any or where that of any of them is not"
                      + " predicted."),
              optional(
                  VALUE_RATIO,
                  RATE,
                  "lifetime_value_per_new_customer / acquisition_cost_per_new_customer; null where either is"
                      + " or the latter is 0, or the customers are fewer than the minimum group."),
              optional(
                  PAYBACK_MONTHS,
                  WHOLE,
                  "In which month after each customer's own first order (months of 365.25 / 12 days, 1 is the"
                      + " first) the value to date of the acquired customers first reached the acquisition"
                      + " cost; null where it has not yet, or no cost is given.")),
          List.of(GRANULARITY, PERIOD_START),
          constraints(
              notNegative(RETENTION_COST, ACQUISITION_COST, COST_RATIO),
              holds("payback_takes_a_month", "payback_months >= 1", "Months count from 1."),
              holds(
                  "period_ends_after_it_starts",
                  "period_end >= period_start",
                  "A period ends no earlier than it starts.")),
          List.of(
              new TotalConstraint(
                  "every_customer_acquired_once",
                  "coalesce(sum(acquired_customers), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * count(distinct granularity)",
                  "In each granularity every customer is acquired in exactly one period.")),
          "Is winning a customer really five times as dear as keeping one, here?",
          "SELECT period_start, acquisition_cost_per_new_customer, retention_cost_per_retained_customer,"
              + " acquisition_to_retention_cost_ratio, lifetime_value_to_acquisition_cost_ratio FROM"
              + " retention_cost WHERE granularity = 'year' AND is_complete ORDER BY period_start");

  private RetentionCostTable() {}
}
