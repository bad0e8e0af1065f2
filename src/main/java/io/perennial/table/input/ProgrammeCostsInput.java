package io.perennial.table.input;

import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The programme costs: what was spent on keeping and on winning customers. */
public final class ProgrammeCostsInput {
  public static final String NAME = "programme_costs";
  public static final String FROM_DATE = "from_date";
  public static final String TO_DATE = "to_date";
  public static final String PURPOSE = "purpose";
  public static final String CATEGORY = "category";
  public static final String AMOUNT_COLUMN = "amount";

  /** Keeping the customers there are. */
  public static final String RETENTION = "retention";

  /** Winning new ones. */
  public static final String ACQUISITION = "acquisition";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is an amount that was spent over a span of days on keeping or on winning customers.",
          List.of(
              required(FROM_DATE, DATE, "The first day the amount is for."),
              required(
                  TO_DATE,
                  DATE,
                  "The last day the amount is for; it is spread evenly over the days."),
              required(PURPOSE, TEXT, "What for.").oneOf(RETENTION, ACQUISITION),
              optional(CATEGORY, TEXT, "On what, such as a loyalty programme or advertising."),
              required(AMOUNT_COLUMN, AMOUNT, "How much, in the reporting currency.")),
          false,
          List.of(),
          List.of(FROM_DATE),
          List.of(InputCheck.notBefore(TO_DATE, FROM_DATE), InputCheck.notNegative(AMOUNT_COLUMN)));

  private ProgrammeCostsInput() {}
}
