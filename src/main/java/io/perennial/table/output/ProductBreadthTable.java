package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.WHOLE;
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

/** From how many categories customers buy, as they stay longer. */
public final class ProductBreadthTable {
  public static final String NAME = "product_breadth";
  public static final String YEARS_OF_TENURE = "years_of_tenure";
  public static final String CUSTOMERS = "customers";
  public static final String ONE_CATEGORY = "customers_with_one_category";
  public static final String SEVERAL_CATEGORIES = "customers_with_several_categories";
  public static final String UPSELL_RATIO = "upsell_ratio";
  public static final String SEVERAL_SHARE = "several_categories_share";
  public static final String CATEGORIES_PER_CUSTOMER = "categories_per_customer";
  public static final String ORDERS = "orders";
  public static final String NET_REVENUE = "net_revenue";
  public static final String REVENUE_PER_CUSTOMER = "revenue_per_customer";
  public static final String SPEND_PER_TRANSACTION = "spend_per_transaction";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers of one segment over their first years, or all of them to the as-of date.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  YEARS_OF_TENURE,
                  WHOLE,
                  "k: the first k x 365 days from the day of each customer's first order on, of the customers"
                      + " observed for that long; 0: every customer, to the as-of date. Customers of longer"
                      + " tenure are older ones, so rows differ in who is in them, too. Segments are those of"
                      + " customers."),
              required(CUSTOMERS, COUNT, "Customers with an order."),
              required(
                  ONE_CATEGORY,
                  COUNT,
                  "Those who bought in exactly one category in that time. A line without a category, or with"
                      + " units taken back, says nothing of it."),
              required(SEVERAL_CATEGORIES, COUNT, "Those who bought in more than one."),
              optional(
                  UPSELL_RATIO,
                  RATE,
                  "customers_with_several_categories / customers_with_one_category; null without the latter"
                      + " or below the minimum group size."),
              optional(
                  SEVERAL_SHARE,
                  RATE,
                  "customers_with_several_categories / those with any known category; null as above."),
              optional(
                  CATEGORIES_PER_CUSTOMER,
                  RATE,
                  "The mean number of different categories of those with any; null as above."),
              required(ORDERS, COUNT, "Orders in that time."),
              required(NET_REVENUE, MONEY, "Net revenue booked by the end of that time."),
              optional(REVENUE_PER_CUSTOMER, MEAN_MONEY, "net_revenue / customers."),
              optional(SPEND_PER_TRANSACTION, MEAN_MONEY, "net_revenue / orders.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, YEARS_OF_TENURE),
          constraints(
              inUnitInterval(SEVERAL_SHARE),
              notNegative(YEARS_OF_TENURE, UPSELL_RATIO),
              holds(
                  "categories_are_of_customers",
                  "customers_with_one_category + customers_with_several_categories <= customers",
                  "Who bought in a category is a customer."),
              holds(
                  "categories_at_least_one",
                  "categories_per_customer >= 1 - 1e-9",
                  "Whoever bought in a category bought in one at least.")),
          List.of(
              new TotalConstraint(
                  "every_customer_to_date",
                  "coalesce(sum(if(segment_name = 'all' and years_of_tenure = 0, customers, 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS,
                  "The row to the as-of date holds every customer with an order."),
              new TotalConstraint(
                  "every_order_to_date",
                  "coalesce(sum(if(segment_name = 'all' and years_of_tenure = 0, orders, 0)), 0) = :"
                      + RunTotals.ORDERS,
                  "The row to the as-of date holds every order.")),
          "Do customers buy from more categories the longer they stay?",
          "SELECT years_of_tenure, customers, categories_per_customer, upsell_ratio FROM product_breadth"
              + " WHERE segment_name = 'all' ORDER BY years_of_tenure");

  private ProductBreadthTable() {}
}
