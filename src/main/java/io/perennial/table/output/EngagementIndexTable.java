package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** How engaged each customer is beside ordering, and whether that is on the wane. */
public final class EngagementIndexTable {
  public static final String NAME = "engagement_index";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String ENGAGEMENT_WINDOW_DAYS = "engagement_window_days";
  public static final String ENGAGEMENTS = "engagements";
  public static final String ENGAGEMENT_KINDS = "engagement_kinds";
  public static final String ENGAGEMENT_POINTS = "engagement_points";
  public static final String EARLIER_ENGAGEMENT_POINTS = "earlier_engagement_points";
  public static final String ENGAGEMENT_INDEX = "engagement_index";
  public static final String ENGAGEMENT_MOVEMENT = "engagement_movement";
  public static final String DAYS_SINCE_LAST_ENGAGEMENT = "days_since_last_engagement";
  public static final String DAYS_SINCE_LAST_ORDER = CustomerChurnTable.DAYS_SINCE_LAST_ORDER;
  public static final String HAS_CHURNED = "has_churned";
  public static final String IS_WAVERING = "is_wavering";

  /** The words of {@link #ENGAGEMENT_MOVEMENT}. */
  public static final String NONE = "none";

  public static final String STARTED = "started";
  public static final String STOPPED = "stopped";
  public static final String FALLING = "falling";
  public static final String RISING = "rising";
  public static final String STEADY = "steady";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with an order or an engagement up to the as-of date.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(
                  ENGAGEMENT_WINDOW_DAYS,
                  WHOLE,
                  "How many days, up to the as-of date, engagements count for."),
              required(
                  ENGAGEMENTS,
                  COUNT,
                  "Engagements of these days, but for kinds whose configured weight is 0."),
              required(ENGAGEMENT_KINDS, COUNT, "How many kinds they are of."),
              required(
                  ENGAGEMENT_POINTS,
                  RATE,
                  "The sum of the configured weights of these engagements; a kind without a weight counts"
                      + " 1. Orders count for nothing here."),
              required(
                  EARLIER_ENGAGEMENT_POINTS, RATE, "The same of as many days before these days."),
              required(
                  ENGAGEMENT_INDEX,
                  RATE,
                  "The customer's place among all customers of this table by engagement_points, from 0 to"
                      + " 100: the percentage of them with fewer points, and half of those with as many."),
              required(
                  ENGAGEMENT_MOVEMENT,
                  TEXT,
                  "From the days before to these: none: no points in either; started: none before;"
                      + " stopped: none now; falling or rising: by at least the configured share of the"
                      + " points before; otherwise steady."),
              optional(
                  DAYS_SINCE_LAST_ENGAGEMENT,
                  WHOLE,
                  "Days from the last engagement, however long ago, to the as-of date; null where there"
                      + " is none."),
              optional(
                  DAYS_SINCE_LAST_ORDER,
                  WHOLE,
                  "Days from the last order to the as-of date; null for customers who never ordered."),
              optional(
                  HAS_CHURNED,
                  FLAG,
                  "Whether there is no order in the churn window that ends on the as-of date; null for"
                      + " customers who never ordered."),
              required(
                  IS_WAVERING,
                  FLAG,
                  "Whether a customer with an order has not churned, and engagement is falling or has"
                      + " stopped: engagement_and_retention tells what became of such customers before.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(
                  ENGAGEMENTS,
                  ENGAGEMENT_POINTS,
                  EARLIER_ENGAGEMENT_POINTS,
                  DAYS_SINCE_LAST_ENGAGEMENT),
              holds(
                  "index_from_0_to_100",
                  "engagement_index between 0 and 100",
                  "The index lies between 0 and 100."),
              holds(
                  "known_movement",
                  "engagement_movement in ('none', 'started', 'stopped', 'falling', 'rising',"
                      + " 'steady')",
                  "The movement is one of the six."),
              holds(
                  "wavering_before_churn",
                  "not is_wavering or (has_churned = false and engagement_points <"
                      + " earlier_engagement_points)",
                  "Only a customer who is still there wavers, with fewer points than before.")),
          "Which of our customers are wavering: still there, but engaging much less than they did?",
          "SELECT customer_id, earlier_engagement_points, engagement_points, days_since_last_order FROM"
              + " engagement_index WHERE is_wavering ORDER BY earlier_engagement_points -"
              + " engagement_points DESC, customer_id LIMIT 20");

  private EngagementIndexTable() {}
}
