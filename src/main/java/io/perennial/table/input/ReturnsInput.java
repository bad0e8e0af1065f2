package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The returns: one row something that a customer sent back. */
public final class ReturnsInput {
  public static final String NAME = "returns";
  public static final String RETURN_ID = "return_id";
  public static final String ORDER_ID = OrdersInput.ORDER_ID;
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String RETURNED_AT = "returned_at";
  public static final String AMOUNT_COLUMN = "amount";
  public static final String COST = "cost";
  public static final String REASON = "reason";
  public static final String ORIGIN = "origin";
  public static final String PRODUCT_ID = OrderLinesInput.PRODUCT_ID;
  public static final String RESOLVED_AT = "resolved_at";
  public static final String HANDLED_WELL = "handled_well";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one return, of an order or of part of it.",
          List.of(
              required(RETURN_ID, TEXT, "What identifies the return."),
              optional(
                  ORDER_ID,
                  TEXT,
                  "The order it belongs to, as the orders name it; absent, it is not known."),
              required(CUSTOMER_ID, TEXT, "Who sent it back, as the orders name the customer."),
              required(RETURNED_AT, TIMESTAMP, "When it came back."),
              optional(
                  AMOUNT_COLUMN,
                  AMOUNT,
                  "What was paid back, in the reporting currency; it lowers no revenue, which the orders alone tell. Absent, it is not known."),
              optional(
                  COST,
                  AMOUNT,
                  "What the return cost the company beyond that, such as freight and inspection, in the reporting currency; absent, nothing."),
              optional(REASON, TEXT, "Why it was sent back, in the words of the company."),
              optional(
                  ORIGIN,
                  TEXT,
                  "Where the cause lay, such as production, picking, delivery, description or customer."),
              optional(PRODUCT_ID, TEXT, "Which product came back."),
              optional(
                  RESOLVED_AT,
                  TIMESTAMP,
                  "When it was settled; absent or after the as-of date, it was not yet."),
              optional(
                  HANDLED_WELL,
                  FLAG,
                  "Whether it was handled well, by the company's own judgement; absent, it is not known.")),
          true,
          List.of(RETURN_ID),
          List.of(RETURNED_AT),
          List.of(
              InputCheck.notNegative(AMOUNT_COLUMN),
              InputCheck.notNegative(COST),
              InputCheck.notBefore(RESOLVED_AT, RETURNED_AT)));

  private ReturnsInput() {}
}
