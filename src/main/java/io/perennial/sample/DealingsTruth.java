package io.perennial.sample;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What is true of the dealings of a made-up company with its customers, counted from the clean rows
 * as they were written. Amounts are in the reporting currency. Where something is held against
 * coming back, it came back who ordered on a later day within 365 days, and only those count of
 * whom the 365 days are over by the as-of date.
 *
 * @param planted what the dealings were made from
 * @param handling the work of the accepted orders, by channel
 * @param firstOrders coming back after the first order, by {@code late} or {@code on_time} and by
 *     the number of days within which; of first orders with a promise and a delivery
 * @param untroubledOrders coming back after an order that was neither returned nor complained about
 * @param returns the returns
 * @param contacts the contacts
 * @param surveys the questionnaires
 * @param departures the leaves by reason
 * @param memberships the programme for regular customers
 * @param experiments the arms by trial and variant
 * @param referrals the referrals
 * @param engagements the signs of life
 * @param shareOfWallet the panel's answers
 * @param subscriptions the contracts
 * @param programmeCosts the costs by purpose and calendar year
 */
public record DealingsTruth(
    DealingsParameters planted,
    Map<String, Handling> handling,
    Map<String, Map<String, Outcome>> firstOrders,
    Outcome untroubledOrders,
    Returns returns,
    Contacts contacts,
    Surveys surveys,
    Map<String, Departure> departures,
    Memberships memberships,
    Map<String, Map<String, Arm>> experiments,
    Referrals referrals,
    Engagements engagements,
    ShareOfWallet shareOfWallet,
    Subscriptions subscriptions,
    Map<String, Map<String, BigDecimal>> programmeCosts) {

  /**
   * Coming back after something.
   *
   * @param decided how many times the window is over
   * @param cameBack how many of them were followed by an order on a later day within it
   */
  public record Outcome(long decided, long cameBack) {}

  /**
   * The work of some orders.
   *
   * @param orders how many
   * @param handlingMinutes the work
   * @param deviations orders with a cost of deviations
   * @param deviationCost the sum of these costs, each converted and rounded like an order's amounts
   */
  public record Handling(
      long orders, long handlingMinutes, long deviations, BigDecimal deviationCost) {}

  /**
   * The returns.
   *
   * @param byReason by what the customer says
   * @param byOrigin by where it truly came from
   * @param byChannel by the channel of the order
   * @param handled coming back after a return, by {@code well} or {@code badly}
   */
  public record Returns(
      Map<String, ReturnSum> byReason,
      Map<String, ReturnSum> byOrigin,
      Map<String, ReturnSum> byChannel,
      Map<String, Outcome> handled) {}

  /**
   * Some returns.
   *
   * @param returns how many
   * @param amount what was paid back
   * @param cost what they cost beside that
   */
  public record ReturnSum(long returns, BigDecimal amount, BigDecimal cost) {}

  /**
   * The contacts.
   *
   * @param byKind by kind
   * @param byReason by kind and reason
   * @param byChannel by way
   * @param complaintsHandled coming back after a complaint, by {@code well} or {@code badly}
   */
  public record Contacts(
      Map<String, ContactSum> byKind,
      Map<String, Map<String, ContactSum>> byReason,
      Map<String, ContactSum> byChannel,
      Map<String, Outcome> complaintsHandled) {}

  /**
   * Some contacts.
   *
   * @param contacts how many
   * @param cost what they cost
   */
  public record ContactSum(long contacts, BigDecimal cost) {}

  /**
   * The questionnaires.
   *
   * @param responses how many were sent and answered, by instrument
   * @param recommendation the answers to the nps, by the year of the answer
   * @param satisfaction the answers to the csat, by the year of the answer
   * @param outcomes coming back after an answer to the nps, by promoter, passive or detractor
   */
  public record Surveys(
      Map<String, Responses> responses,
      Map<String, Recommendation> recommendation,
      Map<String, Satisfaction> satisfaction,
      Map<String, Outcome> outcomes) {}

  /**
   * How many questionnaires there were.
   *
   * @param sent how many
   * @param answered how many of them were answered by the as-of date
   * @param scores the sum of the answers
   */
  public record Responses(long sent, long answered, long scores) {}

  /**
   * Who would recommend the shop.
   *
   * @param promoters answers of 9 and 10
   * @param passives answers of 7 and 8
   * @param detractors answers of 0 to 6
   */
  public record Recommendation(long promoters, long passives, long detractors) {}

  /**
   * Who is satisfied.
   *
   * @param answers how many
   * @param satisfied those of 4 and 5
   */
  public record Satisfaction(long answers, long satisfied) {}

  /**
   * The leaves because of one reason.
   *
   * @param departures how many
   * @param voluntary whether the customer wanted to leave
   * @param outcome coming back after it
   */
  public record Departure(long departures, boolean voluntary, Outcome outcome) {}

  /**
   * The programme for regular customers.
   *
   * @param spells rows by tier
   * @param current those by tier that last on the as-of date
   * @param members the customers who ever joined
   * @param others the other customers with orders
   */
  public record Memberships(
      Map<String, Long> spells,
      Map<String, Long> current,
      GroundTruth.Slice members,
      GroundTruth.Slice others) {}

  /**
   * An arm of a trial.
   *
   * @param assigned customers in it
   * @param converted those who converted
   * @param outcomeAmount what they spent by it
   */
  public record Arm(long assigned, long converted, BigDecimal outcomeAmount) {}

  /**
   * The referrals.
   *
   * @param rows how many
   * @param referred the customers with orders whose referrer is known
   * @param others the other customers with orders
   * @param secondOccasions coming back after the second day with an order, by {@code referred} or
   *     {@code others}; unlike the number of orders it does not depend on how long ago a customer
   *     was won
   */
  public record Referrals(
      long rows,
      GroundTruth.Slice referred,
      GroundTruth.Slice others,
      Map<String, Outcome> secondOccasions) {}

  /**
   * The signs of life.
   *
   * @param byKind how many of each kind
   * @param lastDays those of the last 90 days, by {@code gone} or {@code staying}, which no file
   *     tells
   * @param yearBefore of the customers who ordered in the year that ended 365 days before the as-of
   *     date: those of the 90 days up to its end, by whether the customer {@code came_back} or
   *     {@code stayed_away} in the year after
   */
  public record Engagements(
      Map<String, Long> byKind, Map<String, Activity> lastDays, Map<String, Activity> yearBefore) {}

  /**
   * How active some customers were.
   *
   * @param customers how many
   * @param engagements their signs of life
   */
  public record Activity(long customers, long engagements) {}

  /**
   * The panel's answers.
   *
   * @param answers how many
   * @param totalSpend what was spent at all shops of this kind
   * @param ownSpend the net revenue of the same customers in the same periods
   */
  public record ShareOfWallet(long answers, BigDecimal totalSpend, BigDecimal ownSpend) {}

  /**
   * The contracts.
   *
   * @param running those that run on the as-of date
   * @param monthlyRecurringRevenue what they pay a month
   * @param ended those that ended, by reason
   */
  public record Subscriptions(
      long running, BigDecimal monthlyRecurringRevenue, Map<String, Long> ended) {}
}
