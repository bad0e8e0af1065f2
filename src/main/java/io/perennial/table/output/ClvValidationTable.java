package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** What the models expected of the holdout against what happened, in detail. */
public final class ClvValidationTable {
  public static final String NAME = "clv_validation";
  public static final String MODEL = "model";
  public static final String BREAKDOWN = "breakdown";
  public static final String BUCKET = "bucket";
  public static final String PERIOD_END = "period_end";
  public static final String IN_HOLDOUT = "in_holdout";
  public static final String CUSTOMERS = "customers";
  public static final String ACTUAL_ORDERS = "actual_orders";
  public static final String EXPECTED_ORDERS = "expected_orders";

  /** By the repeat purchases before the holdout. */
  public static final String REPEAT_PURCHASES = "repeat_purchases";

  /** By the week of the history, cumulated. */
  public static final String WEEK = "week";

  /** By tenths of the customers, ranked by what is expected of them. */
  public static final String DECILE = "decile";

  /** This many repeat purchases and more are one bucket. */
  public static final int MOST_REPEAT_PURCHASES = 7;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one model and one group of the customers acquired before the holdout, or one week"
              + " of their history.",
          List.of(
              required(
                  MODEL,
                  TEXT,
                  "The model or the naive guess, as in clv_model_comparison; weeks are of models alone."),
              required(
                  BREAKDOWN,
                  TEXT,
                  "repeat_purchases: the customers by their repeat purchases before the holdout; decile:"
                      + " the customers by tenths of the expected occasions; week: all of them, cumulated"
                      + " from the first order of anybody to the end of the week. What a model missed in the"
                      + " holdout looks small there, beside all that it was fitted to."),
              required(
                  BUCKET,
                  WHOLE,
                  "The number of repeat purchases, where "
                      + MOST_REPEAT_PURCHASES
                      + " stands for as many or more; the decile, 1 for the tenth of whom most is expected"
                      + " (customers with equal expectations are together, so tenths can be uneven); or"
                      + " the week's number, counted from 1."),
              optional(PERIOD_END, DATE, "The last day of the week; null for other breakdowns."),
              required(
                  IN_HOLDOUT,
                  FLAG,
                  "Whether the row tells of days that the model did not know; a week does where it ends"
                      + " after the calibration, though all days before it are in its sums, too."),
              required(
                  CUSTOMERS, COUNT, "Customers of the row; of a week, those acquired by its end."),
              required(
                  ACTUAL_ORDERS,
                  COUNT,
                  "Their purchase occasions in the holdout; of a week, their repeat occasions to its end."),
              required(
                  EXPECTED_ORDERS,
                  RATE,
                  "The same as the model expects it; of a week, from the morning of each first order to"
                      + " the night that ends the week.")),
          List.of(MODEL, BREAKDOWN, BUCKET),
          constraints(
              notNegative(CUSTOMERS, ACTUAL_ORDERS, EXPECTED_ORDERS),
              holds(
                  "known_breakdown",
                  "breakdown in ('repeat_purchases', 'week', 'decile')",
                  "The breakdown is one of the three.")),
          "Does the model hold for frequent and for occasional customers alike?",
          "SELECT model, bucket, customers, actual_orders / customers AS actual, expected_orders /"
              + " customers AS expected FROM clv_validation WHERE breakdown = 'repeat_purchases' ORDER BY"
              + " model, bucket");

  private ClvValidationTable() {}
}
