package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.ALL;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** How often customers who had churned came back, and whether they stayed. */
public final class WinBackHistoryTable {
  public static final String NAME = "win_back_history";
  public static final String REASON_CLASS = "reason_class";
  public static final String TENURE_BAND = "tenure_band";
  public static final String TIME_AWAY_BAND = "time_away_band";
  public static final String CHURN_WINDOW_DAYS = CustomerChurnTable.CHURN_WINDOW_DAYS;
  public static final String SILENCES = "silences";
  public static final String RETURNS = "returns";
  public static final String RETURN_RATE = "return_rate";
  public static final String RETURN_RATE_LOW = "return_rate_low";
  public static final String RETURN_RATE_HIGH = "return_rate_high";
  public static final String CHANCE_OF_RETURN = "chance_of_return";
  public static final String CHANCE_BASIS = "chance_basis";
  public static final String EARLIER_SILENCES = "earlier_silences";
  public static final String EARLIER_RETURNS = "earlier_returns";
  public static final String PREDICTED_RETURN_RATE = "predicted_return_rate";
  public static final String HELD_OUT_SILENCES = "held_out_silences";
  public static final String HELD_OUT_RETURNS = "held_out_returns";
  public static final String HELD_OUT_RETURN_RATE = "held_out_return_rate";
  public static final String PREDICTED_RETURNS = "predicted_returns";
  public static final String FOLLOWED_RETURNS = "followed_returns";
  public static final String STAYED_RETURNS = "stayed_returns";
  public static final String STAY_RATE = "stay_rate";
  public static final String STAY_RATE_LOW = "stay_rate_low";
  public static final String STAY_RATE_HIGH = "stay_rate_high";

  /** The customer was known to have left because of the price. */
  public static final String PRICE = "price";

  /** The customer was known to have left because of the service or of what was delivered. */
  public static final String SERVICE = "service";

  /** The customer was known to have left for another reason. */
  public static final String OTHER = "other";

  /** The classes of reasons, where departures are given, beside all of them. */
  public static final List<String> REASON_CLASSES =
      List.of(PRICE, SERVICE, OTHER, RateColumns.UNKNOWN);

  /** From how many silences on their rate is taken for a chance: of few, all or none may return. */
  public static final int LEAST_SILENCES = 30;

  /** The chance is the band's own rate. */
  public static final String BOTH_BANDS = "both_bands";

  /** The chance is the rate of all tenures. */
  public static final String TIME_AWAY = "time_away";

  /** The chance is the rate of all silences. */
  public static final String OVERALL = "overall";

  /** The chance is that of the reason's class, drawn towards that of all reasons. */
  public static final String REASON = "reason";

  /**
   * A band of days.
   *
   * @param label its name
   * @param from the fewest days in it
   * @param to the most
   */
  public record Band(String label, int from, int to) {}

  private static final int UNBOUNDED = 1_000_000;

  /** The bands of the days from a customer's first order to the last one before the silence. */
  public static final List<Band> TENURE_BANDS =
      List.of(
          new Band("0_days", 0, 0),
          new Band("1_to_365_days", 1, 365),
          new Band("366_to_1095_days", 366, 1095),
          new Band("over_1095_days", 1096, UNBOUNDED));

  /** The bands of the days of silence. */
  public static final List<Band> TIME_AWAY_BANDS =
      List.of(
          new Band("up_to_180_days", 0, 180),
          new Band("181_to_365_days", 181, 365),
          new Band("366_to_730_days", 366, 730),
          new Band("over_730_days", 731, UNBOUNDED));

