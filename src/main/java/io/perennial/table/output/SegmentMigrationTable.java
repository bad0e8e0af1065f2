package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
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

/** How customers move between RFM segments, and between tenths by revenue, from year to year. */
public final class SegmentMigrationTable {
  public static final String NAME = "segment_migration";
  public static final String CLASSIFICATION = "classification";
  public static final String YEAR_END = "year_end";
  public static final String FROM_GROUP = "from_group";
  public static final String TO_GROUP = "to_group";
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_IN_FROM_GROUP = "customers_in_from_group";
  public static final String SHARE_OF_FROM_GROUP = "share_of_from_group";
  public static final String REVENUE_BEFORE = "revenue_before";
  public static final String REVENUE_AFTER = "revenue_after";

  /** Groups are RFM segments. */
  public static final String RFM_SEGMENT = PurchaseSummaryTable.RFM_SEGMENT;

  /** Groups are tenths of a year's customers by revenue. */
  public static final String REVENUE_DECILE = "revenue_decile";

  /** The group of those without an order so far. */
  public static final String NOT_YET_CUSTOMER = LifecycleFlowTable.NOT_YET_CUSTOMER;

  /** The decile of those who ordered before the year and not in it. */
  public static final String NO_ORDERS = "no_orders";

  /** How the name of a decile begins; its two digits follow. */
  public static final String DECILE = "decile_";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one move of one segment within one year: the customers of a group at the year's start who"
              + " were in a group at its end. Years have 365 days and are counted back from the as-of"
              + " date, so that all are complete and hold the same seasons; in a shorter period few"
              + " customers order often enough for a tenth to mean something.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  CLASSIFICATION,
                  TEXT,
                  "What the groups are: rfm_segment or revenue_decile. Groups are made over all"
                      + " customers, and the rows of a segment count its members. Only segments of"
                      + " customers slice this table: an attribute of orders does not tell whose move"
                      + " it is."),
              required(
                  YEAR_END,
                  DATE,
                  "The year's last day: the as-of date or 365, 730, ... days before."),
              required(
                  FROM_GROUP,
                  TEXT,
                  "The group at the end of the year before; not_yet_customer for those whose first order"
                      + " lies in this year."),
              required(
                  TO_GROUP,
                  TEXT,
                  "The group at the year's end. As rfm_segment: the segment that purchase_summary would"
                      + " have given that day, from all orders to it and fifths over all customers"
                      + " then. As revenue_decile: decile_01 for the tenth of the year's customers with"
                      + " the most net revenue in it, to decile_10; customers with equal revenue are in"
                      + " the better tenth together; no_orders without an order in the year."),
              required(CUSTOMERS, COUNT, "The customers who made the move, staying included."),
              required(
                  CUSTOMERS_IN_FROM_GROUP,
                  COUNT,
                  "All customers of the segment in from_group at the end of the year before; for"
                      + " not_yet_customer those acquired in the year."),
              optional(
                  SHARE_OF_FROM_GROUP,
                  RATE,
                  "customers / customers_in_from_group; null where these are fewer than the minimum"
                      + " group."),
              required(
                  REVENUE_BEFORE,
                  MONEY,
                  "The net revenue that the customers of the row brought in the year before."),
              required(
                  REVENUE_AFTER, MONEY, "The net revenue that they brought in the year itself.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, CLASSIFICATION, YEAR_END, FROM_GROUP, TO_GROUP),
          constraints(
              inUnitInterval(SHARE_OF_FROM_GROUP),
              notNegative(CUSTOMERS),
              holds(
                  "known_classification",
                  "classification in ('rfm_segment', 'revenue_decile')",
                  "Groups are RFM segments or deciles."),
              holds(
                  "customers_are_of_their_group",
                  "customers between 1 and customers_in_from_group",
                  "A move is made by at least one customer and at most by all of its group."),
              holds(
                  "nobody_ceases_to_be_a_customer",
                  "to_group <> 'not_yet_customer'",
                  "Whoever ordered once is in a group.")),
          List.of(
              new TotalConstraint(
                  "every_customer_enters_once",
                  "coalesce(sum(if(segment_name = 'all' and from_group = 'not_yet_customer', customers,"
                      + " 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * count(distinct classification)",
                  "In each classification every customer enters in exactly one year.")),
          "Where did last year's best tenth of customers go?",
          "SELECT to_group, customers, share_of_from_group, revenue_before, revenue_after FROM"
              + " segment_migration WHERE segment_name = 'all' AND classification = 'revenue_decile'"
              + " AND from_group = 'decile_01' AND year_end = (SELECT max(year_end) FROM"
              + " segment_migration) ORDER BY to_group");

  private SegmentMigrationTable() {}
}
