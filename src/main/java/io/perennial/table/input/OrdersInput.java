package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.mayLack;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The orders: one row an order. */
public final class OrdersInput {
  public static final String NAME = "orders";
  public static final String ORDER_ID = "order_id";
  public static final String CUSTOMER_ID = "customer_id";
  public static final String ORDERED_AT = "ordered_at";
  public static final String AMOUNT_COLUMN = "amount";
  public static final String CURRENCY = "currency";
  public static final String STATUS = "status";
  public static final String DISCOUNT_AMOUNT = "discount_amount";
  public static final String RETURNED_AMOUNT = "returned_amount";
  public static final String COST_AMOUNT = "cost_amount";
  public static final String DEVIATION_COST = "deviation_cost";
  public static final String HANDLING_MINUTES = "handling_minutes";
  public static final String PROMISED_AT = "promised_at";
  public static final String DELIVERED_AT = "delivered_at";
  public static final String CHANNEL = "channel";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one order; without an order_id each row is an order of its own.",
          List.of(
              mayLack(
                  CUSTOMER_ID,
                  TEXT,
                  "Who ordered; a row without it is counted as anonymous and enters no customer figure."),
              required(
                  ORDERED_AT,
                  TIMESTAMP,
                  "When the order was placed; a value without a zone is local in the configured time zone."),
              required(
                  AMOUNT_COLUMN,
                  AMOUNT,
                  "The order's amount before discounts and returns, in the row's currency; a negative"
                      + " amount follows orders.negative_amounts."),
              optional(
                  ORDER_ID,
                  TEXT,
                  "What identifies the order. Equal rows of one are one order; rows that differ, be it only"
                      + " in their status, are rejected. A return may carry its order's."),
              optional(
                  CURRENCY,
                  TEXT,
                  "The ISO 4217 code of the row's amounts; absent, they are in the reporting currency."),
              optional(
                  STATUS,
                  TEXT,
                  "The order's status, by which orders are counted, excluded or booked as returns."),
              optional(
                  DISCOUNT_AMOUNT,
                  AMOUNT,
                  "What was taken off the amount, as a positive number; absent, nothing."),
              optional(
                  RETURNED_AMOUNT,
                  AMOUNT,
                  "What was paid back of the order, as a positive number; absent, nothing."),
              optional(
                  COST_AMOUNT, AMOUNT, "What the order cost the company; absent, it is not known."),
              optional(
                  DEVIATION_COST,
                  AMOUNT,
                  "What the order cost beyond that because something went otherwise than planned, such as"
                      + " a second delivery; absent, nothing."),
              optional(
                  HANDLING_MINUTES,
                  AMOUNT,
                  "How many minutes of work the order took; absent, it is not known."),
              optional(
                  PROMISED_AT,
                  TIMESTAMP,
                  "Until when delivery was promised; absent, nothing was promised."),
              optional(
                  DELIVERED_AT,
                  TIMESTAMP,
                  "When the order was delivered; absent or after the as-of date, it was not yet."),
              optional(CHANNEL, TEXT, "Through which channel the order was placed.").slicing()),
          true,
          List.of(),
          List.of(ORDERED_AT),
          List.of());

  private OrdersInput() {}
}
