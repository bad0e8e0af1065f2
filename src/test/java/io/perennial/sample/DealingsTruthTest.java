package io.perennial.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts the files of the dealings anew, with nothing of the generator but its published truth, and
 * tells whether a customer came back from the orders as they were read.
 */
class DealingsTruthTest {
  private static final int CUSTOMERS = 4_000;
  private static final long SEED = 12;
  private static final int WINDOW = 365;
  private static final String CUSTOMER = "customer_id";

  /**
   * How the rows of an input are judged.
   *
   * @param customer the column that must name a customer; empty for none
   * @param dates the columns that date a row, the one that is always there first
   * @param keyed whether equal rows are one
   */
  private record Rules(String customer, List<String> dates, boolean keyed) {}

  private static final Map<String, Rules> RULES =
      Map.ofEntries(
          Map.entry("returns", new Rules(CUSTOMER, List.of("returned_at", "resolved_at"), true)),
          Map.entry("contacts", new Rules(CUSTOMER, List.of("contacted_at", "resolved_at"), true)),
          Map.entry("surveys", new Rules(CUSTOMER, List.of("sent_at", "answered_at"), false)),
          Map.entry("departures", new Rules(CUSTOMER, List.of("left_at"), true)),
          Map.entry("memberships", new Rules(CUSTOMER, List.of("joined_at", "left_at"), true)),
          Map.entry("experiments", new Rules(CUSTOMER, List.of("assigned_at"), true)),
          Map.entry("referrals", new Rules("referred_id", List.of("referred_at"), true)),
          Map.entry("engagements", new Rules(CUSTOMER, List.of("occurred_at"), false)),
          Map.entry(
              "share_of_wallet", new Rules(CUSTOMER, List.of("period_end", "period_start"), true)),
          Map.entry("subscriptions", new Rules(CUSTOMER, List.of("started_at", "ended_at"), true)),
          Map.entry("programme_costs", new Rules("", List.of("from_date", "to_date"), false)));

  @TempDir private static Path directory;
  private static GroundTruth truth;
  private static DealingsTruth dealings;
  private static Reread reread;
  private static LocalDate asOf;
  private static Map<String, List<Reread.Accepted>> orders;
  private static final Map<String, Reread.Accepted> ordersById = new HashMap<>();
  private static final Map<String, GroundTruth.InputRows> judged = new TreeMap<>();
  private static final Map<String, List<Map<String, String>>> clean = new TreeMap<>();

  @BeforeAll
  static void writeAndReadBack() throws IOException {
    truth = SampleCompany.write(directory, CUSTOMERS, SEED);
    dealings = truth.dealings();
    asOf = LocalDate.parse(truth.asOfDate());
    reread = new Reread(directory, asOf);
    orders = reread.byCustomer();
    reread.accepted.forEach(order -> ordersById.put(order.orderId(), order));
    for (Map.Entry<String, Rules> input : RULES.entrySet()) {
      judge(input.getKey(), input.getValue());
    }
  }

  private static void judge(String input, Rules rules) throws IOException {
    List<Map<String, String>> rows = Reread.rows(directory.resolve(input + ".csv"));
    List<Map<String, String>> accepted = new ArrayList<>();
    Map<String, Long> rejected = new TreeMap<>();
    Map<String, Long> excluded = new TreeMap<>();
    Set<Map<String, String>> seen = new HashSet<>();
    String dated = rules.dates().get(0);
    for (Map<String, String> row : rows) {
      Optional<LocalDate> day = date(row.get(dated));
      if (day.isPresent() && day.get().isAfter(asOf)) {
        excluded.merge("after_as_of", 1L, Long::sum);
      } else if (day.isEmpty()) {
        rejected.merge("unreadable_" + dated, 1L, Long::sum);
      } else if (!rules.customer().isEmpty() && row.get(rules.customer()).isEmpty()) {
        rejected.merge("missing_" + rules.customer(), 1L, Long::sum);
      } else if (rules.keyed() && !seen.add(row)) {
        excluded.merge("identical_repeat", 1L, Long::sum);
      } else {
        accepted.add(row);
      }
    }
    clean.put(input, accepted);
    judged.put(input, new GroundTruth.InputRows(rows.size(), accepted.size(), rejected, excluded));
  }

