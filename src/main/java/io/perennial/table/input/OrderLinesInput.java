package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.mayLack;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The order lines: one row a product of an order. */
public final class OrderLinesInput {
  public static final String NAME = "order_lines";
  public static final String ORDER_ID = OrdersInput.ORDER_ID;
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String ORDERED_AT = OrdersInput.ORDERED_AT;
  public static final String CURRENCY = OrdersInput.CURRENCY;
  public static final String STATUS = OrdersInput.STATUS;
  public static final String PRODUCT_ID = "product_id";
  public static final String CATEGORY = "category";
  public static final String QUANTITY = "quantity";
  public static final String UNIT_PRICE = "unit_price";
  public static final String UNIT_COST = "unit_cost";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one product of one order; where no orders table is given, orders are derived from"
              + " these rows.",
          List.of(
              required(ORDER_ID, TEXT, "Which order the line belongs to."),
              mayLack(
                  CUSTOMER_ID,
                  TEXT,
                  "Who ordered; an order none of whose lines has one is counted as anonymous."),
              required(
                  ORDERED_AT,
                  TIMESTAMP,
                  "When the order was placed; an order whose lines carry several times takes the"
                      + " earliest."),
              required(QUANTITY, AMOUNT, "How many units; negative for units taken back."),
              required(
                  UNIT_PRICE,
                  AMOUNT,
                  "The price of one unit in the line's currency; the line's amount is quantity times"
                      + " unit_price, rounded half up to 4 decimals."),
              optional(PRODUCT_ID, TEXT, "Which product."),
              optional(CATEGORY, TEXT, "The product's category."),
              optional(
                  UNIT_COST,
                  AMOUNT,
                  "What one unit cost the company; absent, the cost is not known."),
              optional(
                  CURRENCY,
                  TEXT,
                  "The ISO 4217 code of the line's price and cost; absent, they are in the reporting"
                      + " currency."),
              optional(
                  STATUS,
                  TEXT,
                  "The order's status, by which orders are counted, excluded or booked as returns; where"
                      + " the lines of an order differ in it, each goes by its own.")),
          true,
          List.of(),
          List.of(ORDERED_AT),
          List.of(InputCheck.notNegative(UNIT_COST)));

  private OrderLinesInput() {}
}
