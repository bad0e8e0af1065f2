package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * Makes up one customer after the other.
 *
 * <p>The purchase occasions of a customer are BG/NBD in whole days: an occasion of the process
 * falls on the day it is rounded up to, at the earliest the day after the one before, so that the
 * days from the first occasion hold exactly the number of repeat occasions the model says. The net
 * value of an occasion is Gamma-Gamma; discounts and returned amounts are added on top of it, and
 * an occasion of several orders shares it among them. Customers who soon stay away are won through
 * other channels, and live in other countries, than those who stay: the segments differ while the
 * company as a whole keeps its planted parameters.
 */
final class HistoryGenerator {
  private static final List<String> GIVEN_NAMES =
      List.of(
          "Ada", "Bram", "Chloe", "Dirk", "Elif", "Femke", "Goran", "Hanna", "Ines", "Jonas",
          "Kaya", "Liam", "Mila", "Noor", "Otto", "Pia", "Quinn", "Rosa", "Sven", "Tess");
  private static final List<String> FAMILY_NAMES =
      List.of(
          "Sampleton",
          "Mockford",
          "Testerink",
          "Placeholm",
          "Fictova",
          "Madeupsen",
          "Nonesuch",
          "Specimann",
          "Dummond",
          "Inventado");

  private static final List<String> COUNTRIES = List.of("NL", "DE", "BE", "FR", "GB", "US");
  private static final double[] COUNTRIES_OF_LOYAL = {0.46, 0.22, 0.13, 0.08, 0.08, 0.03};
  private static final double[] COUNTRIES_OF_FICKLE = {0.32, 0.22, 0.11, 0.12, 0.12, 0.11};

  private static final List<String> ACQUISITION_CHANNELS =
      List.of("organic", Referrals.REFERRAL, "paid_search", "social", "affiliate");
  private static final double[] ACQUISITION_OF_LOYAL = {0.36, 0.26, 0.20, 0.11, 0.07};
  private static final double[] ACQUISITION_OF_FICKLE = {0.24, 0.10, 0.28, 0.25, 0.13};
  private static final long[] ACQUISITION_COST_CENTS = {0, 500, 1_800, 1_400, 1_000};

  private static final List<String> ORDER_CHANNELS = List.of("web", "app", "store");
  private static final double[] ORDER_CHANNEL_SHARES = {0.55, 0.30, 0.15};
  private static final double USUAL_CHANNEL = 0.8;

  private static final String COMPLETED = "completed";
  private static final String SHIPPED = "shipped";
  private static final String REFUNDED = "refunded";
  private static final String CANCELLED = "cancelled";
  private static final int DAYS_UNDER_WAY = 4;

  private static final double SIGNED_UP_BEFORE = 0.4;
  private static final double MEAN_DAYS_SIGNED_UP_BEFORE = 12;
  private static final int LEAST_TO_FIRST_ORDER = 60;
  private static final int MOST_TO_FIRST_ORDER = 1_800;
  private static final double DISCOUNTED = 0.18;
  private static final double PARTLY_RETURNED = 0.06;
  private static final double SPLIT_IN_TWO = 0.02;
  private static final double WITH_A_REFUNDED_ORDER = 0.006;
  private static final int LATEST_DAYS_AFTER = 20;
  private static final double DAYS_OF_WEEK = 7;

  /** Nobody spends more on an occasion; with the surcharges an order stays below 100,000. */
  private static final double MOST_CENTS = 4_000_000;

  private static final double LEAST_CENTS = 100;

  /** Orders are placed by day: no local time falls into the hour that summer time skips. */
  private static final int OPENS = 7 * 3_600;

  private static final int LAST_FIRST_ORDER = 22 * 3_600;
  private static final int LONGEST_UNTIL_NEXT = 3_600;

  private final SampleParameters parameters;
  private final Seasons seasons;
  private final ExchangeRates rates;
  private final int lastDay;
  private final DealingsGenerator dealings;

  HistoryGenerator(SampleParameters parameters, ExchangeRates rates) {
    this.parameters = parameters;
    this.seasons =
        new Seasons(parameters.firstDay(), parameters.asOfDate(), parameters.yearlyGrowth());
    this.rates = rates;
    this.lastDay = (int) parameters.asOfDate().toEpochDay();
    this.dealings = new DealingsGenerator(parameters, rates);
  }

  /** The history of the customer with a number; customers come in the order of their numbers. */
  CustomerHistory history(int number, RandomStreams streams) {
    RandomDataGenerator person = streams.next();
    RandomDataGenerator timing = streams.next();
    RandomDataGenerator spending = streams.next();
    RandomDataGenerator goods = streams.next();
    RandomDataGenerator flaws = streams.next();

    SampleParameters.Purchases purchases = parameters.purchases();
    double rate = timing.nextGamma(purchases.r(), 1 / purchases.alpha());
    double leaving = timing.nextBeta(purchases.a(), purchases.b());
    boolean loyal = leaving < purchases.a() / (purchases.a() + purchases.b());
    boolean neverOrders = person.nextDouble() < parameters.shareWithoutOrders();
    int firstDay = seasons.acquisitionDay(person.nextDouble());
    int second = second(timing);
    SampleCustomer customer = customer(number, loyal, firstDay, second, person);
    if (neverOrders) {
      return dealings.history(customer, List.of(), false, streams);
    }
    Occasions occasions = occasions(firstDay, rate, leaving, timing);
    OrderMaker maker = new OrderMaker(customer, spending, goods, flaws);
    for (int day : occasions.days()) {
      maker.occasion(day, second);
      second = second(timing);
    }
    return dealings.history(customer, List.copyOf(maker.orders), occasions.gone(), streams);
  }