  @Test
  void everyRowGetsTheDispositionAndCodeThatTheTruthSays() {
    assertThat(truth.inputs()).isEqualTo(judged);
  }

  @Test
  void everyFlawIsPlantedAndFewerThanOneRowInAHundredIsRejected() {
    Set<String> kinds = new TreeSet<>();
    for (GroundTruth.InputRows rows : truth.inputs().values()) {
      rows.rejected().keySet().forEach(code -> kinds.add(code.replaceFirst("_.*", "")));
      kinds.addAll(rows.excluded().keySet());
      long rejected = rows.rejected().values().stream().mapToLong(Long::longValue).sum();
      assertThat((double) rejected / rows.rows()).isBetween(1e-9, 0.01);
    }

    assertThat(kinds).containsExactly("after_as_of", "identical_repeat", "missing", "unreadable");
  }

  /** A key that is no row's alone would make the job reject what the truth calls clean. */
  @Test
  void keysAreOfOneRow() {
    Map<String, List<String>> keys =
        Map.of(
            "returns", List.of("return_id"),
            "contacts", List.of("contact_id"),
            "departures", List.of(CUSTOMER, "left_at"),
            "memberships", List.of(CUSTOMER, "programme", "joined_at"),
            "experiments", List.of("experiment", CUSTOMER),
            "referrals", List.of("referred_id"),
            "share_of_wallet", List.of(CUSTOMER, "period_start"),
            "subscriptions", List.of("subscription_id"));
    keys.forEach(
        (input, key) -> {
          List<Map<String, String>> rows = clean.get(input);
          assertThat(rows.stream().map(row -> key.stream().map(row::get).toList()).distinct())
              .as(input)
              .hasSameSizeAs(rows);
        });
  }

  @Test
  void nothingHappensBeforeItsTimeOrAfterTheAsOfDate() {
    RULES.forEach(
        (input, rules) -> {
          for (Map<String, String> row : clean.get(input)) {
            for (String column : rules.dates()) {
              assertThat(row.get(column).compareTo(asOf + " 24")).as("%s", row).isNegative();
            }
          }
        });
    for (String input : List.of("returns", "contacts", "surveys", "memberships", "subscriptions")) {
      List<String> dates = RULES.get(input).dates();
      assertThat(clean.get(input))
          .as(input)
          .allMatch(
              row ->
                  row.get(dates.get(1)).isEmpty()
                      || row.get(dates.get(0)).compareTo(row.get(dates.get(1))) < 0);
    }
    for (Map<String, String> row : clean.get("returns")) {
      Map<String, String> order = ordersById.get(row.get("order_id")).row();
      assertThat(row.get("customer_id")).isEqualTo(order.get("customer_id"));
      assertThat(row.get("returned_at"))
          .isGreaterThan(order.get("ordered_at"))
          .isGreaterThan(order.get("delivered_at"));
    }
    for (Map<String, String> row : clean.get("contacts")) {
      if (!row.get("order_id").isEmpty()) {
        Map<String, String> order = ordersById.get(row.get("order_id")).row();
        assertThat(row.get("customer_id")).isEqualTo(order.get("customer_id"));
        assertThat(row.get("contacted_at")).isGreaterThan(order.get("ordered_at"));
      }
    }
    for (Reread.Accepted order : reread.accepted) {
      Map<String, String> row = order.row();
      boolean inStore = order.channel().equals("store");
      assertThat(row.get("promised_at").isEmpty()).isEqualTo(inStore);
      if (!row.get("delivered_at").isEmpty()) {
        assertThat(row.get("delivered_at")).isGreaterThan(row.get("ordered_at"));
        assertThat(date(row.get("delivered_at")).orElseThrow()).isBeforeOrEqualTo(asOf);
      } else if (!inStore) {
        assertThat(order.day()).isAfter(asOf.minusDays(12));
      }
    }
  }

