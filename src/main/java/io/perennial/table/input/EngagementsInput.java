package io.perennial.table.input;

import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The engagements: one row something a customer did beside ordering. */
public final class EngagementsInput {
  public static final String NAME = "engagements";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String OCCURRED_AT = "occurred_at";
  public static final String KIND = "kind";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one thing that a customer did beside ordering, such as a visit, an opened newsletter or a review.",
          List.of(
              required(CUSTOMER_ID, TEXT, "Who did it, as the orders name the customer."),
              required(OCCURRED_AT, TIMESTAMP, "When."),
              required(
                  KIND,
                  TEXT,
                  "What, in the words of the company; the configuration weighs the kinds.")),
          false,
          List.of(),
          List.of(OCCURRED_AT),
          List.of());

  private EngagementsInput() {}
}
