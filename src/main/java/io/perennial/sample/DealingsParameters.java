package io.perennial.sample;

import java.util.List;

/**
 * What customers and the company have to do with each other beside the orders. Orders are made up
 * first and depend on none of this; a {@link Contrast} makes how something went depend on what came
 * after it, which plants a dependence the other way round as well.
 *
 * @param delivery promises and deliveries
 * @param wellHandledReturns the probability that a return is handled well
 * @param contacts how often customers turn to the company, and how it goes
 * @param surveys what they answer
 * @param departures who says why
 * @param joining the probability of joining the programme at the second occasion
 * @param trials the A/B tests
 * @param referrerKnown the share of those won by referral whose referrer is on record
 * @param engagement signs of life between the orders
 * @param wallet what is known of spending elsewhere
 * @param subscriptions contracts that are paid for by the month
 * @param programmes what keeping and winning customers costs
 */
public record DealingsParameters(
    Delivery delivery,
    Contrast wellHandledReturns,
    Contacts contacts,
    Surveys surveys,
    Departures departures,
    Contrast joining,
    List<Trial> trials,
    double referrerKnown,
    Engagement engagement,
    Wallet wallet,
    Subscriptions subscriptions,
    Programmes programmes) {

  public DealingsParameters {
    trials = List.copyOf(trials);
  }

  /**
   * A probability that depends on whether the customer orders again within 365 days.
   *
   * @param ifCameBack where an order followed
   * @param ifStayedAway where none did
   * @param ifUndecided where the 365 days are not over by the as-of date, so that such a row says
   *     nothing of what comes
   */
  public record Contrast(double ifCameBack, double ifStayedAway, double ifUndecided) {
    public Contrast {
      for (double probability : new double[] {ifCameBack, ifStayedAway, ifUndecided}) {
        if (!(probability >= 0 && probability <= 1)) {
          throw new IllegalArgumentException("A probability must lie in [0, 1].");
        }
      }
    }

    double after(Sequel sequel) {
      return switch (sequel) {
        case CAME_BACK -> ifCameBack;
        case STAYED_AWAY -> ifStayedAway;
        case UNDECIDED -> ifUndecided;
      };
    }
  }

  /**
   * How often orders are delivered after the promised day.
   *
   * @param lateFirstOrders a customer's first order
   * @param lateOrders any other
   */
  public record Delivery(Contrast lateFirstOrders, double lateOrders) {}

  /**
   * How often customers turn to the company.
   *
   * @param complaintsPerOrder by orders that were not late
   * @param complaintsPerLateOrder by late ones
   * @param questionsPerOrder by any order
   * @param afterSalesPerOrder by any order
   * @param questionsPerCustomer questions without an order, by any customer with orders
   * @param wellHandledComplaints the probability that a complaint is handled well
   */
  public record Contacts(
      double complaintsPerOrder,
      double complaintsPerLateOrder,
      double questionsPerOrder,
      double afterSalesPerOrder,
      double questionsPerCustomer,
      Contrast wellHandledComplaints) {}

  /**
   * What is asked and answered.
   *
   * @param recommendationPerOrder how often an order is followed by the question whether the
   *     customer would recommend the shop
   * @param effortPerFirstOrder how often a first order is followed by the question how much effort
   *     it was
   * @param satisfactionPerContact how often a contact is followed by the question how satisfied the
   *     customer was
   * @param answered the probability of an answer
   * @param promoters the probability that an answer is 9 or 10
   * @param detractors the probability that it is 0 to 6
   */
  public record Surveys(
      double recommendationPerOrder,
      double effortPerFirstOrder,
      double satisfactionPerContact,
      double answered,
      Contrast promoters,
      Contrast detractors) {}

  /**
   * Who takes leave, and why.
   *
   * @param sayWhy the share of those gone for good who are on record
   * @param saidWhyAndReturned the share of breaks of more than 180 days that are
   * @param reasons the reasons
   */
  public record Departures(double sayWhy, double saidWhyAndReturned, List<Reason> reasons) {
    public Departures {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A reason to leave.
   *
   * @param reason its name
   * @param voluntary whether the customer wants to leave
   * @param shareOfGone how many of those gone for good give it
   * @param shareOfReturned how many of those who come back gave it
   */
  public record Reason(
      String reason, boolean voluntary, double shareOfGone, double shareOfReturned) {}

  /**
   * A trial of two arms to which each customer who ordered before is assigned with probability 1/2.
   *
   * @param experiment its name
   * @param startsDaysBeforeAsOf how many days before the as-of date it starts
   * @param conversionOfControl the probability that one of the control converts
   * @param conversionOfTreatment the same of the treatment
   * @param treatmentLost the share of the treatment's rows that get lost; above 0 the arms' sizes
   *     do not fit the assignment
   */
  public record Trial(
      String experiment,
      int startsDaysBeforeAsOf,
      double conversionOfControl,
      double conversionOfTreatment,
      double treatmentLost) {
    public Trial {
      if (startsDaysBeforeAsOf < 0) {
        throw new IllegalArgumentException("A trial cannot start after the as-of date.");
      }
    }
  }

  /**
   * Signs of life, as a Poisson process of each customer.
   *
   * @param perMonth its mean rate over the customers, while they are there
   * @param whileLeaving what is left of it in the 90 days before the last order of one who is gone
   * @param onceGone what is left of it afterwards
   */
  public record Engagement(double perMonth, double whileLeaving, double onceGone) {}

  /**
   * A panel of customers who say what they spend at all shops of this kind.
   *
   * @param panel the share of customers in it
   * @param alpha the first shape of the beta distribution of this shop's share
   * @param beta the second
   */
  public record Wallet(double panel, double alpha, double beta) {}

  /**
   * Contracts of which, at each monthly renewal, a customer cancels with a probability that is,
   * over the customers, beta distributed: the shifted beta-geometric model.
   *
   * @param share the share of customers with orders who take one out
   * @param a the beta distribution's first shape
   * @param b its second
   * @param planChange the probability of another plan at a renewal
   */
  public record Subscriptions(double share, double a, double b, double planChange) {}

  /**
   * What programmes cost, in cents of the reporting currency.
   *
   * @param advertisingPerNewCustomer in a month, by customer won in it
   * @param fairsPerNewCustomer in a quarter, by customer won in it
   * @param newsletterPerCustomer in a month, by customer won to date
   * @param loyaltyPerCustomer in a month, by customer won to date
   * @param trainingPerCustomer in a year, by customer won to date
   */
  public record Programmes(
      long advertisingPerNewCustomer,
      long fairsPerNewCustomer,
      long newsletterPerCustomer,
      long loyaltyPerCustomer,
      long trainingPerCustomer) {}

  /** Those of the default company. */
  static DealingsParameters usual() {
    return new DealingsParameters(
        new Delivery(new Contrast(0.08, 0.24, 0.11), 0.08),
        new Contrast(0.80, 0.50, 0.75),
        new Contacts(0.03, 0.25, 0.07, 0.02, 0.08, new Contrast(0.78, 0.45, 0.72)),
        new Surveys(
            0.20, 0.30, 0.30, 0.40, new Contrast(0.52, 0.25, 0.46), new Contrast(0.18, 0.45, 0.23)),
        new Departures(
            0.40,
            0.15,
            List.of(
                new Reason("price", true, 0.25, 0.55),
                new Reason("service", true, 0.40, 0.10),
                new Reason("moved", true, 0.20, 0.10),
                new Reason("failed_payment", false, 0.15, 0.25))),
        new Contrast(0.45, 0.15, 0.38),
        List.of(
            new Trial("free_shipping_mail", 660, 0.10, 0.17, 0),
            new Trial("new_checkout", 330, 0.08, 0.08, 0.25)),
        0.9,
        new Engagement(0.8, 0.4, 0.08),
        new Wallet(0.08, 3.0, 4.0),
        new Subscriptions(0.12, 0.8, 6.0, 0.004),
        new Programmes(900, 250, 6, 11, 90));
  }
}