  /** A job would reject the row as an error. */
  @Test
  void noAmountIsTakenForAnError() {
    List<String> amounts =
        List.of("amount", "cost", "outcome_amount", "total_spend", "monthly_amount");
    for (List<Map<String, String>> rows : clean.values()) {
      for (Map<String, String> row : rows) {
        for (String amount : amounts) {
          assertThat(new BigDecimal(row.getOrDefault(amount, "0")))
              .isBetween(BigDecimal.ZERO, new BigDecimal("100000"));
        }
      }
    }
  }

  @Test
  void theReturnsOfAnOrderAddUpToItsReturnedAmountToTheLastDecimal() {
    Map<String, BigDecimal> returned = new TreeMap<>();
    for (Map<String, String> row : clean.get("returns")) {
      returned.merge(row.get("order_id"), new BigDecimal(row.get("amount")), BigDecimal::add);
    }
    Map<String, BigDecimal> expected = new TreeMap<>();
    for (Reread.Accepted order : reread.accepted) {
      if (order.returned().signum() > 0) {
        expected.put(order.orderId(), order.returned());
      }
    }

    assertThat(returned).isEqualTo(expected);
  }

  @Test
  void returnsAreCountedByReasonOriginAndChannel() {
    Function<Map<String, String>, String> channel =
        row -> ordersById.get(row.get("order_id")).channel();

    assertThat(returns(row -> row.get("reason"))).isEqualTo(dealings.returns().byReason());
    assertThat(returns(row -> row.get("origin"))).isEqualTo(dealings.returns().byOrigin());
    assertThat(returns(channel)).isEqualTo(dealings.returns().byChannel());
    assertThat(handled(clean.get("returns"), "returned_at"))
        .isEqualTo(dealings.returns().handled());
  }

  private static Map<String, DealingsTruth.ReturnSum> returns(
      Function<Map<String, String>, String> key) {
    Map<String, DealingsTruth.ReturnSum> sums = new TreeMap<>();
    for (Map<String, String> row : clean.get("returns")) {
      DealingsTruth.ReturnSum one =
          new DealingsTruth.ReturnSum(1, money(row, "amount"), money(row, "cost"));
      sums.merge(
          key.apply(row),
          one,
          (sum, other) ->
              new DealingsTruth.ReturnSum(
                  sum.returns() + other.returns(),
                  sum.amount().add(other.amount()),
                  sum.cost().add(other.cost())));
    }
    return sums;
  }

  @Test
  void contactsAreCountedByKindReasonAndChannel() {
    List<Map<String, String>> rows = clean.get("contacts");
    Map<String, Map<String, DealingsTruth.ContactSum>> byReason = new TreeMap<>();
    for (String kind : List.of("complaint", "question", "after_sales")) {
      byReason.put(kind, contacts(only(rows, "kind", kind), "reason"));
    }

    assertThat(contacts(rows, "kind")).isEqualTo(dealings.contacts().byKind());
    assertThat(byReason).isEqualTo(dealings.contacts().byReason());
    assertThat(contacts(rows, "channel")).isEqualTo(dealings.contacts().byChannel());
    assertThat(handled(only(rows, "kind", "complaint"), "contacted_at"))
        .isEqualTo(dealings.contacts().complaintsHandled());
  }

  private static Map<String, DealingsTruth.ContactSum> contacts(
      List<Map<String, String>> rows, String key) {
    Map<String, DealingsTruth.ContactSum> sums = new TreeMap<>();
    for (Map<String, String> row : rows) {
      sums.merge(
          row.get(key),
          new DealingsTruth.ContactSum(1, money(row, "cost")),
          (sum, other) ->
              new DealingsTruth.ContactSum(
                  sum.contacts() + other.contacts(), sum.cost().add(other.cost())));
    }
    return sums;
  }

  @Test
  void untroubledOrdersAreThoseWithoutReturnOrComplaint() {
    Set<String> troubled = new HashSet<>();
    clean.get("returns").forEach(row -> troubled.add(row.get("order_id")));
    only(clean.get("contacts"), "kind", "complaint")
        .forEach(row -> troubled.add(row.get("order_id")));
    List<Boolean> outcomes =
        reread.accepted.stream()
            .filter(order -> !troubled.contains(order.orderId()))
            .map(order -> cameBack(order.customerId(), order.day(), WINDOW))
            .flatMap(Optional::stream)
            .toList();

    assertThat(outcome(outcomes)).isEqualTo(dealings.untroubledOrders());
  }

