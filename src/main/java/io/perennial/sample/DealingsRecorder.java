package io.perennial.sample;

import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.SurveysInput;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Notes what is true of the dealings while the files are written: sums alone, which do not grow
 * with the company.
 */
final class DealingsRecorder {
  private static final String WELL = "well";
  private static final String BADLY = "badly";
  private static final int[] FIRST_ORDER_WINDOWS = {90, Timeline.WINDOW};
  private static final int ACTIVITY_DAYS = 90;
  private static final String MEMBERS = "members";
  private static final String REFERRED = "referred";
  private static final String OTHERS = "others";
  private static final String ALL = "all";

  private final SampleParameters parameters;
  private final ExchangeRates rates;
  private final int lastDay;
  private final KeyedSums handling = new KeyedSums();
  private final Map<String, KeyedSums> firstOrders = new TreeMap<>();
  private final KeyedSums untroubled = new KeyedSums();
  private final KeyedSums returnsByReason = new KeyedSums();
  private final KeyedSums returnsByOrigin = new KeyedSums();
  private final KeyedSums returnsByChannel = new KeyedSums();
  private final KeyedSums returnsHandled = new KeyedSums();
  private final KeyedSums contactsByKind = new KeyedSums();
  private final Map<String, KeyedSums> contactsByReason = new TreeMap<>();
  private final KeyedSums contactsByChannel = new KeyedSums();
  private final KeyedSums complaintsHandled = new KeyedSums();
  private final KeyedSums responses = new KeyedSums();
  private final KeyedSums recommendation = new KeyedSums();
  private final KeyedSums satisfaction = new KeyedSums();
  private final KeyedSums surveyOutcomes = new KeyedSums();
  private final KeyedSums departures = new KeyedSums();
  private final KeyedSums spells = new KeyedSums();
  private final KeyedSums currentSpells = new KeyedSums();
  private final KeyedSums slices = new KeyedSums();
  private final Map<String, KeyedSums> experiments = new TreeMap<>();
  private final KeyedSums engagements = new KeyedSums();
  private final KeyedSums lastDays = new KeyedSums();
  private final KeyedSums yearBefore = new KeyedSums();
  private final KeyedSums wallets = new KeyedSums();
  private final KeyedSums running = new KeyedSums();
  private final KeyedSums ended = new KeyedSums();
  private final KeyedSums secondOccasions = new KeyedSums();
  private long referrals;

  DealingsRecorder(SampleParameters parameters, ExchangeRates rates) {
    this.parameters = parameters;
    this.rates = rates;
    this.lastDay = (int) parameters.asOfDate().toEpochDay();
    firstOrders.put("late", new KeyedSums());
    firstOrders.put("on_time", new KeyedSums());
  }

  /** Notes one customer. */
  void add(CustomerHistory history) {
    Timeline timeline = Timeline.of(history.customer(), history.orders(), history.gone(), lastDay);
    Dealings dealings = history.dealings();
    addOrders(timeline, dealings);
    dealings.returns().forEach(one -> add(one, timeline));
    dealings.contacts().forEach(one -> add(one, timeline));
    dealings.surveys().forEach(one -> add(one, timeline));
    for (Dealings.Departure one : dealings.departures()) {
      Sequel sequel = timeline.sequel(one.left().day());
      departures.add(one.reason(), 1, decided(sequel), cameBack(sequel));
    }
    for (Dealings.Membership one : dealings.memberships()) {
      spells.add(one.tier(), 1);
      currentSpells.add(one.tier(), one.left().isEmpty() ? 1 : 0);
    }
    for (Dealings.Assignment one : dealings.assignments()) {
      experiments
          .computeIfAbsent(one.experiment(), key -> new KeyedSums())
          .add(one.variant(), 1, one.converted() ? 1 : 0, one.outcomeCents());
    }
    referrals += dealings.referral().isPresent() ? 1 : 0;
    addEngagements(timeline, dealings);
    dealings.wallets().forEach(one -> wallets.add(ALL, 1, one.totalCents(), one.ownUnits()));
    for (Dealings.Subscription one : dealings.subscriptions()) {
      one.endReason()
          .ifPresentOrElse(
              reason -> ended.add(reason, 1), () -> running.add(ALL, 1, one.monthlyCents()));
    }
  }