  /** The days of a customer's occasions, and whether it has gone for good by the as-of date. */
  private record Occasions(List<Integer> days, boolean gone) {}

  private Occasions occasions(
      int firstDay, double weeklyRate, double leaving, RandomDataGenerator timing) {
    List<Integer> days = new ArrayList<>();
    days.add(firstDay);
    double meanGap = DAYS_OF_WEEK / weeklyRate;
    double elapsed = 0;
    int day = firstDay;
    while (true) {
      // A vanishing rate makes the gap overflow what an int holds; it is then beyond every date.
      elapsed += timing.nextExponential(meanGap);
      if (!(elapsed <= lastDay - firstDay)) {
        return new Occasions(days, false);
      }
      day = FastMath.max(firstDay + (int) FastMath.ceil(elapsed), day + 1);
      if (day > lastDay) {
        return new Occasions(days, false);
      }
      days.add(day);
      if (timing.nextDouble() < leaving) {
        return new Occasions(days, true);
      }
    }
  }

  /** A person who signed up some minutes or some days before the first order. */
  private static SampleCustomer customer(
      int number, boolean loyal, int firstDay, int firstSecond, RandomDataGenerator person) {
    String given = GIVEN_NAMES.get(person.nextInt(GIVEN_NAMES.size()));
    String family = FAMILY_NAMES.get(person.nextInt(FAMILY_NAMES.size()));
    String email =
        given.toLowerCase(Locale.ROOT)
            + "."
            + family.toLowerCase(Locale.ROOT)
            + "."
            + number
            + "@example.com";
    int country = Draw.place(loyal ? COUNTRIES_OF_LOYAL : COUNTRIES_OF_FICKLE, person);
    int channel = Draw.place(loyal ? ACQUISITION_OF_LOYAL : ACQUISITION_OF_FICKLE, person);
    long cost = FastMath.round(ACQUISITION_COST_CENTS[channel] * (0.7 + 0.6 * person.nextDouble()));
    boolean before = person.nextDouble() < SIGNED_UP_BEFORE;
    int daysBefore = (int) person.nextExponential(MEAN_DAYS_SIGNED_UP_BEFORE);
    return new SampleCustomer(
        number,
        SampleCustomer.id(number),
        given + " " + family,
        email,
        COUNTRIES.get(country),
        ACQUISITION_CHANNELS.get(channel),
        cost,
        before ? firstDay - daysBefore : firstDay,
        firstSecond - LEAST_TO_FIRST_ORDER - person.nextInt(MOST_TO_FIRST_ORDER));
  }

  private static int second(RandomDataGenerator random) {
    return OPENS + random.nextInt(LAST_FIRST_ORDER - OPENS);
  }

  /** Makes the rows of one customer's orders. */
  private final class OrderMaker {
    private final SampleCustomer customer;
    private final RandomDataGenerator spending;
    private final RandomDataGenerator goods;
    private final RandomDataGenerator flaws;
    private final double centsScale;
    private final int favourite;
    private final String usualChannel;
    private final List<SampleOrder> orders = new ArrayList<>();
    private int sequence;

    OrderMaker(
        SampleCustomer customer,
        RandomDataGenerator spending,
        RandomDataGenerator goods,
        RandomDataGenerator flaws) {
      this.customer = customer;
      this.spending = spending;
      this.goods = goods;
      this.flaws = flaws;
      SampleParameters.Spend spend = parameters.spend();
      this.centsScale = 100 / spending.nextGamma(spend.q(), 1 / spend.gamma());
      this.favourite = Basket.favourite(goods);
      this.usualChannel = Draw.oneOf(ORDER_CHANNELS, ORDER_CHANNEL_SHARES, goods);
    }

    /** Adds the orders of one occasion, and the flawed rows beside them. */
    void occasion(int day, int second) {
      long cents = value(day);
      boolean split = goods.nextDouble() < SPLIT_IN_TWO;
      boolean refunded = goods.nextDouble() < WITH_A_REFUNDED_ORDER;
      int later = 60 + goods.nextInt(LONGEST_UNTIL_NEXT);
      if (split) {
        long part = FastMath.max(1, cents / 3);
        add(order(day, second, part, Optional.empty(), goods));
        add(order(day, second + later, cents - part, Optional.empty(), goods));
      } else {
        add(order(day, second, cents, Optional.empty(), goods));
      }
      if (refunded) {
        add(refundedOrder(day, second + later));
      }
    }

