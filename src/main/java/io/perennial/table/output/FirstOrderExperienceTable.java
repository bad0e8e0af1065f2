package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;

import io.perennial.table.ColumnContract;
import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** How the first order went, against coming back. */
public final class FirstOrderExperienceTable {
  public static final String NAME = "first_order_experience";
  public static final String EXPERIENCE = "experience";
  public static final String VALUE = "experience_value";
  public static final String CUSTOMERS = "customers";
  public static final String OBSERVED_90 = "customers_observed_90_days";
  public static final String CAME_BACK_90 = "came_back_within_90_days";
  public static final String RATE_90 = "second_order_rate_90_days";
  public static final String RATE_90_LOW = "second_order_rate_90_days_low";
  public static final String RATE_90_HIGH = "second_order_rate_90_days_high";
  public static final String OBSERVED_365 = "customers_observed_365_days";
  public static final String CAME_BACK_365 = "came_back_within_365_days";
  public static final String RATE_365 = "second_order_rate_365_days";
  public static final String RATE_365_LOW = "second_order_rate_365_days_low";
  public static final String RATE_365_HIGH = "second_order_rate_365_days_high";
  public static final String MEDIAN_DAYS = "median_days_to_second_order";

  /** All first orders together. */
  public static final String ALL = RateColumns.ALL;

  /** Whether the first order came when it was promised. */
  public static final String DELIVERY = "delivery";

  public static final String ON_TIME = "on_time";
  public static final String LATE = "late";
  public static final String NOT_DELIVERED = "not_delivered";

  /** Whether something of the first order came back. */
  public static final String RETURNED = "returned";

  public static final String YES = "yes";
  public static final String NO = "no";

  /** Whether the customer got in touch over the first order. */
  public static final String CONTACT = "contact";

  public static final String COMPLAINT = "complaint";
  public static final String OTHER_CONTACT = "other_contact";
  public static final String NO_CONTACT = "none";

  /** What share of the first order's amount was taken off. */
  public static final String DISCOUNT = "discount";

  public static final String NO_DISCOUNT = "none";
  public static final String UP_TO_10_PERCENT = "up_to_10_percent";
  public static final String UP_TO_25_PERCENT = "over_10_up_to_25_percent";
  public static final String OVER_25_PERCENT = "over_25_percent";

  /** Through which channel the first order was placed. */
  public static final String CHANNEL = "channel";

  /** Within how many days after the first order an event that names no order counts to it. */
  public static final int UNNAMED_EVENT_DAYS = 30;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers of one segment whose first order went in one way, in one respect; add up"
              + " the rows of one experience only. What is seen here goes together; that one thing caused the"
              + " other is not shown, since customers who are treated differently may differ in much else.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  EXPERIENCE,
                  TEXT,
                  "In which respect: all, delivery, returned, contact, discount or channel. A customer's first"
                      + " order is the earliest, ties by order id; segments are those of customers."),
              required(
                  VALUE,
                  TEXT,
                  "How it went. delivery: on_time, late (delivered after the promised day), not_delivered (that"
                      + " day has passed and no delivery is known), unknown (nothing was promised, or it is not"
                      + " due). returned: yes, where money was paid back for the order or a return belongs to"
                      + " it, or no. contact: complaint, other_contact or none. discount: none,"
                      + " up_to_10_percent, over_10_up_to_25_percent or over_25_percent of the amount. channel:"
                      + " its name, or unknown. A return or contact belongs to the first order if it names it,"
                      + " or if it names none that can be found by an id and lies within "
                      + UNNAMED_EVENT_DAYS
                      + " days after it and before the next day with an order."),
              required(CUSTOMERS, COUNT, "Customers whose first order went so."),
              observed(OBSERVED_90, 90),
              cameBack(CAME_BACK_90, 90),
              rate(RATE_90, CAME_BACK_90, OBSERVED_90),
              end(RATE_90_LOW, "lower", RATE_90),
              end(RATE_90_HIGH, "upper", RATE_90),
              observed(OBSERVED_365, 365),
              cameBack(CAME_BACK_365, 365),
              rate(RATE_365, CAME_BACK_365, OBSERVED_365),
              end(RATE_365_LOW, "lower", RATE_365),
              end(RATE_365_HIGH, "upper", RATE_365),
              optional(
                  MEDIAN_DAYS,
                  RATE,
                  "The median days from the first order to the next day with one, of the customers in"
                      + " came_back_within_365_days; null where those are fewer than the minimum group.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, EXPERIENCE, VALUE),
          constraints(
              inUnitInterval(
                  RATE_90, RATE_90_LOW, RATE_90_HIGH, RATE_365, RATE_365_LOW, RATE_365_HIGH),
              holds(
                  "who_came_back_was_observed",
                  "came_back_within_90_days <= customers_observed_90_days and came_back_within_365_days <="
                      + " customers_observed_365_days",
                  "Whoever is counted as back was observed long enough."),
              holds(
                  "observed_are_customers",
                  "customers_observed_365_days <= customers_observed_90_days and customers_observed_90_days"
                      + " <= customers",
                  "Whoever was observed for a year was for a quarter, too."),
              holds(
                  "median_within_a_year",
                  "median_days_to_second_order between 1 and 365",
                  "The median lies within the year that is looked at.")),
          List.of(
              new TotalConstraint(
                  "every_customer_in_each_experience",
                  "coalesce(sum(if(segment_name = 'all', customers, 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * count(distinct experience)",
                  "Each experience holds every customer with an order.")),
          "Do customers whose first order came late come back as often as others?",
          "SELECT experience_value, customers_observed_365_days, second_order_rate_365_days,"
              + " second_order_rate_365_days_low, second_order_rate_365_days_high FROM"
              + " first_order_experience WHERE segment_name = 'all' AND experience = 'delivery'");

  private FirstOrderExperienceTable() {}

  private static ColumnContract observed(String name, int days) {
    return required(
        name,
        COUNT,
        "Customers whose first order lies at least " + days + " days before the as-of date.");
  }

  private static ColumnContract cameBack(String name, int days) {
    return required(
        name,
        COUNT,
        "Of those, customers who ordered on a later day, at most "
            + days
            + " days after the first.");
  }

  private static ColumnContract rate(String name, String cameBack, String observed) {
    return optional(
        name, RATE, cameBack + " / " + observed + "; null below the minimum group size.");
  }

  private static ColumnContract end(String name, String side, String rate) {
    return optional(
        name, RATE, "The " + side + " end of the 95 % Wilson interval of " + rate + ".");
  }
}
