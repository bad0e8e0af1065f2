package io.perennial.sample;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a customer and the company had to do with each other beside the orders. Nothing in it lies
 * after the as-of date.
 *
 * @param returns goods that came back
 * @param contacts complaints, questions and service after the sale
 * @param surveys questionnaires, answered or not
 * @param departures leaves that were taken
 * @param memberships spells in a tier of the programme for regular customers
 * @param assignments places in trials
 * @param referral by whom the customer was brought, where that is known
 * @param engagements signs of life between the orders
 * @param wallets what the customer spent at all shops of this kind in a year
 * @param subscriptions contracts that are paid for by the month
 */
record Dealings(
    List<Return> returns,
    List<Contact> contacts,
    List<Survey> surveys,
    List<Departure> departures,
    List<Membership> memberships,
    List<Assignment> assignments,
    Optional<Referral> referral,
    List<Engagement> engagements,
    List<Wallet> wallets,
    List<Subscription> subscriptions) {

  /**
   * Goods that came back.
   *
   * @param returnId unique over all returns
   * @param order of what
   * @param returned when
   * @param amountUnits what was paid back, in ten-thousandths of the reporting currency
   * @param costCents what the return cost beside that, in cents of the reporting currency
   * @param reason what the customer says
   * @param origin where it truly came from
   * @param productId which product
   * @param resolved when it was settled; empty while it is not
   * @param handledWell how; empty while it is not settled
   */
  record Return(
      String returnId,
      SampleOrder order,
      Moment returned,
      long amountUnits,
      long costCents,
      String reason,
      String origin,
      String productId,
      Optional<Moment> resolved,
      Optional<Boolean> handledWell) {}

  /**
   * A customer who turned to the company.
   *
   * @param contactId unique over all contacts
   * @param orderId because of which order; empty for none
   * @param contacted when
   * @param channel by which way
   * @param kind complaint, question or after_sales
   * @param reason why
   * @param costCents what it cost, in cents of the reporting currency
   * @param resolved when it was settled; empty while it is not
   * @param satisfaction how content the customer was, 1 to 5; empty where nobody asked
   * @param handledWell how it was settled; empty for a question and while a complaint is open
   */
  record Contact(
      String contactId,
      Optional<String> orderId,
      Moment contacted,
      String channel,
      String kind,
      String reason,
      long costCents,
      Optional<Moment> resolved,
      OptionalInt satisfaction,
      Optional<Boolean> handledWell) {}

  /**
   * A questionnaire.
   *
   * @param sent when it was sent
   * @param answered when it was answered; empty where it was not
   * @param instrument nps (0 to 10), csat (1 to 5) or ces (1 to 7, 7 for the least effort)
   * @param score the answer; empty where there is none
   * @param stage after what: first_order, order or contact
   */
  record Survey(
      Moment sent, Optional<Moment> answered, String instrument, OptionalInt score, String stage) {}

  /**
   * A leave that was taken.
   *
   * @param left when
   * @param reason why
   * @param voluntary whether the customer wanted to leave
   */
  record Departure(Moment left, String reason, boolean voluntary) {}

  /**
   * A spell in one tier; who moves up leaves one and joins the next in the same second.
   *
   * @param tier which
   * @param joined when it began
   * @param left when it ended; empty while it lasts
   */
  record Membership(String tier, Moment joined, Optional<Moment> left) {}

  /**
   * A place in a trial.
   *
   * @param experiment the trial
   * @param variant the arm, control or treatment
   * @param assigned when
   * @param converted whether the trial's aim was reached
   * @param outcomeCents what was spent by it, in cents of the reporting currency; 0 without it
   */
  record Assignment(
      String experiment, String variant, Moment assigned, boolean converted, long outcomeCents) {}

  /**
   * How a customer was brought by another.
   *
   * @param referrerId by whom
   * @param referred when
   */
  record Referral(String referrerId, Moment referred) {}

  /**
   * A sign of life.
   *
   * @param occurred when
   * @param kind what it was
   */
  record Engagement(Moment occurred, String kind) {}

  /**
   * What a customer spent at all shops of this kind.
   *
   * @param firstDay the first day of the period, in days since 1970-01-01
   * @param lastDay its last day
   * @param totalCents the spending, this shop's part included, in cents of the reporting currency
   * @param ownUnits this shop's part, in ten-thousandths of it
   */
  record Wallet(int firstDay, int lastDay, long totalCents, long ownUnits) {}

  /**
   * A contract at one price; a change of plan ends one and starts another in the same second.
   *
   * @param subscriptionId unique over all subscriptions
   * @param started when it began
   * @param ended when it ended; empty while it runs
   * @param monthlyCents what a month costs, in cents of the reporting currency
   * @param endReason why it ended; empty while it runs
   */
  record Subscription(
      String subscriptionId,
      Moment started,
      Optional<Moment> ended,
      long monthlyCents,
      Optional<String> endReason) {}
}
