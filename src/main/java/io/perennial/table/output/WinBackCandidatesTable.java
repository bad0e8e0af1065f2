package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** Customers who have churned, by what their return would be expected to bring. */
public final class WinBackCandidatesTable {
  public static final String NAME = "win_back_candidates";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String LAST_ORDER_DATE = "last_order_date";
  public static final String DAYS_SINCE_LAST_ORDER = PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER;
  public static final String REASON_CLASS = WinBackHistoryTable.REASON_CLASS;
  public static final String TENURE_BAND = WinBackHistoryTable.TENURE_BAND;
  public static final String TIME_AWAY_BAND = WinBackHistoryTable.TIME_AWAY_BAND;
  public static final String REVENUE_BEFORE_LEAVING = "revenue_before_leaving";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String VALUE_BEFORE_LEAVING = "value_before_leaving";
  public static final String CHANCE_OF_RETURN = WinBackHistoryTable.CHANCE_OF_RETURN;
  public static final String CHANCE_BASIS = WinBackHistoryTable.CHANCE_BASIS;
  public static final String EXPECTED_RECOVERED_VALUE = "expected_recovered_value";
  public static final String RECOVERY_RANK = "recovery_rank";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer who has churned by the as-of date: silent for the churn window.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(LAST_ORDER_DATE, DATE, "The day of the last order."),
              required(DAYS_SINCE_LAST_ORDER, WHOLE, "Days from it to the as-of date."),
              optional(
                  REASON_CLASS,
                  TEXT,
                  "Why the customer left, by the last departure since the last order: price, service, other,"
                      + " or unknown where nobody said goodbye or gave a reason, as in win_back_history; null"
                      + " where no departures are given."),
              required(
                  TENURE_BAND,
                  TEXT,
                  "The band of the days from the first order to the last, as in win_back_history."),
              required(
                  TIME_AWAY_BAND,
                  TEXT,
                  "The band of days_since_last_order, as in win_back_history."),
              required(
                  REVENUE_BEFORE_LEAVING,
                  MONEY,
                  "Net revenue from 364 days before the last order to the as-of date: the year before"
                      + " leaving, and returns since."),
              required(
                  VALUE_BASIS,
                  TEXT,
                  "What value is: margin where the cost of every order to date is known and net revenue"
                      + " positive, revenue otherwise."),
              required(
                  VALUE_BEFORE_LEAVING,
                  MONEY,
                  "revenue_before_leaving, at least 0, times the company's margin share (value_basis of"
                      + " customer_lifetime_value says what that is) where the basis is margin: what a year of this customer was worth. Negative where the company"
                      + " sells below cost."),
              optional(
                  CHANCE_OF_RETURN,
                  RATE,
                  "The chance of an order within 365 days: that of customers of the same class of reasons in"
                      + " the same bands in win_back_history; null where nothing could be learnt."),
              optional(
                  CHANCE_BASIS,
                  TEXT,
                  "Whose rate the chance is: reason, both_bands, time_away or overall, as in"
                      + " win_back_history."),
              optional(
                  EXPECTED_RECOVERED_VALUE,
                  MONEY,
                  "value_before_leaving times chance_of_return: what a return is expected to bring if"
                      + " whoever comes back spends again as in the year before leaving. Some come back"
                      + " unasked, so it is not what an approach brings. Null without a chance."),
              optional(
                  RECOVERY_RANK,
                  COUNT,
                  "One more than the number of customers with a larger expected_recovered_value; equal"
                      + " values share a rank, null where it is null or not positive.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(DAYS_SINCE_LAST_ORDER),
              inUnitInterval(CHANCE_OF_RETURN),
              holds(
                  "chance_with_its_basis",
                  "(chance_of_return is null) = (chance_basis is null) and (chance_of_return is null) ="
                      + " (expected_recovered_value is null)",
                  "A chance comes with its basis and an expectation."),
              holds(
                  "ranked_when_positive",
                  "(recovery_rank is not null) = coalesce(expected_recovered_value > 0, false) and"
                      + " coalesce(recovery_rank, 1) >= 1",
                  "Customers with something to recover have a rank."),
              holds(
                  "not_more_than_the_value",
                  "abs(expected_recovered_value) <= abs(value_before_leaving) + 0.01",
                  "No more is expected than the customer was worth, but for rounding.")),
          "Which fifty lost customers would be worth most to win back?",
          "SELECT customer_id, days_since_last_order, value_before_leaving, chance_of_return,"
              + " expected_recovered_value, reason_class FROM win_back_candidates WHERE recovery_rank <= 50 ORDER BY"
              + " recovery_rank, customer_id");

  private WinBackCandidatesTable() {}
}
