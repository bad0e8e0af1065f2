package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The experiments: one row a customer who was assigned to a variant of a trial. */
public final class ExperimentsInput {
  public static final String NAME = "experiments";
  public static final String EXPERIMENT = "experiment";
  public static final String VARIANT = "variant";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String ASSIGNED_AT = "assigned_at";
  public static final String CONVERTED = "converted";
  public static final String OUTCOME_AMOUNT = "outcome_amount";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one customer's assignment to a variant of a randomised trial; a customer with two variants of one trial is in neither.",
          List.of(
              required(EXPERIMENT, TEXT, "Which trial."),
              required(
                  VARIANT,
                  TEXT,
                  "Which variant, by the name that the configuration gives the control."),
              required(CUSTOMER_ID, TEXT, "Who was assigned, as the orders name the customer."),
              required(
                  ASSIGNED_AT,
                  TIMESTAMP,
                  "When the customer was assigned; what is compared is counted from the day after."),
              optional(
                  CONVERTED,
                  FLAG,
                  "Whether the trial's own goal was met; absent, orders alone are compared."),
              optional(
                  OUTCOME_AMOUNT,
                  AMOUNT,
                  "The trial's own measure of what it brought, which may be negative; absent, orders alone are compared.")),
          true,
          List.of(EXPERIMENT, CUSTOMER_ID),
          List.of(ASSIGNED_AT),
          List.of());

  private ExperimentsInput() {}
}
