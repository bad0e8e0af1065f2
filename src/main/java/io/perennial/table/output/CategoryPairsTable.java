package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** Which categories are bought together in the first year, and whether their buyers stay. */
public final class CategoryPairsTable {
  public static final String NAME = "category_pairs";
  public static final String FIRST_CATEGORY = "first_category";
  public static final String SECOND_CATEGORY = "second_category";
  public static final String CUSTOMERS = "customers";
  public static final String FIRST_CUSTOMERS = "customers_of_first_category";
  public static final String SECOND_CUSTOMERS = "customers_of_second_category";
  public static final String BOTH = "customers_of_both";
  public static final String LIFT = "lift";
  public static final String STAYED_BOTH = "customers_of_both_who_stayed";
  public static final String RATE_BOTH = "staying_rate_of_both";
  public static final String RATE_BOTH_LOW = "staying_rate_of_both_low";
  public static final String RATE_BOTH_HIGH = "staying_rate_of_both_high";
  public static final String EXACTLY_ONE = "customers_of_exactly_one";
  public static final String RATE_ONE = "staying_rate_of_exactly_one";
  public static final String RATE_ONE_LOW = "staying_rate_of_exactly_one_low";
  public static final String RATE_ONE_HIGH = "staying_rate_of_exactly_one_high";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is two categories that some customer bought both of within 365 days from the first order on,"
              + " of the customers observed for 730 days or more. Who buys in two categories also buys more,"
              + " so that a pair goes before staying does not show that selling it makes customers stay.",
          List.of(
              required(FIRST_CATEGORY, TEXT, "The category whose name comes first."),
              required(SECOND_CATEGORY, TEXT, "The other one."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "Customers whose first order lies 730 days or more before the end of the as-of date, n."),
              required(
                  FIRST_CUSTOMERS,
                  COUNT,
                  "Those who bought in first_category in their first 365 days."),
              required(SECOND_CUSTOMERS, COUNT, "Those who did in second_category."),
              required(BOTH, COUNT, "Those who did in both."),
              optional(
                  LIFT,
                  RATE,
                  "n x customers_of_both / (customers_of_first_category x customers_of_second_category):"
                      + " above 1 where the two go together more often than by chance; null where those of"
                      + " both are fewer than the minimum group."),
              required(
                  STAYED_BOTH,
                  COUNT,
                  "Customers of both who ordered in the 365 days after their first 365."),
              optional(
                  RATE_BOTH,
                  RATE,
                  "customers_of_both_who_stayed / customers_of_both; null below the minimum group size."),
              optional(
                  RATE_BOTH_LOW, RATE, "The lower end of the 95 % Wilson interval of that rate."),
              optional(
                  RATE_BOTH_HIGH, RATE, "The upper end of the 95 % Wilson interval of that rate."),
              required(EXACTLY_ONE, COUNT, "Customers of one of the two and not of the other."),
              optional(
                  RATE_ONE,
                  RATE,
                  "The share of those who ordered in the 365 days after their first 365; null below the"
                      + " minimum group size."),
              optional(
                  RATE_ONE_LOW, RATE, "The lower end of the 95 % Wilson interval of that rate."),
              optional(
                  RATE_ONE_HIGH, RATE, "The upper end of the 95 % Wilson interval of that rate.")),
          List.of(FIRST_CATEGORY, SECOND_CATEGORY),
          constraints(
              inUnitInterval(
                  RATE_BOTH, RATE_BOTH_LOW, RATE_BOTH_HIGH, RATE_ONE, RATE_ONE_LOW, RATE_ONE_HIGH),
              notNegative(LIFT, EXACTLY_ONE),
              holds(
                  "two_categories",
                  "first_category < second_category",
                  "A pair is of two categories, in the order of their names."),
              holds(
                  "both_among_each",
                  "customers_of_both between 1 and least(customers_of_first_category,"
                      + " customers_of_second_category) and greatest(customers_of_first_category,"
                      + " customers_of_second_category) <= customers",
                  "Who bought both bought each, and is a customer.")),
          "Which pairs of categories go before staying, more than buying just one of them?",
          "SELECT first_category, second_category, customers_of_both, lift, staying_rate_of_both,"
              + " staying_rate_of_exactly_one FROM category_pairs ORDER BY lift DESC, first_category,"
              + " second_category");

  private CategoryPairsTable() {}
}
