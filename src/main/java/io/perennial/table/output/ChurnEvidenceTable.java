package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** Known departures beside churn that is inferred from silence. */
public final class ChurnEvidenceTable {
  public static final String NAME = "churn_evidence";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String COHORT_YEAR = DepartureReasonsTable.COHORT_YEAR;
  public static final String CHURN_WINDOW_DAYS = CustomerChurnTable.CHURN_WINDOW_DAYS;
  public static final String CUSTOMERS = "customers";
  public static final String CHURNED_CUSTOMERS = "churned_customers";
  public static final String CHURNED_AND_DEPARTED = "churned_and_departed";
  public static final String CHURNED_WITH_REASON = "churned_with_reason";
  public static final String SILENT_WITHOUT_DEPARTURE = "silent_without_departure";
  public static final String DEPARTED_NOT_YET_SILENT = "departed_not_yet_silent";
  public static final String ORDERED_SINCE_DEPARTURE = "ordered_since_departure";
  public static final String KNOWN_SHARE = "known_departure_share_of_churned";
  public static final String KNOWN_SHARE_LOW = "known_departure_share_of_churned_low";
  public static final String KNOWN_SHARE_HIGH = "known_departure_share_of_churned_high";
  public static final String REASON_SHARE = "known_reason_share_of_churned";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one segment of customers and the cohort of one year: who has churned by silence"
              + " and who is known to have left.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  COHORT_YEAR,
                  TEXT,
                  "The year in which the customers' cohort starts; all for every year."),
              required(
                  CHURN_WINDOW_DAYS,
                  WHOLE,
                  "Days without an order after which a customer has churned."),
              required(CUSTOMERS, COUNT, "Customers with at least one order."),
              required(
                  CHURNED_CUSTOMERS,
                  COUNT,
                  "Those without an order in the churn window that ends on the as-of date."),
              required(
                  CHURNED_AND_DEPARTED,
                  COUNT,
                  "Those of the churned whose departure is known and who have not ordered after its day."),
              required(
                  CHURNED_WITH_REASON, COUNT, "Those of them whose last departure has a reason."),
              required(
                  SILENT_WITHOUT_DEPARTURE,
                  COUNT,
                  "The churned of whom no departure is known, but their silence."),
              required(
                  DEPARTED_NOT_YET_SILENT,
                  COUNT,
                  "Customers who have not churned but are known to have left, and have not ordered"
                      + " after that day: silence will tell later."),
              required(
                  ORDERED_SINCE_DEPARTURE,
                  COUNT,
                  "Customers, churned or not, who ordered again after the day of their last known"
                      + " departure."),
              optional(
                  KNOWN_SHARE,
                  RATE,
                  "churned_and_departed / churned_customers; null for a group of too few."),
              optional(KNOWN_SHARE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(KNOWN_SHARE_HIGH, RATE, "The upper end of that interval."),
              optional(
                  REASON_SHARE,
                  RATE,
                  "churned_with_reason / churned_customers; null for a group of too few.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, COHORT_YEAR),
          constraints(
              notNegative(
                  CHURNED_WITH_REASON,
                  SILENT_WITHOUT_DEPARTURE,
                  DEPARTED_NOT_YET_SILENT,
                  ORDERED_SINCE_DEPARTURE),
              inUnitInterval(KNOWN_SHARE, KNOWN_SHARE_LOW, KNOWN_SHARE_HIGH, REASON_SHARE),
              holds(
                  "churned_known_or_silent",
                  "churned_and_departed + silent_without_departure <= churned_customers",
                  "The churned are known to have left, silent only, or ordered since they left."),
              holds(
                  "no_more_churned_than_customers",
                  "churned_customers + departed_not_yet_silent <= customers",
                  "Whoever has churned or left is a customer."),
              holds(
                  "reasons_of_departures",
                  "churned_with_reason <= churned_and_departed",
                  "Only a known departure has a reason.")),
          "Of how many of the customers who went silent do we know that they left, and why?",
          "SELECT cohort_year, churned_customers, silent_without_departure,"
              + " known_departure_share_of_churned, known_reason_share_of_churned FROM churn_evidence WHERE"
              + " segment_name = 'all' ORDER BY cohort_year");

  private ChurnEvidenceTable() {}
}
