package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** How the models and two naive guesses predicted the part of the history that was held out. */
public final class ClvModelComparisonTable {
  public static final String NAME = "clv_model_comparison";
  public static final String MODEL = "model";
  public static final String CALIBRATED_TO = "calibrated_to";
  public static final String HELD_OUT_TO = "held_out_to";
  public static final String IS_SELECTED = "is_selected";
  public static final String SELECTION_REASON = "selection_reason";
  public static final String LOG_LIKELIHOOD = "log_likelihood";
  public static final String AKAIKE = "akaike_information_criterion";
  public static final String BAYESIAN = "bayesian_information_criterion";
  public static final String CUSTOMERS = "customers";
  public static final String NEW_CUSTOMERS = "new_customers";
  public static final String ACTUAL_ORDERS = "actual_orders";
  public static final String EXPECTED_ORDERS = "expected_orders";
  public static final String ACTUAL_SPEND = "actual_spend";
  public static final String EXPECTED_SPEND = "expected_spend";
  public static final String MEAN_ABSOLUTE_ERROR = "mean_absolute_error";
  public static final String ROOT_MEAN_SQUARE_ERROR = "root_mean_square_error";
  public static final String BIAS = "bias";
  public static final String NORMALISED_GINI = "normalised_gini_coefficient";
  public static final String SPEARMAN = "spearman_correlation";

  /** The naive guess that the last year repeats itself. */
  public static final String LAST_YEAR_AGAIN = "last year again";

  /** The naive guess that everybody buys as their cohort did on average. */
  public static final String COHORT_MEAN = "cohort mean";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one model of repeat purchases, or one naive guess, and how well it predicted the"
              + " purchase occasions and the spend that were held out.",
          List.of(
              required(
                  MODEL,
                  TEXT,
                  "BG/NBD, MBG/NBD or Pareto/NBD; last year again: the occasions of the 365 days before"
                      + " the holdout, the first one included, times the holdout's days over 365, whether"
                      + " or not the customer has been there for so long; cohort mean: the repeat"
                      + " occasions per customer and day of those acquired in the same calendar month,"
                      + " times the holdout's days. Their value is the net revenue of those occasions in"
                      + " the same proportion."),
              optional(
                  CALIBRATED_TO,
                  DATE,
                  "The last day the model knew of; null where nothing was held out."),
              optional(
                  HELD_OUT_TO,
                  DATE,
                  "The last day of the holdout; null where nothing was held out."),
              required(IS_SELECTED, FLAG, "Whether the predictions come from this model."),
              optional(
                  SELECTION_REASON,
                  TEXT,
                  "Why it was selected, and how near the next one came; null for the others."),
              optional(LOG_LIKELIHOOD, RATE, "The log-likelihood of the fit to the as-of date."),
              optional(
                  AKAIKE, RATE, "Akaike's information criterion of that fit; smaller is better."),
              optional(
                  BAYESIAN,
                  RATE,
                  "The Bayesian information criterion of that fit; smaller is better."),
              optional(CUSTOMERS, COUNT, "Customers acquired before the holdout, who are scored."),
              optional(
                  NEW_CUSTOMERS,
                  COUNT,
                  "Customers acquired in the holdout, of whom no model could know; they are not scored."),
              optional(
                  ACTUAL_ORDERS,
                  COUNT,
                  "The purchase occasions of the scored customers in the holdout."),
              optional(EXPECTED_ORDERS, RATE, "The purchase occasions predicted of them."),
              optional(
                  ACTUAL_SPEND,
                  MONEY,
                  "The net revenue of the scored customers in the holdout, returns included."),
              optional(
                  EXPECTED_SPEND,
                  MONEY,
                  "The net revenue predicted of them: expected occasions times expected spend, not"
                      + " discounted; null for a model without a spend model."),
              optional(
                  MEAN_ABSOLUTE_ERROR,
                  RATE,
                  "The mean absolute difference of predicted and actual occasions of a customer."),
              optional(
                  ROOT_MEAN_SQUARE_ERROR,
                  RATE,
                  "The root of the mean squared difference; the models are selected by it."),
              optional(BIAS, RATE, "The mean of predicted less actual occasions of a customer."),
              optional(
                  NORMALISED_GINI,
                  RATE,
                  "How well the predicted value ranks the customers by the spend of the holdout: the Gini"
                      + " coefficient in that order over the one in the best order; 1 is perfect, 0 is"
                      + " chance. Without a spend model the expected purchases stand for the value; a value"
                      + " whose expectation is infinite counts as 0."),
              optional(
                  SPEARMAN,
                  RATE,
                  "Spearman's rank correlation of predicted value and spend of the holdout.")),
          List.of(MODEL),
          constraints(
              notNegative(
                  CUSTOMERS,
                  NEW_CUSTOMERS,
                  ACTUAL_ORDERS,
                  EXPECTED_ORDERS,
                  MEAN_ABSOLUTE_ERROR,
                  ROOT_MEAN_SQUARE_ERROR),
              holds(
                  "spearman_between_minus_one_and_one",
                  "spearman_correlation between -1.000001 and 1.000001",
                  "A correlation lies between -1 and 1."),
              holds(
                  "selected_with_reason",
                  "is_selected = (selection_reason is not null)",
                  "The selected model and no other has a reason.")),
          "Does the model predict better than a naive guess?",
          "SELECT model, root_mean_square_error, mean_absolute_error, bias, normalised_gini_coefficient,"
              + " is_selected FROM clv_model_comparison ORDER BY root_mean_square_error, model");

  private ClvModelComparisonTable() {}
}
