package io.perennial.sample;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Notes what is true of a company while its files are written. It keeps one number a customer and
 * one a cohort and month, so that it grows with the customers and not with their orders.
 */
final class TruthRecorder {
  private static final int UNIT_DECIMALS = 4;

  private final SampleParameters parameters;
  private final ExchangeRates rates;
  private final int firstMonth;
  private final int[][] activeByCohort;
  private final Map<String, Long> rejected = new TreeMap<>();
  private final Map<String, Long> excluded = new TreeMap<>();
  private final Map<String, Long> linesExcluded = new TreeMap<>();
  private final Map<String, Sums> countries = new TreeMap<>();
  private final Map<String, Sums> channels = new TreeMap<>();
  private final Sums total = new Sums();
  private final Sums anonymous = new Sums();
  private final long[] netOfCustomers;
  private int customersWithOrders;
  private long customersWithRepeatOrders;
  private long customersWithRepeatOccasions;
  private long occasions;
  private long gone;
  private long rows;
  private long lines;
  private long linesAccepted;
  private long linesAnonymous;

  TruthRecorder(SampleParameters parameters, ExchangeRates rates) {
    this.parameters = parameters;
    this.rates = rates;
    this.firstMonth = month(parameters.firstDay());
    int months = month(parameters.asOfDate()) - firstMonth + 1;
    this.activeByCohort = new int[months][];
    for (int cohort = 0; cohort < months; cohort++) {
      activeByCohort[cohort] = new int[months - cohort];
    }
    this.netOfCustomers = new long[parameters.customers()];
  }

  /** The sums over some orders, in ten-thousandths of the reporting currency. */
  private static final class Sums {
    private long customers;
    private long orders;
    private long gross;
    private long discount;
    private long returned;
    private long cost;

    long net() {
      return gross - discount - returned;
    }

    GroundTruth.Slice slice() {
      return new GroundTruth.Slice(customers, orders, money(net()));
    }
  }

  /** Notes one customer. */
  void add(CustomerHistory history) {
    long orders = 0;
    int occasionsOfCustomer = 0;
    int cohort = -1;
    int lastDay = Integer.MIN_VALUE;
    int lastPeriod = -1;
    long netBefore = total.net();
    Set<String> channelsOfCustomer = new TreeSet<>();
    Sums country = countries.computeIfAbsent(history.customer().country(), key -> new Sums());
    for (SampleOrder order : history.orders()) {
      rows++;
      if (order.flaw().isPresent()) {
        addFlawed(order, order.flaw().get());
        continue;
      }
      orders++;
      lines += order.lines().size();
      linesAccepted += order.lines().size();
      Sums channel = channels.computeIfAbsent(order.channel(), key -> new Sums());
      channelsOfCustomer.add(order.channel());
      add(order, total);
      add(order, country);
      add(order, channel);
      int period = month(LocalDate.ofEpochDay(order.day())) - firstMonth;
      cohort = cohort < 0 ? period : cohort;
      if (period > lastPeriod) {
        activeByCohort[cohort][period - cohort]++;
        lastPeriod = period;
      }
      if (order.day() > lastDay) {
        occasionsOfCustomer++;
        lastDay = order.day();
      }
    }
    if (orders == 0) {
      return;
    }
    netOfCustomers[customersWithOrders++] = total.net() - netBefore;
    country.customers++;
    channelsOfCustomer.forEach(channel -> channels.get(channel).customers++);
    customersWithRepeatOrders += orders > 1 ? 1 : 0;
    customersWithRepeatOccasions += occasionsOfCustomer > 1 ? 1 : 0;
    occasions += occasionsOfCustomer;
    gone += history.gone() ? 1 : 0;
  }

  private void addFlawed(SampleOrder order, Flaw flaw) {
    long withLines = flaw.hasLines() ? order.lines().size() : 0;
    lines += withLines;
    switch (flaw.disposition()) {
      case REJECTED -> rejected.merge(flaw.code(), 1L, Long::sum);
      case EXCLUDED -> {
        excluded.merge(flaw.code(), 1L, Long::sum);
        if (withLines > 0) {
          linesExcluded.merge(flaw.code(), withLines, Long::sum);
        }
      }
      case ANONYMOUS -> {
        linesAnonymous += withLines;
        add(order, anonymous);
      }
      case ACCEPTED -> throw new IllegalStateException("A flawed row cannot be accepted.");
    }
  }

  private void add(SampleOrder order, Sums sums) {
    sums.orders++;
    sums.gross += units(order.amountCents(), order);
    sums.discount += units(order.discountCents(), order);
    sums.returned += units(order.returnedCents(), order);
    sums.cost += units(order.costCents(), order);
  }

  private long units(long cents, SampleOrder order) {
    return rates.toReportingUnits(cents, order.currency(), order.day());
  }

