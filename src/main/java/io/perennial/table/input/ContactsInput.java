package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The contacts: one row each time that a customer turned to the company. */
public final class ContactsInput {
  public static final String NAME = "contacts";
  public static final String CONTACT_ID = "contact_id";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String ORDER_ID = OrdersInput.ORDER_ID;
  public static final String CONTACTED_AT = "contacted_at";
  public static final String CHANNEL = "channel";
  public static final String KIND = "kind";
  public static final String REASON = "reason";
  public static final String COST = "cost";
  public static final String RESOLVED_AT = "resolved_at";
  public static final String SATISFACTION = "satisfaction";
  public static final String HANDLED_WELL = "handled_well";

  /** The customer was not content. */
  public static final String COMPLAINT = "complaint";

  /** The customer wanted to know something. */
  public static final String QUESTION = "question";

  /** The customer wanted service for what was bought. */
  public static final String AFTER_SALES = "after_sales";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one contact of a customer with the company: a complaint, a question or a call for service after the sale.",
          List.of(
              required(CONTACT_ID, TEXT, "What identifies the contact."),
              required(CUSTOMER_ID, TEXT, "Who made contact, as the orders name the customer."),
              optional(
                  ORDER_ID,
                  TEXT,
                  "The order it was about, as the orders name it; absent, it is not known or was about none."),
              required(CONTACTED_AT, TIMESTAMP, "When contact was made."),
              optional(CHANNEL, TEXT, "Through which channel, such as telephone, mail or chat."),
              required(KIND, TEXT, "What it was.").oneOf(COMPLAINT, QUESTION, AFTER_SALES),
              optional(REASON, TEXT, "What it was about, in the words of the company."),
              optional(
                  COST,
                  AMOUNT,
                  "What the contact cost the company, in the reporting currency; absent, nothing."),
              optional(
                  RESOLVED_AT,
                  TIMESTAMP,
                  "When it was settled; absent or after the as-of date, it was not yet."),
              optional(
                  SATISFACTION,
                  WHOLE,
                  "How content the customer was with how it went, from 1 to 5; absent, it is not known."),
              optional(
                  HANDLED_WELL,
                  FLAG,
                  "Whether it was handled well, by the company's own judgement; absent, satisfaction decides, and without that it is not known.")),
          true,
          List.of(CONTACT_ID),
          List.of(CONTACTED_AT),
          List.of(
              InputCheck.notNegative(COST),
              InputCheck.between(SATISFACTION, 1, 5),
              InputCheck.notBefore(RESOLVED_AT, CONTACTED_AT)));

  private ContactsInput() {}
}
