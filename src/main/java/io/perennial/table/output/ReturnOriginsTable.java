package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** Where returns come from, and what they cost. */
public final class ReturnOriginsTable {
  public static final String NAME = "return_origins";
  public static final String BREAKDOWN = "breakdown";
  public static final String VALUE = "breakdown_value";
  public static final String ORIGIN = "origin";
  public static final String CUSTOMERS = "customers";
  public static final String RETURNS = "returns";
  public static final String RETURN_SHARE = "return_share";
  public static final String ORIGIN_SHARE = "origin_share";
  public static final String RETURNS_OF_UNKNOWN_ORDERS = "returns_of_unknown_orders";
  public static final String RETURNS_WITH_AMOUNT = "returns_with_amount";
  public static final String AMOUNT = "amount";
  public static final String COST = "cost";
  public static final String COST_PER_RETURN = "cost_per_return";
  public static final String COST_SHARE = "cost_share";
  public static final String RETURNS_JUDGED = "returns_judged";
  public static final String HANDLED_WELL_RATE = "handled_well_rate";
  public static final String RETURNS_SETTLED = "returns_settled";
  public static final String MEAN_DAYS_TO_SETTLE = "mean_days_to_settle";

  /** Every return in one row. */
  public static final String ALL = RateColumns.ALL;

  public static final String BY_ORIGIN = "origin";
  public static final String BY_REASON = "reason";
  public static final String BY_PRODUCT = "product";
  public static final String BY_CHANNEL = "channel";

  /** After the name of a breakdown: by origin, too. */
  public static final String AND_ORIGIN = "_and_origin";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the returns of one value of one breakdown, in total or of one origin; add up the rows of"
              + " one breakdown only.",
          List.of(
              required(
                  BREAKDOWN,
                  TEXT,
                  "By what the row is broken down: all, origin, reason, product, channel,"
                      + " reason_and_origin, product_and_origin or channel_and_origin."),
              required(
                  VALUE,
                  TEXT,
                  "The origin, reason, product, or channel of the order that the return names; unknown where"
                      + " that is not known, all in the row of everything."),
              required(
                  ORIGIN,
                  TEXT,
                  "Where the cause lay, unknown where that is not known; all where the row is not broken"
                      + " down by it beside its value."),
              required(CUSTOMERS, COUNT, "Customers who sent something back."),
              required(RETURNS, COUNT, "Returns to the as-of date."),
              optional(
                  RETURN_SHARE,
                  RATE,
                  "returns / all returns; null where the customers of the row are fewer than the minimum"
                      + " group."),
              optional(
                  ORIGIN_SHARE,
                  RATE,
                  "returns / the returns of the same value of every origin: where the cause of this reason,"
                      + " product or channel lay; null where the row is not broken down so, or as above."),
              required(
                  RETURNS_OF_UNKNOWN_ORDERS,
                  COUNT,
                  "Returns that name an order which is not among the accepted orders of their customer; their"
                      + " channel is unknown. Here and with their customers they count; what"
                      + " order_economics says of orders is without them."),
              required(
                  RETURNS_WITH_AMOUNT, COUNT, "Returns of which it is known what was paid back."),
              optional(AMOUNT, MONEY, "What was paid back for those; null without one."),
              required(COST, MONEY, "What the returns cost beyond that, as far as it is known."),
              optional(COST_PER_RETURN, MEAN_MONEY, "cost / returns."),
              optional(
                  COST_SHARE,
                  RATE,
                  "cost / the cost of all returns; null where that is zero, or as return_share."),
              required(
                  RETURNS_JUDGED,
                  COUNT,
                  "Returns of which the company says whether they were handled well; what was settled after"
                      + " the as-of date is not judged yet."),
              optional(
                  HANDLED_WELL_RATE,
                  RATE,
                  "The share of those that were handled well; null without one, or as return_share."),
              required(RETURNS_SETTLED, COUNT, "Returns that were settled to the as-of date."),
              optional(
                  MEAN_DAYS_TO_SETTLE,
                  RATE,
                  "The mean days from return to settlement of those; null without one.")),
          List.of(BREAKDOWN, VALUE, ORIGIN),
          constraints(
              inUnitInterval(RETURN_SHARE, ORIGIN_SHARE, COST_SHARE, HANDLED_WELL_RATE),
              notNegative(AMOUNT, COST, MEAN_DAYS_TO_SETTLE),
              holds(
                  "returns_are_there",
                  "returns > 0 and customers between 1 and returns",
                  "Every row has a return, and no more customers than returns."),
              holds(
                  "parts_of_the_returns",
                  "greatest(returns_with_amount, returns_judged, returns_settled) <= returns",
                  "Returns with a property are among the returns.")),
          List.of(
              new TotalConstraint(
                  "every_return_in_each_breakdown",
                  "coalesce(sum(returns), 0) = coalesce(sum(if(breakdown = 'all', returns, 0)), 0) * 8",
                  "Each of the eight breakdowns holds every return.")),
          "Which products come back damaged, and is it the picking or the delivery?",
          "SELECT breakdown_value, origin, returns, origin_share, cost FROM return_origins WHERE breakdown ="
              + " 'product_and_origin' ORDER BY cost DESC, breakdown_value, origin");

  private ReturnOriginsTable() {}
}