  @Test
  void workAndDeviationsAreCountedByChannel() {
    Map<String, DealingsTruth.Handling> sums = new TreeMap<>();
    for (Reread.Accepted order : reread.accepted) {
      BigDecimal rate = reread.rate(order.row().get("currency"), order.day()).orElseThrow();
      BigDecimal cost = Reread.converted(order.row().get("deviation_cost"), rate);
      sums.merge(
          order.channel(),
          new DealingsTruth.Handling(
              1,
              Long.parseLong(order.row().get("handling_minutes")),
              cost.signum(),
              cost.setScale(4)),
          (sum, other) ->
              new DealingsTruth.Handling(
                  sum.orders() + other.orders(),
                  sum.handlingMinutes() + other.handlingMinutes(),
                  sum.deviations() + other.deviations(),
                  sum.deviationCost().add(other.deviationCost())));
    }

    assertThat(sums).isEqualTo(dealings.handling());
  }

  @Test
  void firstOrdersAreCountedByDelayAndByComingBack() {
    Map<String, Map<String, List<Boolean>>> outcomes = new TreeMap<>();
    for (List<Reread.Accepted> history : orders.values()) {
      Reread.Accepted first =
          history.stream()
              .min(Comparator.comparing((Reread.Accepted order) -> order.row().get("ordered_at")))
              .orElseThrow();
      String delivered = first.row().get("delivered_at");
      if (delivered.isEmpty()) {
        continue;
      }
      boolean late =
          date(delivered).orElseThrow().isAfter(date(first.row().get("promised_at")).orElseThrow());
      for (int window : List.of(90, 365)) {
        cameBack(first.customerId(), first.day(), window)
            .ifPresent(
                back ->
                    outcomes
                        .computeIfAbsent(late ? "late" : "on_time", key -> new TreeMap<>())
                        .computeIfAbsent(Integer.toString(window), key -> new ArrayList<>())
                        .add(back));
      }
    }
    Map<String, Map<String, DealingsTruth.Outcome>> counted = new TreeMap<>();
    outcomes.forEach((delay, windows) -> counted.put(delay, outcomes(windows)));

    assertThat(counted).isEqualTo(dealings.firstOrders());
  }

  @Test
  void surveysAreCountedByInstrumentAndYear() {
    Map<String, DealingsTruth.Responses> responses = new TreeMap<>();
    Map<String, DealingsTruth.Recommendation> recommendation = new TreeMap<>();
    Map<String, DealingsTruth.Satisfaction> satisfaction = new TreeMap<>();
    Map<String, List<Boolean>> outcomes = new TreeMap<>();
    for (Map<String, String> row : clean.get("surveys")) {
      boolean answered = !row.get("answered_at").isEmpty();
      int score = answered ? Integer.parseInt(row.get("score")) : 0;
      assertThat(row.get("score").isEmpty()).isEqualTo(!answered);
      responses.merge(
          row.get("instrument"),
          new DealingsTruth.Responses(1, answered ? 1 : 0, score),
          (sum, one) ->
              new DealingsTruth.Responses(
                  sum.sent() + one.sent(),
                  sum.answered() + one.answered(),
                  sum.scores() + one.scores()));
      if (!answered) {
        continue;
      }
      LocalDate day = date(row.get("answered_at")).orElseThrow();
      String year = Integer.toString(day.getYear());
      if (row.get("instrument").equals("nps")) {
        String group = score > 8 ? "promoter" : score > 6 ? "passive" : "detractor";
        recommendation.merge(
            year,
            new DealingsTruth.Recommendation(
                group.equals("promoter") ? 1 : 0,
                group.equals("passive") ? 1 : 0,
                group.equals("detractor") ? 1 : 0),
            (sum, one) ->
                new DealingsTruth.Recommendation(
                    sum.promoters() + one.promoters(),
                    sum.passives() + one.passives(),
                    sum.detractors() + one.detractors()));
        cameBack(row.get(CUSTOMER), day, WINDOW)
            .ifPresent(back -> outcomes.computeIfAbsent(group, key -> new ArrayList<>()).add(back));
      } else if (row.get("instrument").equals("csat")) {
        satisfaction.merge(
            year,
            new DealingsTruth.Satisfaction(1, score >= 4 ? 1 : 0),
            (sum, one) ->
                new DealingsTruth.Satisfaction(
                    sum.answers() + one.answers(), sum.satisfied() + one.satisfied()));
      }
    }

    assertThat(responses).isEqualTo(dealings.surveys().responses());
    assertThat(recommendation).isEqualTo(dealings.surveys().recommendation());
    assertThat(satisfaction).isEqualTo(dealings.surveys().satisfaction());
    assertThat(outcomes(outcomes)).isEqualTo(dealings.surveys().outcomes());
  }

