package io.perennial.sample;

import java.util.List;
import java.util.Optional;

/**
 * Makes up what a customer and the company have to do with each other, given the customer's orders.
 * Each kind of dealing has a random stream of its own, after those of the orders, so that none of
 * them changes what another one draws.
 */
final class DealingsGenerator {
  private final int lastDay;
  private final Deliveries deliveries;
  private final Returns returns;
  private final Contacts contacts;
  private final Surveys surveys;
  private final Departures departures;
  private final Memberships memberships;
  private final Trials trials;
  private final Referrals referrals;
  private final Engagements engagements;
  private final Wallets wallets;
  private final Subscriptions subscriptions;

  DealingsGenerator(SampleParameters parameters, ExchangeRates rates) {
    DealingsParameters dealings = parameters.dealings();
    this.lastDay = (int) parameters.asOfDate().toEpochDay();
    this.deliveries = new Deliveries(dealings.delivery(), rates);
    this.returns = new Returns(dealings.wellHandledReturns(), rates);
    this.contacts = new Contacts(dealings.contacts());
    this.surveys = new Surveys(dealings.surveys());
    this.departures = new Departures(dealings.departures());
    this.memberships = new Memberships(dealings.joining());
    this.trials = new Trials(dealings.trials(), rates);
    this.referrals = new Referrals(dealings.referrerKnown(), parameters.customers());
    this.engagements = new Engagements(dealings.engagement());
    this.wallets = new Wallets(dealings.wallet(), rates, parameters.asOfDate());
    this.subscriptions = new Subscriptions(dealings.subscriptions());
  }

  /**
   * The whole history of a customer; customers come in the order of their numbers.
   *
   * @param customer who
   * @param rows the rows of the orders, not carried out yet
   * @param gone whether the purchase process had ended for good by the as-of date
   * @param streams the customer's random streams that the orders left
   */
  CustomerHistory history(
      SampleCustomer customer, List<SampleOrder> rows, boolean gone, RandomStreams streams) {
    Timeline ordered = Timeline.of(customer, rows, gone, lastDay);
    List<SampleOrder> orders = deliveries.of(rows, ordered, streams.next());
    Timeline timeline = Timeline.of(customer, orders, gone, lastDay);
    List<Dealings.Return> sentBack = returns.of(timeline, streams.next());
    List<Dealings.Contact> contacted = contacts.of(timeline, streams.next());
    List<Dealings.Survey> asked = surveys.of(timeline, contacted, streams.next());
    List<Dealings.Departure> left = departures.of(timeline, streams.next());
    List<Dealings.Membership> joined = memberships.of(timeline, streams.next());
    List<Dealings.Assignment> assigned = trials.of(timeline, streams.next());
    Optional<Dealings.Referral> brought = referrals.of(timeline, streams.next());
    List<Dealings.Engagement> engaged = engagements.of(timeline, streams.next());
    List<Dealings.Wallet> spent = wallets.of(timeline, streams.next());
    List<Dealings.Subscription> subscribed = subscriptions.of(timeline, streams.next());
    return new CustomerHistory(
        customer,
        orders,
        gone,
        new Dealings(
            sentBack,
            contacted,
            asked,
            left,
            joined,
            assigned,
            brought,
            engaged,
            spent,
            subscribed));
  }
}