  private void addOrders(Timeline timeline, Dealings dealings) {
    Set<String> troubled = new HashSet<>();
    dealings.returns().forEach(one -> troubled.add(one.order().orderId()));
    dealings.contacts().stream()
        .filter(one -> one.kind().equals(ContactsInput.COMPLAINT))
        .forEach(one -> one.orderId().ifPresent(troubled::add));
    long net = 0;
    for (SampleOrder order : timeline.orders()) {
      Fulfilment fulfilment = order.fulfilment();
      handling.add(
          order.channel(),
          1,
          fulfilment.handlingMinutes(),
          fulfilment.deviationCents() > 0 ? 1 : 0,
          units(fulfilment.deviationCents(), order));
      if (!troubled.contains(order.orderId())) {
        addOutcome(untroubled, ALL, timeline.sequel(order.day()));
      }
      net +=
          units(order.amountCents(), order)
              - units(order.discountCents(), order)
              - units(order.returnedCents(), order);
    }
    if (timeline.orders().isEmpty()) {
      return;
    }
    SampleOrder first = timeline.orders().get(0);
    if (first.fulfilment().delivered().isPresent()) {
      KeyedSums outcomes = firstOrders.get(first.fulfilment().late() ? "late" : "on_time");
      for (int window : FIRST_ORDER_WINDOWS) {
        addOutcome(outcomes, Integer.toString(window), timeline.sequel(first.day(), window));
      }
    }
    long orders = timeline.orders().size();
    boolean member = !dealings.memberships().isEmpty();
    slices.add(member ? MEMBERS : MEMBERS + OTHERS, 1, orders, net);
    boolean referred = dealings.referral().isPresent();
    slices.add(referred ? REFERRED : REFERRED + OTHERS, 1, orders, net);
    if (timeline.occasions().size() > 1) {
      addOutcome(
          secondOccasions,
          referred ? REFERRED : OTHERS,
          timeline.sequel(timeline.occasions().get(1)));
    }
  }

  private void add(Dealings.Return one, Timeline timeline) {
    long[] values = {1, one.amountUnits(), one.costCents()};
    returnsByReason.add(one.reason(), values);
    returnsByOrigin.add(one.origin(), values);
    returnsByChannel.add(one.order().channel(), values);
    one.handledWell()
        .ifPresent(
            well ->
                addOutcome(
                    returnsHandled, well ? WELL : BADLY, timeline.sequel(one.returned().day())));
  }

  private void add(Dealings.Contact one, Timeline timeline) {
    contactsByKind.add(one.kind(), 1, one.costCents());
    contactsByReason
        .computeIfAbsent(one.kind(), key -> new KeyedSums())
        .add(one.reason(), 1, one.costCents());
    contactsByChannel.add(one.channel(), 1, one.costCents());
    one.handledWell()
        .ifPresent(
            well ->
                addOutcome(
                    complaintsHandled,
                    well ? WELL : BADLY,
                    timeline.sequel(one.contacted().day())));
  }

  private void add(Dealings.Survey one, Timeline timeline) {
    responses.add(one.instrument(), 1, one.answered().isPresent() ? 1 : 0, one.score().orElse(0));
    if (one.answered().isEmpty()) {
      return;
    }
    int day = one.answered().get().day();
    String year = Integer.toString(LocalDate.ofEpochDay(day).getYear());
    int score = one.score().orElseThrow();
    if (one.instrument().equals(SurveysInput.NPS)) {
      boolean promoter = score >= Surveys.LEAST_OF_PROMOTERS;
      boolean passive = !promoter && score >= Surveys.LEAST_OF_PASSIVES;
      boolean detractor = !promoter && !passive;
      recommendation.add(year, promoter ? 1 : 0, passive ? 1 : 0, detractor ? 1 : 0);
      addOutcome(
          surveyOutcomes,
          promoter ? "promoter" : passive ? "passive" : "detractor",
          timeline.sequel(day));
    } else if (one.instrument().equals(SurveysInput.CSAT)) {
      satisfaction.add(year, 1, score >= Surveys.LEAST_OF_SATISFIED ? 1 : 0);
    }
  }

  private void addEngagements(Timeline timeline, Dealings dealings) {
    dealings.engagements().forEach(one -> engagements.add(one.kind(), 1));
    if (timeline.orders().isEmpty()) {
      return;
    }
    lastDays.add(timeline.gone() ? "gone" : "staying", 1, activity(dealings, lastDay));
    int end = lastDay - Timeline.WINDOW;
    boolean base =
        timeline.occasions().stream().anyMatch(day -> day <= end && day > end - Timeline.WINDOW);
    if (base) {
      boolean back = timeline.sequel(end) == Sequel.CAME_BACK;
      yearBefore.add(back ? "came_back" : "stayed_away", 1, activity(dealings, end));
    }
  }

  private static long activity(Dealings dealings, int until) {
    return dealings.engagements().stream()
        .mapToInt(one -> one.occurred().day())
        .filter(day -> day <= until && day > until - ACTIVITY_DAYS)
        .count();
  }

  private long units(long cents, SampleOrder order) {
    return rates.toReportingUnits(cents, order.currency(), order.day());
  }

  private static void addOutcome(KeyedSums outcomes, String key, Sequel sequel) {
    outcomes.add(key, decided(sequel), cameBack(sequel));
  }

