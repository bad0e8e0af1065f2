package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** The fitted models of lifetime value, parameter by parameter. */
public final class ClvModelTable {
  public static final String NAME = "clv_model";
  public static final String MODEL = "model";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String OBSERVED_TO = "observed_to";
  public static final String PARAMETER = "parameter";
  public static final String ESTIMATE = "estimate";
  public static final String STANDARD_ERROR = "standard_error";
  public static final String TIME_UNIT = "time_unit";
  public static final String IS_SELECTED = "is_selected";
  public static final String VERDICT = "verdict";
  public static final String REASON = "reason";
  public static final String CUSTOMERS = "customers";
  public static final String DISTINCT_RECORDS = "distinct_records";
  public static final String LOG_LIKELIHOOD = "log_likelihood";
  public static final String AKAIKE = "akaike_information_criterion";
  public static final String BAYESIAN = "bayesian_information_criterion";
  public static final String EVALUATIONS = "evaluations";
  public static final String LEFT_OUT_CUSTOMERS = "left_out_customers";
  public static final String SPEND_CORRELATION = "spend_correlation";

  /** The parameter of a fit that has none to show. */
  public static final String NO_PARAMETER = "none";

  /** The verdict of a fit with proper estimates. */
  public static final String CONVERGED = "converged";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one parameter of one model fitted to the orders of one group of customers up to one"
              + " date; a model that could not be fitted has one row that says why.",
          List.of(
              required(
                  MODEL,
                  TEXT,
                  "The model: BG/NBD, MBG/NBD or Pareto/NBD for repeat purchases, Gamma-Gamma for spend"
                      + " per purchase occasion."),
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  OBSERVED_TO,
                  DATE,
                  "The last day of the orders it was fitted to: the as-of date, or the day before the"
                      + " holdout."),
              required(
                  PARAMETER,
                  TEXT,
                  "The parameter's name in the paper that defines the model; none where there is no"
                      + " parameter to show."),
              optional(
                  ESTIMATE,
                  RATE,
                  "Where the fit ended, with time in time_unit and money in the reporting currency; an"
                      + " estimate only where the verdict is converged."),
              optional(
                  STANDARD_ERROR,
                  RATE,
                  "Its standard error, from the Hessian of the log-likelihood; null where the fit has no"
                      + " proper maximum."),
              required(TIME_UNIT, TEXT, "The unit that rates are per: day, week or month."),
              required(IS_SELECTED, FLAG, "Whether the predictions come from this fit."),
              required(
                  VERDICT,
                  TEXT,
                  "How the fit ended: converged, at_boundary (a parameter runs away, expectations have"
                      + " settled), singular_hessian, not_converged or unfittable."),
              required(REASON, TEXT, "The verdict's reason in one sentence."),
              required(CUSTOMERS, COUNT, "Customers whose likelihood is summed."),
              required(
                  DISTINCT_RECORDS,
                  COUNT,
                  "Distinct purchase records of these customers, on which the time of the fit depends."),
              optional(LOG_LIKELIHOOD, RATE, "The log-likelihood where the fit ended."),
              optional(
                  AKAIKE,
                  RATE,
                  "Akaike's information criterion, 2 k - 2 log L; smaller is better."),
              optional(
                  BAYESIAN,
                  RATE,
                  "The Bayesian information criterion, k ln n - 2 log L; smaller is better."),
              required(EVALUATIONS, COUNT, "How often the likelihood was evaluated."),
              required(
                  LEFT_OUT_CUSTOMERS,
                  COUNT,
                  "Customers with an order that the fit does not use: for spend those without a repeat"
                      + " purchase or whose repeat spend is not positive."),
              optional(
                  SPEND_CORRELATION,
                  RATE,
                  "The correlation of frequency and mean repeat spend over the customers of a spend model,"
                      + " which takes them for independent; null for models of purchases.")),
          List.of(MODEL, SEGMENT_NAME, SEGMENT_VALUE, OBSERVED_TO, PARAMETER),
          constraints(
              notNegative(
                  CUSTOMERS, DISTINCT_RECORDS, EVALUATIONS, LEFT_OUT_CUSTOMERS, STANDARD_ERROR),
              holds(
                  "known_verdict",
                  "verdict in ('converged', 'at_boundary', 'singular_hessian', 'not_converged',"
                      + " 'unfittable')",
                  "The verdict is one of the five."),
              holds(
                  "correlation_between_minus_one_and_one",
                  "spend_correlation between -1 and 1",
                  "A correlation lies between -1 and 1.")),
          "With which parameters was the future predicted, and how sure are they?",
          "SELECT model, parameter, estimate, standard_error, time_unit, verdict FROM clv_model WHERE"
              + " is_selected ORDER BY model, parameter");

  private ClvModelTable() {}
}