  @Test
  void departuresAreCountedByReason() {
    Map<String, DealingsTruth.Departure> departures = new TreeMap<>();
    for (Map<String, String> row : clean.get("departures")) {
      LocalDate day = date(row.get("left_at")).orElseThrow();
      DealingsTruth.Outcome outcome =
          outcome(cameBack(row.get(CUSTOMER), day, WINDOW).stream().toList());
      departures.merge(
          row.get("reason"),
          new DealingsTruth.Departure(1, Boolean.parseBoolean(row.get("voluntary")), outcome),
          (sum, one) -> {
            assertThat(one.voluntary()).isEqualTo(sum.voluntary());
            return new DealingsTruth.Departure(
                sum.departures() + one.departures(),
                sum.voluntary(),
                new DealingsTruth.Outcome(
                    sum.outcome().decided() + one.outcome().decided(),
                    sum.outcome().cameBack() + one.outcome().cameBack()));
          });
    }

    assertThat(departures).isEqualTo(dealings.departures());
  }

  @Test
  void membersAndTheirSpellsAreCounted() {
    List<Map<String, String>> rows = clean.get("memberships");
    Set<String> members = new HashSet<>();
    rows.forEach(row -> members.add(row.get(CUSTOMER)));

    assertThat(counts(rows, "tier")).isEqualTo(dealings.memberships().spells());
    assertThat(counts(only(rows, "left_at", ""), "tier"))
        .isEqualTo(dealings.memberships().current());
    assertThat(slice(members::contains)).isEqualTo(dealings.memberships().members());
    assertThat(slice(customer -> !members.contains(customer)))
        .isEqualTo(dealings.memberships().others());
  }

  @Test
  void theArmsOfTheTrialsAreCounted() {
    Map<String, Map<String, DealingsTruth.Arm>> arms = new TreeMap<>();
    for (Map<String, String> row : clean.get("experiments")) {
      assertThat(row.get("converted").equals("1"))
          .isEqualTo(money(row, "outcome_amount").signum() > 0);
      arms.computeIfAbsent(row.get("experiment"), key -> new TreeMap<>())
          .merge(
              row.get("variant"),
              new DealingsTruth.Arm(
                  1, Long.parseLong(row.get("converted")), money(row, "outcome_amount")),
              (sum, one) ->
                  new DealingsTruth.Arm(
                      sum.assigned() + one.assigned(),
                      sum.converted() + one.converted(),
                      sum.outcomeAmount().add(one.outcomeAmount())));
    }

    assertThat(arms).isEqualTo(dealings.experiments());
  }

