package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;

import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/** How accepted revenue is made up, line by line, so that every published sum can be traced. */
public final class RevenueReconciliationTable {
  public static final String NAME = "revenue_reconciliation";
  public static final String LINE_NUMBER = "line_number";
  public static final String LINE = "line";
  public static final String MEANING = "meaning";
  public static final String CUSTOMERS = "customers";
  public static final String AMOUNT = "amount";
  public static final String DIFFERENCE = "difference";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one line of the account of accepted revenue, in the reporting currency and exact to"
              + " four decimals.",
          List.of(
              required(LINE_NUMBER, WHOLE, "The line's place in the account."),
              required(
                  LINE,
                  TEXT,
                  "The line's name: gross_amount, discounts, returned, net_revenue,"
                      + " net_revenue_since_first_order, net_revenue_before_first_order,"
                      + " net_revenue_of_customers_without_orders or anonymous_net_revenue."),
              required(MEANING, TEXT, "What the line holds, as a sentence."),
              optional(
                  CUSTOMERS,
                  COUNT,
                  "Customers with an amount in the line; null for gross_amount, discounts and returned,"
                      + " which are not counted by customer, and for anonymous_net_revenue, which names"
                      + " none."),
              required(AMOUNT, DataTypes.createDecimalType(38, 4), "The line's amount."),
              required(
                  DIFFERENCE,
                  DataTypes.createDecimalType(38, 4),
                  "For net_revenue, what is left of it after the lines it must equal are taken off, by"
                      + " either way of adding them up; always 0.")),
          List.of(LINE),
          List.of(
              new RowConstraint(
                  "adds_up", "difference = 0", "The account adds up to the last decimal.")),
          "How much net revenue lies outside the cohort tables, and why?",
          "SELECT line, meaning, amount FROM revenue_reconciliation WHERE line IN"
              + " ('net_revenue_before_first_order', 'net_revenue_of_customers_without_orders',"
              + " 'anonymous_net_revenue') ORDER BY line_number");

  private RevenueReconciliationTable() {}
}
