package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** How referred customers stay and spend beside others. */
public final class ReferralValueTable {
  public static final String NAME = "referral_value";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String REFERRAL_GROUP = "referral_group";
  public static final String FOLLOW_UP_DAYS = "follow_up_days";
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_ORDERING_AGAIN = "customers_ordering_again";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String RETENTION_RATE_LOW = "retention_rate_low";
  public static final String RETENTION_RATE_HIGH = "retention_rate_high";
  public static final String NET_REVENUE = "net_revenue";
  public static final String REVENUE_PER_CUSTOMER = "revenue_per_customer";
  public static final String COMPARABLE_REFERRED_CUSTOMERS = "comparable_referred_customers";
  public static final String STANDARDISED_RETENTION_RATE = "standardised_retention_rate";
  public static final String STANDARDISED_REVENUE = "standardised_revenue_per_customer";

  /** A customer who was referred before or on the day of the first order. */
  public static final String REFERRED = "referred";

  public static final String NOT_REFERRED = "not_referred";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers who were referred, or were not, in one segment of customers, followed"
              + " for 90 or 365 days from their first order. They were observed, not assigned: whom"
              + " customers refer is like them, so a difference is not what referring does.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  REFERRAL_GROUP,
                  TEXT,
                  "referred: the referral is not after the day of the first order; not_referred:"
                      + " everybody else."),
              required(
                  FOLLOW_UP_DAYS,
                  WHOLE,
                  "How many days after the day of the first order are looked at."),
              required(CUSTOMERS, COUNT, "Customers whose days are over on the as-of date."),
              required(
                  CUSTOMERS_ORDERING_AGAIN,
                  COUNT,
                  "Those who ordered within these days, after the day of the first order."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "customers_ordering_again / customers; null for a group of too few."),
              optional(RETENTION_RATE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(RETENTION_RATE_HIGH, RATE, "The upper end of that interval."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Their net revenue of the day of the first order and of these days."),
              optional(
                  REVENUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "net_revenue / customers; null for a group of too few."),
              required(
                  COMPARABLE_REFERRED_CUSTOMERS,
                  COUNT,
                  "Referred customers in whose quarter of the first order somebody came who was not"
                      + " referred; the two standardised figures go by these quarters alone."),
              optional(
                  STANDARDISED_RETENTION_RATE,
                  RATE,
                  "The group's rate of each quarter of the first order, weighted by the referred customers"
                      + " of the quarter, so that neither group is of better times than the other; null"
                      + " where either is of too few."),
              optional(
                  STANDARDISED_REVENUE,
                  RATE,
                  "The group's net revenue per customer, weighted likewise, in the reporting currency.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, REFERRAL_GROUP, FOLLOW_UP_DAYS),
          constraints(
              notNegative(CUSTOMERS_ORDERING_AGAIN, COMPARABLE_REFERRED_CUSTOMERS),
              inUnitInterval(
                  RETENTION_RATE,
                  RETENTION_RATE_LOW,
                  RETENTION_RATE_HIGH,
                  STANDARDISED_RETENTION_RATE),
              holds(
                  "known_group",
                  "referral_group in ('referred', 'not_referred')",
                  "The group is one of the two."),
              holds(
                  "no_more_ordering_than_there_are",
                  "customers_ordering_again <= customers and customers > 0",
                  "No more customers order than there are.")),
          "Do referred customers stay longer and spend more than others who came at the same time?",
          "SELECT referral_group, customers, standardised_retention_rate,"
              + " standardised_revenue_per_customer FROM referral_value WHERE segment_name = 'all' AND"
              + " follow_up_days = 365 ORDER BY referral_group");

  private ReferralValueTable() {}
}