  /** The band of every silence. */
  public static final Band ANY = new Band(ALL, 0, UNBOUNDED);

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one class of reasons for leaving, one band of tenure and one band of time away, or"
              + " all of them. A silence is a stretch"
              + " of at least the churn window without an order. It is looked at on the first month-end"
              + " that it spends both churned and in a band of time away, once per band (and once, on"
              + " the first month-end after churning, in the band all), and asked whether an order"
              + " followed within 365 days; month-ends less than 365 days before the as-of date do not"
              + " enter. Returns were observed: nobody knows which of them an approach brought about.",
          List.of(
              required(
                  REASON_CLASS,
                  TEXT,
                  "Why the customer was known, on the month-end, to have left: price, service, other, by the"
                      + " last departure since the order before the silence and the configured lists"
                      + " departures.price_reasons and departures.service_reasons; unknown where nobody said"
                      + " goodbye or no reason is given; all for all of them. Without departures there are"
                      + " rows of all alone."),
              required(
                  TENURE_BAND,
                  TEXT,
                  "The days from the customer's first order to the last one before the silence: 0_days"
                      + " (bought on one day only), 1_to_365_days, 366_to_1095_days, over_1095_days;"
                      + " all for all of them."),
              required(
                  TIME_AWAY_BAND,
                  TEXT,
                  "The days of silence on the month-end: up_to_180_days, 181_to_365_days,"
                      + " 366_to_730_days, over_730_days; all for the first month-end after churning,"
                      + " however long the silence."),
              required(
                  CHURN_WINDOW_DAYS,
                  WHOLE,
                  "Days without an order after which a customer has churned, as configured or learnt."
                      + " Bands of shorter silence are empty."),
              required(SILENCES, COUNT, "Silences looked at."),
              required(
                  RETURNS, COUNT, "Those of them after which an order followed within 365 days."),
              optional(
                  RETURN_RATE,
                  RATE,
                  "returns / silences; null where these are none or fewer than the minimum group."),
              optional(
                  RETURN_RATE_LOW,
                  RATE,
                  "The lower end of its 95 % interval (Wilson 1927). A customer can have several"
                      + " silences, so it is a little too narrow."),
              optional(RETURN_RATE_HIGH, RATE, "The upper end of the same interval."),
              optional(
                  CHANCE_OF_RETURN,
                  RATE,
                  "The chance of an order within 365 days that win_back_candidates gives to customers of this"
                      + " class in these bands. For all reasons: return_rate where it is of at least 30"
                      + " silences and of the minimum group, or else that of the same time away and all"
                      + " tenures, or else that of all silences; null where none of them is of so many. For"
                      + " one class: the rate of its silences with the same time away as if 30 more of them"
                      + " had ended at the rate of all reasons, and from there the rate of the same tenure as"
                      + " if 30 more had ended at that one; the chance of all reasons where the class has"
                      + " fewer silences of that time away than the minimum group."),
              optional(
                  CHANCE_BASIS,
                  TEXT,
                  "Whose rate it is: reason, the class's own, drawn towards that of all reasons; both_bands,"
                      + " time_away or overall, that of all reasons; null without a chance."),
              required(
                  EARLIER_SILENCES,
                  COUNT,
                  "Those of the silences looked at 730 or more days before the as-of date, whose outcome"
                      + " was known 365 days before it."),
              required(EARLIER_RETURNS, COUNT, "The returns after these."),
              optional(
                  PREDICTED_RETURN_RATE,
                  RATE,
                  "The chance of return that would have been given 365 days before the as-of date, found"
                      + " in the same way from the earlier silences alone."),
              required(
                  HELD_OUT_SILENCES,
                  COUNT,
                  "The silences looked at later than that: a year of month-ends that the prediction knows"
                      + " nothing of."),
              required(HELD_OUT_RETURNS, COUNT, "The returns after these."),
              optional(
                  HELD_OUT_RETURN_RATE,
                  RATE,
                  "held_out_returns / held_out_silences, to be held against predicted_return_rate; null"
                      + " where these are none or fewer than the minimum group."),
              optional(
                  PREDICTED_RETURNS,
                  RATE,
                  "predicted_return_rate times held_out_silences, to be held against held_out_returns."),
              required(
                  FOLLOWED_RETURNS,
                  COUNT,
                  "Those of the returns that lie 365 or more days before the as-of date, so that it is"
                      + " known whether the customer stayed."),
              required(
                  STAYED_RETURNS,
                  COUNT,
                  "Those of them after which the customer ordered again, on a later day within 365"
                      + " days."),
              optional(
                  STAY_RATE,
                  RATE,
                  "stayed_returns / followed_returns; null where these are none or fewer than the"
                      + " minimum group."),
              optional(STAY_RATE_LOW, RATE, "The lower end of its 95 % interval (Wilson 1927)."),
              optional(STAY_RATE_HIGH, RATE, "The upper end of the same interval.")),
          List.of(REASON_CLASS, TENURE_BAND, TIME_AWAY_BAND),
          constraints(
              notNegative(SILENCES, PREDICTED_RETURNS),
              inUnitInterval(
                  RETURN_RATE,
                  RETURN_RATE_LOW,
                  RETURN_RATE_HIGH,
                  CHANCE_OF_RETURN,
                  PREDICTED_RETURN_RATE,
                  HELD_OUT_RETURN_RATE,
                  STAY_RATE,
                  STAY_RATE_LOW,
                  STAY_RATE_HIGH),
              holds(
                  "counts_are_nested",
                  "stayed_returns <= followed_returns and followed_returns <= returns and returns <="
                      + " silences",
                  "Returns are of silences, and who stayed returned."),
              holds(
                  "known_class",
                  "reason_class in ('all', 'price', 'service', 'other', 'unknown')",
                  "The class is one of these."),
              holds(
                  "silences_are_earlier_or_held_out",
                  "silences = earlier_silences + held_out_silences and returns = earlier_returns +"
                      + " held_out_returns",
                  "A silence is earlier or held out."),
              holds(
                  "rate_in_interval",
                  "return_rate between return_rate_low and return_rate_high and stay_rate between"
                      + " stay_rate_low and stay_rate_high",
                  "A rate lies in its interval.")),
          "Do customers who left because of the price come back more often than those who left because of"
              + " the service, do they stay, and was that predictable?",
          "SELECT reason_class, silences, return_rate, return_rate_low, return_rate_high,"
              + " predicted_returns, held_out_returns, stay_rate FROM win_back_history WHERE"
              + " tenure_band = 'all' AND time_away_band = 'all' ORDER BY reason_class");

  private WinBackHistoryTable() {}
}
