package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The share of wallet: what customers spend in all, here and elsewhere. */
public final class ShareOfWalletInput {
  public static final String NAME = "share_of_wallet";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String PERIOD_START = "period_start";
  public static final String PERIOD_END = "period_end";
  public static final String TOTAL_SPEND = "total_spend";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is what one customer spent in a span of days on what the company sells, here and elsewhere.",
          List.of(
              required(CUSTOMER_ID, TEXT, "Who, as the orders name the customer."),
              required(PERIOD_START, DATE, "The first day of the span."),
              required(
                  PERIOD_END,
                  DATE,
                  "The last day of the span; one that ends after the as-of date is not looked at."),
              required(TOTAL_SPEND, AMOUNT, "What was spent in all, in the reporting currency.")),
          false,
          List.of(CUSTOMER_ID, PERIOD_START),
          List.of(PERIOD_END),
          List.of(
              InputCheck.notBefore(PERIOD_END, PERIOD_START), InputCheck.notNegative(TOTAL_SPEND)));

  private ShareOfWalletInput() {}
}
