package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The subscriptions: one row a contract that is paid for by the month until it ends. */
public final class SubscriptionsInput {
  public static final String NAME = "subscriptions";
  public static final String SUBSCRIPTION_ID = "subscription_id";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String STARTED_AT = "started_at";
  public static final String ENDED_AT = "ended_at";
  public static final String MONTHLY_AMOUNT = "monthly_amount";
  public static final String END_REASON = "end_reason";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one subscription at one price; a change of price or plan ends one row and starts"
              + " another, with an id of its own, on the same day.",
          List.of(
              required(
                  SUBSCRIPTION_ID,
                  TEXT,
                  "What identifies the row. Where the source keeps one id through changes of price,"
                      + " make one of the id and the start, such as concat(id, '/', started)."),
              required(
                  CUSTOMER_ID, TEXT, "Whose subscription it is, as the orders name the customer."),
              required(STARTED_AT, TIMESTAMP, "When the subscription began to run."),
              required(
                  MONTHLY_AMOUNT,
                  AMOUNT,
                  "What is paid for a month, in the reporting currency; 0 for a free one."),
              optional(
                  ENDED_AT,
                  TIMESTAMP,
                  "When the subscription ended, the first day on which it no longer ran; absent, it"
                      + " still runs."),
              optional(END_REASON, TEXT, "Why the subscription ended.")),
          true,
          List.of(SUBSCRIPTION_ID),
          List.of(STARTED_AT),
          List.of(
              InputCheck.notBefore(ENDED_AT, STARTED_AT), InputCheck.notNegative(MONTHLY_AMOUNT)));

  private SubscriptionsInput() {}
}