  @Test
  void whoWasReferredWasWonByReferralAndTheReferrerHadOrderedBefore() {
    Set<String> referred = new HashSet<>();
    for (Map<String, String> row : clean.get("referrals")) {
      Map<String, String> customer = reread.customers.get(row.get("referred_id"));
      assertThat(customer.get("acquisition_channel")).isEqualTo("referral");
      assertThat(row.get("referred_at")).isEqualTo(customer.get("signed_up_at"));
      assertThat(orders.get(row.get("referrer_id")))
          .anyMatch(order -> order.row().get("ordered_at").compareTo(row.get("referred_at")) < 0);
      referred.add(row.get("referred_id"));
    }

    Map<String, List<Boolean>> outcomes = new TreeMap<>();
    orders.forEach(
        (customer, history) -> {
          List<LocalDate> days =
              history.stream().map(Reread.Accepted::day).distinct().sorted().toList();
          if (days.size() > 1) {
            outcomes
                .computeIfAbsent(
                    referred.contains(customer) ? "referred" : "others", key -> new ArrayList<>())
                .addAll(cameBack(customer, days.get(1), WINDOW).stream().toList());
          }
        });

    assertThat(outcomes(outcomes)).isEqualTo(dealings.referrals().secondOccasions());
    assertThat(dealings.referrals().rows()).isEqualTo(clean.get("referrals").size());
    assertThat(slice(referred::contains)).isEqualTo(dealings.referrals().referred());
    assertThat(slice(customer -> !referred.contains(customer)))
        .isEqualTo(dealings.referrals().others());
  }

  @Test
  void engagementsAreCountedByKindAndBeforeTheLastYear() {
    LocalDate end = asOf.minusDays(WINDOW);
    Map<String, List<LocalDate>> days = new HashMap<>();
    for (Map<String, String> row : clean.get("engagements")) {
      days.computeIfAbsent(row.get(CUSTOMER), key -> new ArrayList<>())
          .add(date(row.get("occurred_at")).orElseThrow());
    }
    Map<String, DealingsTruth.Activity> activity = new TreeMap<>();
    orders.forEach(
        (customer, history) -> {
          if (history.stream().noneMatch(order -> within(order.day(), end, WINDOW))) {
            return;
          }
          boolean back = cameBack(customer, end, WINDOW).orElseThrow();
          long signs =
              days.getOrDefault(customer, List.of()).stream()
                  .filter(day -> within(day, end, 90))
                  .count();
          activity.merge(
              back ? "came_back" : "stayed_away",
              new DealingsTruth.Activity(1, signs),
              (sum, one) ->
                  new DealingsTruth.Activity(
                      sum.customers() + one.customers(), sum.engagements() + one.engagements()));
        });

    assertThat(counts(clean.get("engagements"), "kind")).isEqualTo(dealings.engagements().byKind());
    assertThat(activity).isEqualTo(dealings.engagements().yearBefore());
    DealingsTruth.Activity gone = dealings.engagements().lastDays().get("gone");
    DealingsTruth.Activity staying = dealings.engagements().lastDays().get("staying");
    assertThat(gone.customers()).isEqualTo(truth.history().customersGone());
    assertThat(gone.customers() + staying.customers()).isEqualTo(orders.size());
    long lastDays =
        days.values().stream().flatMap(List::stream).filter(day -> within(day, asOf, 90)).count();
    assertThat(gone.engagements() + staying.engagements()).isEqualTo(lastDays);
  }

  @Test
  void nobodySpendsMoreHereThanEverywhere() {
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal own = BigDecimal.ZERO;
    for (Map<String, String> row : clean.get("share_of_wallet")) {
      LocalDate first = LocalDate.parse(row.get("period_start"));
      LocalDate last = LocalDate.parse(row.get("period_end"));
      BigDecimal here =
          orders.get(row.get(CUSTOMER)).stream()
              .filter(order -> !order.day().isBefore(first) && !order.day().isAfter(last))
              .map(Reread.Accepted::net)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(here).isPositive().isLessThanOrEqualTo(money(row, "total_spend"));
      total = total.add(money(row, "total_spend"));
      own = own.add(here);
    }

    assertThat(dealings.shareOfWallet())
        .isEqualTo(
            new DealingsTruth.ShareOfWallet(clean.get("share_of_wallet").size(), total, own));
  }

  @Test
  void subscriptionsRunOrEndForAReasonAndAChangeOfPlanGoesOn() {
    List<Map<String, String>> rows = clean.get("subscriptions");
    List<Map<String, String>> running = only(rows, "ended_at", "");
    Set<String> starts = new HashSet<>();
    rows.forEach(row -> starts.add(row.get(CUSTOMER) + row.get("started_at")));
    Map<String, Long> ended = counts(rows, "end_reason");
    ended.remove("");

    assertThat(rows)
        .allMatch(row -> row.get("ended_at").isEmpty() == row.get("end_reason").isEmpty());
    assertThat(only(rows, "end_reason", "plan_change"))
        .isNotEmpty()
        .allMatch(row -> starts.contains(row.get(CUSTOMER) + row.get("ended_at")));
    assertThat(dealings.subscriptions())
        .isEqualTo(
            new DealingsTruth.Subscriptions(
                running.size(),
                running.stream()
                    .map(row -> money(row, "monthly_amount"))
                    .reduce(BigDecimal.ZERO.setScale(4), BigDecimal::add),
                ended));
  }

