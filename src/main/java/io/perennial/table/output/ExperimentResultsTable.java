package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.ExperimentsInput;
import java.util.List;

/** What each variant of a randomised trial did against the trial's control. */
public final class ExperimentResultsTable {
  public static final String NAME = "experiment_results";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String EXPERIMENT = ExperimentsInput.EXPERIMENT;
  public static final String OUTCOME = "outcome";
  public static final String VARIANT = ExperimentsInput.VARIANT;
  public static final String CONTROL = "control";
  public static final String OUTCOME_DAYS = "outcome_days";
  public static final String FIRST_ASSIGNED_ON = "first_assigned_on";
  public static final String LAST_ASSIGNED_ON = "last_assigned_on";
  public static final String ASSIGNED_CUSTOMERS = "assigned_customers";
  public static final String ASSIGNED_TO_CONTROL = "assigned_to_control";
  public static final String COMPARED_CUSTOMERS = "compared_customers";
  public static final String COMPARED_CONTROLS = "compared_controls";
  public static final String VERDICT = "verdict";
  public static final String VARIANT_VALUE = "variant_value";
  public static final String CONTROL_VALUE = "control_value";
  public static final String DIFFERENCE = "difference";
  public static final String STANDARD_ERROR = "standard_error";
  public static final String DIFFERENCE_LOW = "difference_low";
  public static final String DIFFERENCE_HIGH = "difference_high";
  public static final String STATISTIC = "statistic";
  public static final String DEGREES_OF_FREEDOM = "degrees_of_freedom";
  public static final String P_VALUE = "p_value";
  public static final String P_VALUE_HOLM = "p_value_holm";
  public static final String P_VALUE_FALSE_DISCOVERY = "p_value_benjamini_hochberg";
  public static final String RELATIVE_LIFT = "relative_lift";
  public static final String RELATIVE_LIFT_LOW = "relative_lift_low";
  public static final String RELATIVE_LIFT_HIGH = "relative_lift_high";
  public static final String RELATIVE_LIFT_VERDICT = "relative_lift_verdict";
  public static final String DETECTABLE_DIFFERENCE = "detectable_difference";
  public static final String VARIANCE_REMOVED = "variance_removed";
  public static final String ADJUSTED_DIFFERENCE = "adjusted_difference";
  public static final String ADJUSTED_STANDARD_ERROR = "adjusted_standard_error";
  public static final String ADJUSTED_DIFFERENCE_LOW = "adjusted_difference_low";
  public static final String ADJUSTED_DIFFERENCE_HIGH = "adjusted_difference_high";
  public static final String ADJUSTED_P_VALUE = "adjusted_p_value";
  public static final String SAMPLE_RATIO_P_VALUE = "sample_ratio_p_value";
  public static final String SAMPLE_RATIO_VERDICT = "sample_ratio_verdict";

  /** The share of customers who ordered within the days after the assignment. */
  public static final String ORDERED = "ordered";

  /** The mean net revenue of the days after the assignment. */
  public static final String NET_REVENUE = "net_revenue";