  /**
   * The truth of everything noted so far.
   *
   * @param inputs rows of the inputs beside the orders
   * @param dealings what is true of the dealings
   */
  GroundTruth truth(Map<String, GroundTruth.InputRows> inputs, DealingsTruth dealings) {
    return new GroundTruth(
        parameters.seed(),
        parameters.customers(),
        parameters.firstDay().toString(),
        parameters.asOfDate().toString(),
        ExchangeRates.REPORTING_CURRENCY,
        parameters.purchases(),
        parameters.spend(),
        new GroundTruth.Rows(
            rows,
            total.orders,
            anonymous.orders,
            sorted(rejected),
            sorted(excluded),
            lines,
            linesAccepted,
            linesAnonymous,
            sorted(linesExcluded)),
        new GroundTruth.History(
            customersWithOrders,
            customersWithRepeatOrders,
            customersWithRepeatOccasions,
            occasions,
            money(total.gross),
            money(total.discount),
            money(total.returned),
            money(total.net()),
            money(total.cost),
            money(anonymous.net()),
            gone,
            share(gone, customersWithOrders)),
        concentration(),
        cohorts(),
        retention(),
        slices(countries),
        slices(channels),
        sorted(inputs),
        dealings);
  }

  private GroundTruth.Concentration concentration() {
    long[] ascending = Arrays.copyOf(netOfCustomers, customersWithOrders);
    Arrays.sort(ascending);
    long sum = total.net();
    double weighted = 0;
    double squares = 0;
    for (int place = 0; place < ascending.length; place++) {
      double share = share(ascending[place], sum);
      weighted += (place + 1) * share;
      squares += share * share;
    }
    double count = ascending.length;
    int customersFor80Percent = customersFor80Percent(ascending, sum);
    return new GroundTruth.Concentration(
        topShare(ascending, 1, sum),
        topShare(ascending, 5, sum),
        topShare(ascending, 10, sum),
        topShare(ascending, 20, sum),
        customersFor80Percent,
        share(customersFor80Percent, ascending.length),
        count == 0 ? 0 : 2 * weighted / count - (count + 1) / count,
        squares);
  }

  private static double topShare(long[] ascending, int percent, long sum) {
    int customers = (int) ((ascending.length * (long) percent + 99) / 100);
    long held = 0;
    for (int place = 1; place <= customers; place++) {
      held += ascending[ascending.length - place];
    }
    return share(held, sum);
  }

  private static int customersFor80Percent(long[] ascending, long sum) {
    long held = 0;
    int customers = 0;
    while (held * 5 < sum * 4 && customers < ascending.length) {
      customers++;
      held += ascending[ascending.length - customers];
    }
    return customers;
  }

  private List<GroundTruth.Cohort> cohorts() {
    List<GroundTruth.Cohort> cohorts = new ArrayList<>();
    for (int cohort = 0; cohort < activeByCohort.length; cohort++) {
      int[] active = activeByCohort[cohort];
      if (active[0] > 0) {
        cohorts.add(
            new GroundTruth.Cohort(
                firstDayOfMonth(cohort).toString(),
                active[0],
                Arrays.stream(active).boxed().toList()));
      }
    }
    return List.copyOf(cohorts);
  }

  private List<GroundTruth.RetentionPoint> retention() {
    List<GroundTruth.RetentionPoint> points = new ArrayList<>();
    int complete = completeMonths();
    for (int since = 0; since < complete; since++) {
      long customers = 0;
      long active = 0;
      for (int cohort = 0; cohort + since < complete; cohort++) {
        customers += activeByCohort[cohort][0];
        active += activeByCohort[cohort][since];
      }
      if (customers > 0) {
        points.add(
            new GroundTruth.RetentionPoint(since, customers, active, share(active, customers)));
      }
    }
    return List.copyOf(points);
  }

  /** How many of the months end on or before the as-of date. */
  private int completeMonths() {
    LocalDate asOf = parameters.asOfDate();
    boolean lastIsComplete = YearMonth.from(asOf).atEndOfMonth().equals(asOf);
    return lastIsComplete ? activeByCohort.length : activeByCohort.length - 1;
  }

  private LocalDate firstDayOfMonth(int cohort) {
    return parameters.firstDay().withDayOfMonth(1).plusMonths(cohort);
  }

  private static Map<String, GroundTruth.Slice> slices(Map<String, Sums> sums) {
    Map<String, GroundTruth.Slice> slices = new TreeMap<>();
    sums.forEach((value, sum) -> slices.put(value, sum.slice()));
    return sorted(slices);
  }

  /** A copy that cannot change and keeps its order, so that equal truths are written alike. */
  private static <T> Map<String, T> sorted(Map<String, T> values) {
    return Collections.unmodifiableMap(new TreeMap<>(values));
  }

  private static int month(LocalDate date) {
    return date.getYear() * 12 + date.getMonthValue() - 1;
  }

  private static BigDecimal money(long units) {
    return BigDecimal.valueOf(units, UNIT_DECIMALS);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
