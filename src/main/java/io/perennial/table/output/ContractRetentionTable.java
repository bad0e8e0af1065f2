package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** How long subscriptions last, as observed and as contract models expect. */
public final class ContractRetentionTable {
  public static final String NAME = "contract_retention";
  public static final String MONTHS_SINCE_START = "months_since_start";
  public static final String IS_OBSERVED = "is_observed";
  public static final String CUSTOMERS = "customers";
  public static final String SUBSCRIPTIONS = "subscriptions";
  public static final String AT_RISK = "at_risk";
  public static final String CANCELLATIONS = "cancellations";
  public static final String CENSORED = "censored";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String SURVIVAL_RATE = "survival_rate";
  public static final String SURVIVAL_RATE_LOW = "survival_rate_low";
  public static final String SURVIVAL_RATE_HIGH = "survival_rate_high";
  public static final String MEDIAN_MONTHS = "median_months";
  public static final String MEDIAN_MONTHS_LOW = "median_months_low";
  public static final String MEDIAN_MONTHS_HIGH = "median_months_high";
  public static final String LOG_RANK_CHI_SQUARE = "log_rank_chi_square";
  public static final String LOG_RANK_P_VALUE = "log_rank_p_value";
  public static final String SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE =
      "shifted_beta_geometric_survival_rate";
  public static final String SHIFTED_BETA_GEOMETRIC_VERDICT = "shifted_beta_geometric_verdict";
  public static final String BETA_DISCRETE_WEIBULL_SURVIVAL_RATE =
      "beta_discrete_weibull_survival_rate";
  public static final String BETA_DISCRETE_WEIBULL_VERDICT = "beta_discrete_weibull_verdict";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one segment's subscriptions at one age in months, from 0 to twelve months beyond the"
              + " longest observed. The k-th renewal is due k months after the start, on the month's last"
              + " day where it has no such day; a subscription that ended on that day, or before it and after"
              + " the renewal before, was lost at it, unless another"
              + " subscription of the customer started on the day on which it ended. What took its place is a"
              + " subscription of its own, of age 0.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  MONTHS_SINCE_START, WHOLE, "The age in months, and the number of the renewal."),
              required(
                  IS_OBSERVED,
                  FLAG,
                  "Whether any subscription was seen at this age; where none was, only the models speak."),
              required(CUSTOMERS, COUNT, "Customers of the segment's subscriptions at any age."),
              required(SUBSCRIPTIONS, COUNT, "The segment's subscriptions at any age."),
              required(
                  AT_RISK,
                  COUNT,
                  "Subscriptions that came to this renewal and were lost at it, or were seen to pass it."),
              required(CANCELLATIONS, COUNT, "Those of them that were lost at it."),
              required(
                  CENSORED,
                  COUNT,
                  "Those of them that passed it and were not seen at the next one, because they still run on the"
                      + " as-of date or gave way to another subscription of the customer."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "(at_risk - cancellations) / at_risk; null where nobody was at risk, and for segments of"
                      + " fewer customers than the minimum group, as are all rates of this table."),
              optional(
                  SURVIVAL_RATE,
                  RATE,
                  "The share of subscriptions that outlast this renewal, by Kaplan and Meier's estimate."),
              optional(
                  SURVIVAL_RATE_LOW,
                  RATE,
                  "The lower end of its 95 % interval, from Greenwood's variance on the log-log scale; null"
                      + " where nothing is left."),
              optional(SURVIVAL_RATE_HIGH, RATE, "The upper end of that interval."),
              optional(
                  MEDIAN_MONTHS,
                  RATE,
                  "The age by which half of the segment's subscriptions are lost; null where half never"
                      + " were."),
              optional(MEDIAN_MONTHS_LOW, RATE, "The lower end of its 95 % interval."),
              optional(
                  MEDIAN_MONTHS_HIGH,
                  RATE,
                  "The upper end; null where the upper bound of survival stays above one half."),
              optional(
                  LOG_RANK_CHI_SQUARE,
                  RATE,
                  "The log-rank statistic, with one degree of freedom, of this value of the segment against"
                      + " all its other values; null where there is no other."),
              optional(
                  LOG_RANK_P_VALUE,
                  RATE,
                  "The probability of a statistic as large if all lasted equally long; of many values, some"
                      + " are small by chance."),
              optional(
                  SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE,
                  RATE,
                  "The share that outlasts this renewal by the shifted beta-geometric model of Fader and"
                      + " Hardie (2007) fitted to all observed renewals; null where it could not be fitted."),
              optional(
                  SHIFTED_BETA_GEOMETRIC_VERDICT,
                  TEXT,
                  "How that fit ended: converged; or at_boundary, singular_hessian, not_converged or"
                      + " unfittable, a colon and the reason. Where it did not converge the curve follows the"
                      + " data, and is no forecast to rely on beyond them."),
              optional(
                  BETA_DISCRETE_WEIBULL_SURVIVAL_RATE,
                  RATE,
                  "The same by the beta-discrete-Weibull model of Fader and others (2018), whose customers may"
                      + " become more or less loyal with time."),
              optional(BETA_DISCRETE_WEIBULL_VERDICT, TEXT, "How that fit ended.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, MONTHS_SINCE_START),
          constraints(
              inUnitInterval(
                  RETENTION_RATE,
                  SURVIVAL_RATE,
                  SURVIVAL_RATE_LOW,
                  SURVIVAL_RATE_HIGH,
                  LOG_RANK_P_VALUE,
                  SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE,
                  BETA_DISCRETE_WEIBULL_SURVIVAL_RATE),
              notNegative(LOG_RANK_CHI_SQUARE),
              holds(
                  "lost_and_censored_within_at_risk",
                  "cancellations + censored <= at_risk and at_risk <= subscriptions",
                  "Who is lost at a renewal or last seen after it came to it."),
              holds(
                  "interval_holds_survival",
                  "survival_rate_low <= survival_rate and survival_rate <= survival_rate_high",
                  "The interval holds the survival rate.")),
          "How many subscriptions last a year, and how many will last two?",
          "SELECT months_since_start, survival_rate, shifted_beta_geometric_survival_rate FROM"
              + " contract_retention WHERE segment_name = 'all' AND months_since_start IN (12, 24) ORDER BY"
              + " months_since_start");

  private ContractRetentionTable() {}
}