  @Test
  void programmeCostsAreCountedByPurposeAndYear() {
    Map<String, Map<String, BigDecimal>> sums = new TreeMap<>();
    for (Map<String, String> row : clean.get("programme_costs")) {
      sums.computeIfAbsent(row.get("purpose"), key -> new TreeMap<>())
          .merge(row.get("from_date").substring(0, 4), money(row, "amount"), BigDecimal::add);
      assertThat(row.get("from_date").substring(0, 4))
          .isEqualTo(row.get("to_date").substring(0, 4));
    }

    assertThat(sums).isEqualTo(dealings.programmeCosts());
  }

  /** Whether an order on a later day followed within a window; empty while that is not over. */
  private static Optional<Boolean> cameBack(String customer, LocalDate day, int window) {
    if (day.plusDays(window).isAfter(asOf)) {
      return Optional.empty();
    }
    return Optional.of(
        orders.get(customer).stream()
            .anyMatch(order -> within(order.day(), day.plusDays(window), window)));
  }

  /** Whether a day is one of so many that end with another. */
  private static boolean within(LocalDate day, LocalDate end, int days) {
    return !day.isAfter(end) && day.isAfter(end.minusDays(days));
  }

  private static Map<String, DealingsTruth.Outcome> handled(
      List<Map<String, String>> rows, String date) {
    Map<String, List<Boolean>> outcomes = new TreeMap<>();
    for (Map<String, String> row : rows) {
      if (!row.get("handled_well").isEmpty()) {
        cameBack(row.get(CUSTOMER), date(row.get(date)).orElseThrow(), WINDOW)
            .ifPresent(
                back ->
                    outcomes
                        .computeIfAbsent(
                            row.get("handled_well").equals("true") ? "well" : "badly",
                            key -> new ArrayList<>())
                        .add(back));
      }
    }
    return outcomes(outcomes);
  }

  private static Map<String, DealingsTruth.Outcome> outcomes(Map<String, List<Boolean>> all) {
    Map<String, DealingsTruth.Outcome> outcomes = new TreeMap<>();
    all.forEach((key, one) -> outcomes.put(key, outcome(one)));
    return outcomes;
  }

  private static DealingsTruth.Outcome outcome(List<Boolean> cameBack) {
    return new DealingsTruth.Outcome(
        cameBack.size(), cameBack.stream().filter(Boolean::booleanValue).count());
  }

  private static GroundTruth.Slice slice(Predicate<String> customers) {
    long count = 0;
    long ordered = 0;
    BigDecimal net = BigDecimal.ZERO;
    for (Map.Entry<String, List<Reread.Accepted>> history : orders.entrySet()) {
      if (customers.test(history.getKey())) {
        count++;
        ordered += history.getValue().size();
        for (Reread.Accepted order : history.getValue()) {
          net = net.add(order.net());
        }
      }
    }
    return new GroundTruth.Slice(count, ordered, net);
  }

  private static Map<String, Long> counts(List<Map<String, String>> rows, String column) {
    Map<String, Long> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(row.get(column), 1L, Long::sum));
    return counts;
  }

  private static List<Map<String, String>> only(
      List<Map<String, String>> rows, String column, String value) {
    return rows.stream().filter(row -> row.get(column).equals(value)).toList();
  }

  private static BigDecimal money(Map<String, String> row, String column) {
    return new BigDecimal(row.get(column)).setScale(4);
  }

  private static Optional<LocalDate> date(String text) {
    return text.length() == 10 && text.charAt(4) == '-'
        ? Optional.of(LocalDate.parse(text))
        : Reread.day(text);
  }
}
