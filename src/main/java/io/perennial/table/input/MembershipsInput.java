package io.perennial.table.input;

import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The memberships: one row a tier of a programme that a customer held for a time. */
public final class MembershipsInput {
  public static final String NAME = "memberships";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String PROGRAMME = "programme";
  public static final String TIER = "tier";
  public static final String JOINED_AT = "joined_at";
  public static final String LEFT_AT = "left_at";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is the time a customer spent in one tier of a loyalty programme; a change of tier ends one row and starts another.",
          List.of(
              required(CUSTOMER_ID, TEXT, "Who is a member, as the orders name the customer."),
              required(PROGRAMME, TEXT, "Of which programme."),
              optional(TIER, TEXT, "In which tier; absent, the programme has none."),
              required(JOINED_AT, TIMESTAMP, "When the customer joined the tier."),
              optional(
                  LEFT_AT,
                  TIMESTAMP,
                  "When the customer left it; absent or after the as-of date, it is still held.")),
          true,
          List.of(CUSTOMER_ID, PROGRAMME, JOINED_AT),
          List.of(JOINED_AT),
          List.of(InputCheck.notBefore(LEFT_AT, JOINED_AT)));

  private MembershipsInput() {}
}
