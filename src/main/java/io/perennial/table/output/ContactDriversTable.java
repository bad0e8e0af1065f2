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
import java.util.List;

/** Why customers get in touch, how often, and what it costs. */
public final class ContactDriversTable {
  public static final String NAME = "contact_drivers";
  public static final String BREAKDOWN = "breakdown";
  public static final String VALUE = "breakdown_value";
  public static final String CUSTOMERS = "customers";
  public static final String CONTACTS = "contacts";
  public static final String CONTACT_SHARE = "contact_share";
  public static final String ORDERS = "orders";
  public static final String CONTACTS_PER_ORDER = "contacts_per_order";
  public static final String CONTACTS_OF_UNKNOWN_ORDERS = "contacts_of_unknown_orders";
  public static final String COST = "cost";
  public static final String COST_PER_CONTACT = "cost_per_contact";
  public static final String COST_PER_ORDER = "cost_per_order";
  public static final String COST_SHARE = "cost_share";
  public static final String PATTERN = "cost_pattern";
  public static final String CONTACTS_JUDGED = "contacts_judged";
  public static final String HANDLED_WELL_RATE = "handled_well_rate";

  /** Every contact in one row. */
  public static final String ALL = RateColumns.ALL;

  public static final String BY_KIND = "kind";
  public static final String BY_REASON = "reason";
  public static final String BY_CHANNEL = "channel";
  public static final String BY_ORDER_CHANNEL = "order_channel";
  public static final String BY_PRODUCT = "product";

  public static final String MANY_DEAR = "many_dear";
  public static final String MANY_CHEAP = "many_cheap";
  public static final String FEW_DEAR = "few_dear";
  public static final String FEW_CHEAP = "few_cheap";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the contacts of one value of one breakdown; add up the rows of one breakdown only, and"
              + " those of product not at all, as an order has several.",
          List.of(
              required(
                  BREAKDOWN,
                  TEXT,
                  "By what the row is broken down: all, kind, reason, channel (of the contact),"
                      + " order_channel, and product where order lines are given."),
              required(
                  VALUE,
                  TEXT,
                  "The value; unknown where it is not known or the contact names no order, all in the row of"
                      + " everything. A contact about an order of several products is in the row of each."),
              required(CUSTOMERS, COUNT, "Customers who got in touch."),
              required(CONTACTS, COUNT, "Contacts to the as-of date."),
              optional(
                  CONTACT_SHARE,
                  RATE,
                  "contacts / all contacts; null where the customers of the row are fewer than the minimum"
                      + " group."),
              optional(
                  ORDERS,
                  COUNT,
                  "The orders that the contacts are held against: by order_channel those of the channel, by"
                      + " product those with it, else all; null of an unknown channel or product."),
              optional(
                  CONTACTS_PER_ORDER,
                  RATE,
                  "contacts / orders, the contact rate; null where contact_share is."),
              required(
                  CONTACTS_OF_UNKNOWN_ORDERS,
                  COUNT,
                  "Contacts that name an order which is not among the accepted orders of their customer; the"
                      + " order's channel and products are unknown. Here and with their customers they"
                      + " count; what order_economics says of orders is without them."),
              required(COST, MONEY, "What the contacts cost, as far as it is known."),
              optional(COST_PER_CONTACT, MEAN_MONEY, "cost / contacts."),
              optional(
                  COST_PER_ORDER,
                  MEAN_MONEY,
                  "cost / orders: contact rate times cost per contact."),
              optional(
                  COST_SHARE,
                  RATE,
                  "cost / the cost of all contacts; null where that is zero, or as contact_share."),
              optional(
                  PATTERN,
                  TEXT,
                  "many_dear, many_cheap, few_dear or few_cheap: many where the contacts are at least the mean"
                      + " over the values of the breakdown, dear where cost_per_contact is above that of all"
                      + " contacts; null in the row of everything."),
              required(
                  CONTACTS_JUDGED,
                  COUNT,
                  "Contacts of which the company or else the customer says how they were handled; what was"
                      + " settled after the as-of date is not judged yet."),
              optional(
                  HANDLED_WELL_RATE,
                  RATE,
                  "The share of those that were handled well (satisfaction 4 or 5 where the company does not"
                      + " say); null without one, or as contact_share.")),
          List.of(BREAKDOWN, VALUE),
          constraints(
              inUnitInterval(CONTACT_SHARE, COST_SHARE, HANDLED_WELL_RATE),
              notNegative(COST, CONTACTS_PER_ORDER),
              holds(
                  "contacts_are_there",
                  "contacts > 0 and customers between 1 and contacts and contacts_judged <= contacts",
                  "Every row has a contact, and no more customers than contacts."),
              holds(
                  "pattern_known",
                  "cost_pattern in ('many_dear', 'many_cheap', 'few_dear', 'few_cheap')",
                  "The pattern is one of four.")),
          "Where is contact expensive: in a few dear kinds, or in many cheap ones?",
          "SELECT breakdown_value, contacts_per_order, cost_per_contact, cost_per_order, cost_pattern FROM"
              + " contact_drivers WHERE breakdown = 'reason' ORDER BY cost DESC, breakdown_value");

  private ContactDriversTable() {}
}
