package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The customers: one row a customer. */
public final class CustomersInput {
  public static final String NAME = "customers";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String SIGNED_UP_AT = "signed_up_at";
  public static final String ACQUISITION_CHANNEL = "acquisition_channel";
  public static final String ACQUISITION_COST = "acquisition_cost";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one customer.",
          List.of(
              required(CUSTOMER_ID, TEXT, "What identifies the customer, as the orders name it."),
              optional(
                  SIGNED_UP_AT,
                  TIMESTAMP,
                  "When the customer signed up; needed for cohorts by sign-up."),
              optional(ACQUISITION_CHANNEL, TEXT, "Through which channel the customer was won.")
                  .slicing(),
              optional(
                  ACQUISITION_COST,
                  AMOUNT,
                  "What winning the customer cost, in the reporting currency.")),
          true,
          List.of(CUSTOMER_ID),
          List.of(SIGNED_UP_AT),
          List.of(InputCheck.notNegative(ACQUISITION_COST)));

  private CustomersInput() {}
}