  /** The trial has no variant of the control's name. */
  public static final String NO_CONTROL = "no_control";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one variant of a randomised trial, other than its control, by one outcome, in one"
              + " segment of customers. Customers were assigned by chance within each segment, too; but of"
              + " many segments some differ by chance, and no p-value is corrected for their number.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(EXPERIMENT, TEXT, "The trial."),
              required(
                  OUTCOME,
                  TEXT,
                  "What is compared: ordered and converted are shares of customers, net_revenue and"
                      + " outcome_amount are means per customer in the reporting currency. ordered and"
                      + " net_revenue are of the outcome_days after the day of the assignment; converted"
                      + " and outcome_amount are the trial's own, as they were given, and have rows where"
                      + " the input has values of them."),
              required(VARIANT, TEXT, "The variant."),
              optional(
                  CONTROL,
                  TEXT,
                  "The variant with which it is compared, as the trial writes the configured name; null"
                      + " where the trial has none of that name."),
              required(
                  OUTCOME_DAYS,
                  WHOLE,
                  "How many days after the day of the assignment orders and revenue are counted."),
              required(
                  FIRST_ASSIGNED_ON,
                  DATE,
                  "The day of the trial's first assignment in the segment, to any variant."),
              required(LAST_ASSIGNED_ON, DATE, "The day of its last assignment."),
              required(
                  ASSIGNED_CUSTOMERS,
                  COUNT,
                  "Customers assigned to the variant up to the as-of date; the check of sizes is of"
                      + " them."),
              required(ASSIGNED_TO_CONTROL, COUNT, "Customers assigned to the control."),
              required(
                  COMPARED_CUSTOMERS,
                  COUNT,
                  "Those of the variant of whom the outcome is known: for ordered and net_revenue those"
                      + " whose outcome_days are over on the as-of date, otherwise those with a value."),
              required(COMPARED_CONTROLS, COUNT, "The same of the control."),
              required(
                  VERDICT,
                  TEXT,
                  "compared; no_variation: all did the same, so that there is no test; too_few: nobody,"
                      + " for means fewer than two, is in an arm, or an arm is smaller than the smallest"
                      + " group that is published; no_control: the trial has no variant of the control's"
                      + " name."),
              optional(
                  CONTROL_VALUE,
                  RATE,
                  "The share or the mean of the control; null for a group that is too small."),
              optional(VARIANT_VALUE, RATE, "The share or the mean of the variant, likewise."),
              optional(
                  DIFFERENCE,
                  RATE,
                  "variant_value less control_value. Customers were assigned by chance, so that it"
                      + " estimates the variant's effect, unless sample_ratio_verdict is mismatch."),
              optional(
                  STANDARD_ERROR,
                  RATE,
                  "The standard error of the difference, without taking the arms to vary alike; null"
                      + " where there is no test."),
              optional(
                  DIFFERENCE_LOW,
                  RATE,
                  "The lower end of the difference's 95 % interval: Newcombe's of shares, Welch's of"
                      + " means."),
              optional(DIFFERENCE_HIGH, RATE, "The upper end of that interval."),
              optional(
                  STATISTIC,
                  RATE,
                  "z of the pooled test of two shares, t of Welch's test of two means."),
              optional(
                  DEGREES_OF_FREEDOM, RATE, "Satterthwaite's degrees of freedom of t; null for z."),
              optional(
                  P_VALUE,
                  RATE,
                  "The two-sided p-value of this test alone; null where there is no test."),
              optional(
                  P_VALUE_HOLM,
                  RATE,
                  "The p-value corrected by Holm's method for all tests of the trial in the segment, over"
                      + " its variants and outcomes: at most this probable is any difference so clear where there is"
                      + " none at all."),
              optional(
                  P_VALUE_FALSE_DISCOVERY,
                  RATE,
                  "The p-value corrected by Benjamini and Hochberg's method for the same tests: of"
                      + " differences called at this level, that share is expected to be none."),
              optional(
                  RELATIVE_LIFT,
                  RATE,
                  "The difference as a share of control_value; null unless that is above zero."),
              optional(
                  RELATIVE_LIFT_LOW,
                  RATE,
                  "The lower end of the lift's 95 % interval by the delta method; null where"
                      + " relative_lift_verdict is not estimated."),
              optional(RELATIVE_LIFT_HIGH, RATE, "The upper end of that interval."),
              optional(
                  RELATIVE_LIFT_VERDICT,
                  TEXT,
                  "estimated; uncertain_baseline: the control is not told from zero, so that no bounded"
                      + " interval would be right; no_variation; no_baseline: the control is not above"
                      + " zero. Null for a group that is too small."),
              optional(
                  DETECTABLE_DIFFERENCE,
                  RATE,
                  "The least true difference that a trial of these sizes shows with a power of 80 % at a"
                      + " significance of 5 %: of shares the rise over control_value, of means either"
                      + " way. Null where no such difference is shown so often."),
              optional(
                  VARIANCE_REMOVED,
                  RATE,
                  "Of means, the share of the difference's variance that net revenue of the configured"
                      + " days before the assignment explains; below zero where it explains nothing. Null"
                      + " where it is not asked for or does not vary."),
              optional(
                  ADJUSTED_DIFFERENCE,
                  RATE,
                  "The difference of means after taking out what earlier net revenue explains (CUPED)."),
              optional(ADJUSTED_STANDARD_ERROR, RATE, "Its standard error."),
              optional(ADJUSTED_DIFFERENCE_LOW, RATE, "The lower end of its 95 % interval."),
              optional(ADJUSTED_DIFFERENCE_HIGH, RATE, "The upper end of that interval."),
              optional(
                  ADJUSTED_P_VALUE,
                  RATE,
                  "Its p-value, of this test alone. Decide before the trial which of the two"
                      + " differences counts."),
              optional(
                  SAMPLE_RATIO_P_VALUE,
                  RATE,
                  "The p-value of the check that all variants of the trial have the planned sizes; null"
                      + " where an arm was to have fewer than five customers."),
              optional(
                  SAMPLE_RATIO_VERDICT,
                  TEXT,
                  "as_planned; mismatch: that p-value is below .001, so that the assignment or its record"
                      + " is faulty and the differences are not to be trusted; too_few. Null for a trial"
                      + " of one variant.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, EXPERIMENT, OUTCOME, VARIANT),
          constraints(
              notNegative(
                  ASSIGNED_CUSTOMERS,
                  ASSIGNED_TO_CONTROL,
                  COMPARED_CUSTOMERS,
                  COMPARED_CONTROLS,
                  STANDARD_ERROR,
                  ADJUSTED_STANDARD_ERROR),
              inUnitInterval(P_VALUE, P_VALUE_HOLM, P_VALUE_FALSE_DISCOVERY, SAMPLE_RATIO_P_VALUE),
              holds(
                  "no_more_compared_than_assigned",
                  "compared_customers <= assigned_customers and compared_controls <="
                      + " assigned_to_control",
                  "Nobody is compared who was not assigned."),
              holds(
                  "difference_in_its_interval",
                  "difference between difference_low and difference_high",
                  "The difference lies in its interval."),
              holds(
                  "correction_raises_p_values",
                  "p_value <= p_value_benjamini_hochberg and p_value <= p_value_holm",
                  "No corrected p-value is below the one it corrects.")),
          "Which variants did better than their control, beyond what chance and many tests explain?",
          "SELECT experiment, variant, outcome, difference, difference_low, difference_high, p_value_holm"
              + " FROM experiment_results WHERE segment_name = 'all' AND p_value_holm < 0.05 AND difference > 0 AND"
              + " sample_ratio_verdict = 'as_planned' ORDER BY experiment, variant, outcome");

  private ExperimentResultsTable() {}
}