  private static long decided(Sequel sequel) {
    return sequel == Sequel.UNDECIDED ? 0 : 1;
  }

  private static long cameBack(Sequel sequel) {
    return sequel == Sequel.CAME_BACK ? 1 : 0;
  }

  /** The truth of everything noted so far. */
  DealingsTruth truth(Map<String, Map<String, BigDecimal>> programmeCosts) {
    return new DealingsTruth(
        parameters.dealings(),
        handling.mapped(
            sum -> new DealingsTruth.Handling(sum[0], sum[1], sum[2], KeyedSums.money(sum[3]))),
        mapped(firstOrders, DealingsRecorder::outcome),
        new DealingsTruth.Outcome(untroubled.of(ALL, 0), untroubled.of(ALL, 1)),
        new DealingsTruth.Returns(
            returnsByReason.mapped(DealingsRecorder::returns),
            returnsByOrigin.mapped(DealingsRecorder::returns),
            returnsByChannel.mapped(DealingsRecorder::returns),
            returnsHandled.mapped(DealingsRecorder::outcome)),
        new DealingsTruth.Contacts(
            contactsByKind.mapped(DealingsRecorder::contacts),
            mapped(contactsByReason, DealingsRecorder::contacts),
            contactsByChannel.mapped(DealingsRecorder::contacts),
            complaintsHandled.mapped(DealingsRecorder::outcome)),
        new DealingsTruth.Surveys(
            responses.mapped(sum -> new DealingsTruth.Responses(sum[0], sum[1], sum[2])),
            recommendation.mapped(sum -> new DealingsTruth.Recommendation(sum[0], sum[1], sum[2])),
            satisfaction.mapped(sum -> new DealingsTruth.Satisfaction(sum[0], sum[1])),
            surveyOutcomes.mapped(DealingsRecorder::outcome)),
        departures(),
        new DealingsTruth.Memberships(
            spells.mapped(sum -> sum[0]),
            currentSpells.mapped(sum -> sum[0]),
            slice(MEMBERS),
            slice(MEMBERS + OTHERS)),
        mapped(
            experiments,
            sum -> new DealingsTruth.Arm(sum[0], sum[1], KeyedSums.moneyOfCents(sum[2]))),
        new DealingsTruth.Referrals(
            referrals,
            slice(REFERRED),
            slice(REFERRED + OTHERS),
            secondOccasions.mapped(DealingsRecorder::outcome)),
        new DealingsTruth.Engagements(
            engagements.mapped(sum -> sum[0]),
            lastDays.mapped(sum -> new DealingsTruth.Activity(sum[0], sum[1])),
            yearBefore.mapped(sum -> new DealingsTruth.Activity(sum[0], sum[1]))),
        new DealingsTruth.ShareOfWallet(
            wallets.of(ALL, 0),
            KeyedSums.moneyOfCents(wallets.of(ALL, 1)),
            KeyedSums.money(wallets.of(ALL, 2))),
        new DealingsTruth.Subscriptions(
            running.of(ALL, 0),
            KeyedSums.moneyOfCents(running.of(ALL, 1)),
            ended.mapped(sum -> sum[0])),
        programmeCosts);
  }

  private Map<String, DealingsTruth.Departure> departures() {
    Map<String, DealingsTruth.Departure> byReason = new TreeMap<>();
    for (DealingsParameters.Reason reason : parameters.dealings().departures().reasons()) {
      String name = reason.reason();
      byReason.put(
          name,
          new DealingsTruth.Departure(
              departures.of(name, 0),
              reason.voluntary(),
              new DealingsTruth.Outcome(departures.of(name, 1), departures.of(name, 2))));
    }
    return byReason;
  }

  private GroundTruth.Slice slice(String name) {
    return new GroundTruth.Slice(
        slices.of(name, 0), slices.of(name, 1), KeyedSums.money(slices.of(name, 2)));
  }

  private static DealingsTruth.Outcome outcome(long[] sum) {
    return new DealingsTruth.Outcome(sum[0], sum[1]);
  }

  private static DealingsTruth.ReturnSum returns(long[] sum) {
    return new DealingsTruth.ReturnSum(
        sum[0], KeyedSums.money(sum[1]), KeyedSums.moneyOfCents(sum[2]));
  }

  private static DealingsTruth.ContactSum contacts(long[] sum) {
    return new DealingsTruth.ContactSum(sum[0], KeyedSums.moneyOfCents(sum[1]));
  }

  private static <T> Map<String, Map<String, T>> mapped(
      Map<String, KeyedSums> sums, Function<long[], T> form) {
    Map<String, Map<String, T>> mapped = new TreeMap<>();
    sums.forEach((key, sum) -> mapped.put(key, sum.mapped(form)));
    return mapped;
  }
}
