package io.perennial.table.input;

import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The departures: one row a customer who said goodbye, and why. */
public final class DeparturesInput {
  public static final String NAME = "departures";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String LEFT_AT = "left_at";
  public static final String REASON = "reason";
  public static final String VOLUNTARY = "voluntary";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one known departure: the customer gave notice, or could not be kept.",
          List.of(
              required(CUSTOMER_ID, TEXT, "Who left, as the orders name the customer."),
              required(LEFT_AT, TIMESTAMP, "When the customer left."),
              optional(
                  REASON,
                  TEXT,
                  "Why, in the words of the company, such as price, service, moved or payment_failed; absent, it is not known."),
              optional(
                  VOLUNTARY,
                  FLAG,
                  "Whether the customer chose to leave; false where a payment failed or the company ended it. Absent, it is not known.")),
          true,
          List.of(CUSTOMER_ID, LEFT_AT),
          List.of(LEFT_AT),
          List.of());

  private DeparturesInput() {}
}