    private long value(int day) {
      double cents = spending.nextGamma(parameters.spend().p(), centsScale) * Seasons.value(day);
      return FastMath.round(FastMath.max(LEAST_CENTS, FastMath.min(MOST_CENTS, cents)));
    }

    private void add(SampleOrder order) {
      orders.add(order);
      double left = flaws.nextDouble();
      for (Flaw flaw : Flaw.values()) {
        left -= flaw.perOrder();
        if (left < 0) {
          plant(flaw, order);
          return;
        }
      }
    }

    private void plant(Flaw flaw, SampleOrder order) {
      switch (flaw) {
        case IDENTICAL_REPEAT -> orders.add(order.with(flaw));
        case CONFLICTING_ORDER_ID -> {
          SampleOrder one = flawed(order.day(), order.second(), flaw);
          orders.add(one);
          orders.add(
              new SampleOrder(
                  one.orderId(),
                  one.day(),
                  one.second(),
                  one.currency(),
                  one.status(),
                  one.channel(),
                  one.amountCents() + 100,
                  one.discountCents(),
                  one.returnedCents(),
                  one.lines(),
                  one.fulfilment(),
                  one.flaw()));
        }
        case AFTER_AS_OF ->
            orders.add(
                flawed(lastDay + 1 + flaws.nextInt(LATEST_DAYS_AFTER), order.second(), flaw));
        case MISSING_EXCHANGE_RATE -> {
          List<Integer> days = rates.daysWithoutRate();
          orders.add(flawed(days.get(flaws.nextInt(days.size())), order.second(), flaw));
        }
        case MISSING_ORDER_ID,
            MISSING_ORDERED_AT,
            UNREADABLE_ORDERED_AT,
            IMPOSSIBLE_DATE,
            MISSING_AMOUNT,
            UNREADABLE_AMOUNT,
            ABSURD_AMOUNT,
            UNKNOWN_CURRENCY,
            STATUS_NOT_COUNTED,
            ANONYMOUS ->
            orders.add(flawed(order.day(), order.second(), flaw));
      }
    }

    /** A further order, of a typical value, that is about to be spoilt. */
    private SampleOrder flawed(int day, int second, Flaw flaw) {
      long cents = 500L + flaws.nextInt(10_000);
      return order(day, second, cents, Optional.of(flaw), flaws);
    }

    /** A further order of the day of which every cent was paid back; it adds no net value. */
    private SampleOrder refundedOrder(int day, int second) {
      String currency = currency(day);
      long amount = 1_000L + goods.nextInt(9_000);
      return new SampleOrder(
          nextOrderId(),
          day,
          second,
          currency,
          REFUNDED,
          channel(goods),
          amount,
          0,
          amount,
          Basket.fill(amount, favourite, day, goods),
          Fulfilment.NONE,
          Optional.empty());
    }

    private SampleOrder order(
        int day, int second, long netCents, Optional<Flaw> flaw, RandomDataGenerator random) {
      String currency =
          flaw.equals(Optional.of(Flaw.MISSING_EXCHANGE_RATE))
              ? ExchangeRates.POUND
              : currency(day);
      long net =
          rates.has(currency, day)
              ? FastMath.max(1, rates.toCurrency(netCents, currency, day))
              : netCents;
      long discount =
          random.nextDouble() < DISCOUNTED
              ? FastMath.round(net * (1 + random.nextInt(4)) * 0.05)
              : 0;
      long returned =
          random.nextDouble() < PARTLY_RETURNED
              ? FastMath.round(net * (0.2 + 0.6 * random.nextDouble()))
              : 0;
      long amount = net + discount + returned;
      return new SampleOrder(
          nextOrderId(),
          day,
          second,
          currency,
          status(day, flaw),
          channel(random),
          amount,
          discount,
          returned,
          Basket.fill(amount, favourite, day, random),
          Fulfilment.NONE,
          flaw);
    }

    private String status(int day, Optional<Flaw> flaw) {
      if (flaw.equals(Optional.of(Flaw.STATUS_NOT_COUNTED))) {
        return CANCELLED;
      }
      return day > lastDay - DAYS_UNDER_WAY ? SHIPPED : COMPLETED;
    }

    /** The currency of the customer's country, where it has a rate on that day. */
    private String currency(int day) {
      String own =
          switch (customer.country()) {
            case "GB" -> ExchangeRates.POUND;
            case "US" -> ExchangeRates.DOLLAR;
            default -> ExchangeRates.REPORTING_CURRENCY;
          };
      return rates.has(own, day) ? own : ExchangeRates.REPORTING_CURRENCY;
    }

    private String channel(RandomDataGenerator random) {
      return random.nextDouble() < USUAL_CHANNEL
          ? usualChannel
          : ORDER_CHANNELS.get(random.nextInt(ORDER_CHANNELS.size()));
    }

    private String nextOrderId() {
      sequence++;
      return "O" + Cells.padded(customer.number(), 7) + "-" + Cells.padded(sequence, 4);
    }
  }
}
