package io.perennial.table.input;

import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The referrals: one row a customer who was brought by another. */
public final class ReferralsInput {
  public static final String NAME = "referrals";
  public static final String REFERRER_ID = "referrer_id";
  public static final String REFERRED_ID = "referred_id";
  public static final String REFERRED_AT = "referred_at";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one customer whom another one referred.",
          List.of(
              required(REFERRER_ID, TEXT, "Who referred, as the orders name the customer."),
              required(REFERRED_ID, TEXT, "Who was referred, as the orders name the customer."),
              required(REFERRED_AT, TIMESTAMP, "When.")),
          false,
          List.of(REFERRED_ID),
          List.of(REFERRED_AT),
          List.of(
              new InputCheck(
                  "referred_by_itself",
                  "referrer_id and referred_id are one customer.",
                  REFERRER_ID + " = " + REFERRED_ID)));

  private ReferralsInput() {}
}
