package io.perennial.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads the written files back with nothing of the generator but its published truth, and judges
 * each row by the rules that a job applies.
 */
class SampleCompanyTest {
  private static final int CUSTOMERS = 4_000;
  private static final long SEED = 11;
  private static final List<String> FILES =
      Stream.concat(
              SampleCompany.INPUTS.stream().map(input -> input + ".csv"), Stream.of("truth.json"))
          .sorted()
          .toList();

  /** Changes with whatever the generator draws or writes, and with nothing else. */
  private static final String DIGEST_OF_300_CUSTOMERS =
      "593d1b4d53ec6311131ca2f5f9df3d1d267e8eec0fe24bf57e0d49bcddda0a43";

  /**
   * Of the customers, order lines and orders of 200 customers, without the four columns that tell
   * how an order was carried out: what else is made up of a company leaves these as they were.
   */
  private static final String DIGEST_OF_ORDERS_ALONE =
      "3932b19cd7a33da09f686a30e0bc52132f08d6b4f5cff8094d559bf38e89c49d";

  private static final String CARRIED_OUT = "(,[^,\"]*){4}$";

  @TempDir private static Path directory;
  private static GroundTruth truth;
  private static Reread reread;

  @BeforeAll
  static void writeAndReadBack() throws IOException {
    truth = SampleCompany.write(directory, CUSTOMERS, SEED);
    reread = new Reread(directory, LocalDate.parse(truth.asOfDate()));
  }

  @Test
  void equalParametersGiveEqualFilesByteForByte(@TempDir Path one, @TempDir Path other)
      throws IOException {
    GroundTruth first = SampleCompany.write(one, 120, 3);
    GroundTruth second = SampleCompany.write(other, 120, 3);

    assertThat(second).isEqualTo(first);
    try (Stream<Path> files = Files.list(one)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted()).isEqualTo(FILES);
    }
    for (String file : FILES) {
      assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
  }

  @Test
  void anotherSeedGivesAnotherCompany(@TempDir Path one, @TempDir Path other) throws IOException {
    assertThat(SampleCompany.write(one, 50, 3).history())
        .isNotEqualTo(SampleCompany.write(other, 50, 4).history());
  }

  @Test
  void theFilesAreTheSameOnEveryPlatform(@TempDir Path place)
      throws IOException, NoSuchAlgorithmException {
    SampleCompany.write(place, 300, 1);

    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String file : FILES) {
      digest.update(Files.readAllBytes(place.resolve(file)));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST_OF_300_CUSTOMERS);
  }

  @Test
  void whatElseIsMadeUpLeavesTheOrdersAsTheyWere(@TempDir Path place)
      throws IOException, NoSuchAlgorithmException {
    SampleCompany.write(place, 200, 3);

    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(place.resolve("customers.csv")));
    digest.update(Files.readAllBytes(place.resolve("order_lines.csv")));
    for (String line : Files.readAllLines(place.resolve("orders.csv"))) {
      digest.update((line.replaceFirst(CARRIED_OUT, "") + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST_OF_ORDERS_ALONE);
  }

  @Test
  void aLargerCompanyBeginsWithTheCustomersOfASmallerOne(@TempDir Path small, @TempDir Path large)
      throws IOException {
    SampleCompany.write(small, 40, 5);
    SampleCompany.write(large, 90, 5);

    for (String file : FILES) {
      // These are of the company and of no single customer.
      if (Set.of("exchange_rates.csv", "programme_costs.csv", "truth.json").contains(file)) {
        continue;
      }
      List<String> rows = Files.readAllLines(small.resolve(file));
      assertThat(Files.readAllLines(large.resolve(file)).subList(0, rows.size()))
          .as(file)
          .isEqualTo(rows);
    }
    assertThat(large.resolve("exchange_rates.csv"))
        .hasSameBinaryContentAs(small.resolve("exchange_rates.csv"));
  }

  @Test
  void theTruthIsReadBackAsItWasWritten() throws IOException {
    assertThat(GroundTruth.read(directory)).isEqualTo(truth);
    assertThat(Files.readString(directory.resolve("truth.json")))
        .contains("\"top_20_percent_revenue_share\"", "\"customers_for_80_percent\"")
        .doesNotContain("\r");
  }

  @Test
  void everyRowOfTheOrdersGetsTheDispositionAndCodeThatTheTruthSays() {
    Map<String, Long> codes = new TreeMap<>(truth.rows().rejected());
    codes.putAll(truth.rows().excluded());

    assertThat(reread.codes).isEqualTo(codes);
    assertThat(reread.orders).hasSize((int) truth.rows().orders());
    assertThat(reread.accepted).hasSize((int) truth.rows().accepted());
    assertThat(reread.anonymous).hasSize((int) truth.rows().anonymous());
  }

  @Test
  void everyFlawIsPlantedAndTheRejectedShareStaysBelowOnePercent() {
    for (Flaw flaw : Flaw.values()) {
      long rows =
          switch (flaw.disposition()) {
            case REJECTED -> truth.rows().rejected().getOrDefault(flaw.code(), 0L);
            case EXCLUDED -> truth.rows().excluded().getOrDefault(flaw.code(), 0L);
            case ANONYMOUS -> truth.rows().anonymous();
            case ACCEPTED -> 0L;
          };
      assertThat(rows).as(flaw.code()).isPositive();
    }
    long rejected = truth.rows().rejected().values().stream().mapToLong(Long::longValue).sum();
    assertThat((double) rejected / truth.rows().orders()).isBetween(0.003, 0.008);
  }

  @Test
  void theMoneyOfTheFilesIsTheMoneyOfTheTruthToTheLastDecimal() {
    GroundTruth.History history = truth.history();

    assertThat(sum(reread.accepted, Reread.Accepted::gross))
        .isEqualByComparingTo(history.grossRevenue());
    assertThat(sum(reread.accepted, Reread.Accepted::discount))
        .isEqualByComparingTo(history.discounts());
    assertThat(sum(reread.accepted, Reread.Accepted::returned))
        .isEqualByComparingTo(history.returned());
    assertThat(sum(reread.accepted, Reread.Accepted::net))
        .isEqualByComparingTo(history.netRevenue());
    assertThat(sum(reread.accepted, Reread.Accepted::cost)).isEqualByComparingTo(history.cost());
    assertThat(sum(reread.anonymous, Reread.Accepted::net))
        .isEqualByComparingTo(history.anonymousNetRevenue());
  }

  @Test
  void theLinesAddUpToTheirOrders() {
    Map<String, BigDecimal> amounts = new HashMap<>();
    Map<String, BigDecimal> costs = new HashMap<>();
    for (Map<String, String> line : reread.lines) {
      BigDecimal quantity = new BigDecimal(line.get("quantity"));
      String id = line.get("order_id");
      amounts.merge(id, quantity.multiply(new BigDecimal(line.get("unit_price"))), BigDecimal::add);
      costs.merge(id, quantity.multiply(new BigDecimal(line.get("unit_cost"))), BigDecimal::add);
      assertThat(quantity).isPositive();
      assertThat(line.get("product_id")).startsWith(line.get("category"));
    }
    Set<String> known = new TreeSet<>();
    for (Map<String, String> order : reread.orders) {
      String id = order.get("order_id");
      if (amounts.containsKey(id)) {
        known.add(id);
        assertThat(amounts.get(id)).as(id).isEqualByComparingTo(order.get("amount"));
        assertThat(costs.get(id)).as(id).isEqualByComparingTo(order.get("cost_amount"));
      }
    }
    assertThat(known).hasSameSizeAs(amounts.keySet());
    assertThat(reread.accepted).allMatch(order -> amounts.containsKey(order.orderId()));
  }

  @Test
  void theLinesAreCountedByWhatBecomesOfThem() {
    Set<String> acceptedIds = new TreeSet<>();
    reread.accepted.forEach(order -> acceptedIds.add(order.orderId()));
    Map<String, Long> excluded = new TreeMap<>();
    long accepted = 0;
    long anonymous = 0;
    long linesOfOthers = 0;
    for (Map<String, String> line : reread.lines) {
      if (line.get("ordered_at").compareTo(truth.asOfDate() + " 23:59:59") > 0) {
        excluded.merge("after_as_of", 1L, Long::sum);
      } else if (line.get("status").equals("cancelled")) {
        excluded.merge("status_not_counted", 1L, Long::sum);
      } else if (line.get("customer_id").isEmpty()) {
        anonymous++;
      } else {
        accepted++;
        linesOfOthers += acceptedIds.contains(line.get("order_id")) ? 0 : 1;
      }
    }

    assertThat(reread.lines).hasSize((int) truth.rows().orderLines());
    assertThat(accepted).isEqualTo(truth.rows().orderLinesAccepted());
    assertThat(linesOfOthers).isZero();
    assertThat(anonymous).isEqualTo(truth.rows().orderLinesAnonymous());
    assertThat(excluded).isEqualTo(truth.rows().orderLinesExcluded());
  }

  @Test
  void customersSignUpBeforeTheyOrderAndSomeNeverOrder() {
    Map<String, List<Reread.Accepted>> orders = reread.byCustomer();
    for (List<Reread.Accepted> history : orders.values()) {
      Map<String, String> customer = reread.customers.get(history.get(0).customerId());
      assertThat(LocalDateTime.parse(customer.get("signed_up_at"), Reread.STAMP).toLocalDate())
          .isBeforeOrEqualTo(history.get(0).day());
      assertThat(customer.get("email")).endsWith("@example.com");
    }

    assertThat(reread.customers).hasSize(CUSTOMERS);
    assertThat(orders).hasSize((int) truth.history().customersWithOrders());
    assertThat(CUSTOMERS - orders.size()).isBetween(CUSTOMERS / 50, CUSTOMERS / 25);
  }

  @Test
  void repeatsAndOccasionsAreCountedAsTheyStandInTheFiles() {
    long repeatOrders = 0;
    long repeatOccasions = 0;
    long occasions = 0;
    for (List<Reread.Accepted> history : reread.byCustomer().values()) {
      long days = history.stream().map(Reread.Accepted::day).distinct().count();
      repeatOrders += history.size() > 1 ? 1 : 0;
      repeatOccasions += days > 1 ? 1 : 0;
      occasions += days;
    }

    assertThat(repeatOrders).isEqualTo(truth.history().customersWithRepeatOrders());
    assertThat(repeatOccasions).isEqualTo(truth.history().customersWithRepeatOccasions());
    assertThat(occasions).isEqualTo(truth.history().occasions());
    assertThat(repeatOccasions).isLessThan(repeatOrders);
  }

  @Test
  void cohortsAndTheRetentionLineAreThoseOfTheFiles() {
    Map<LocalDate, Map<Long, Set<String>>> active = new TreeMap<>();
    for (List<Reread.Accepted> history : reread.byCustomer().values()) {
      LocalDate cohort =
          history.stream()
              .map(Reread.Accepted::day)
              .min(LocalDate::compareTo)
              .orElseThrow()
              .withDayOfMonth(1);
      for (Reread.Accepted order : history) {
        active
            .computeIfAbsent(cohort, month -> new TreeMap<>())
            .computeIfAbsent(
                ChronoUnit.MONTHS.between(cohort, order.day().withDayOfMonth(1)),
                since -> new TreeSet<>())
            .add(order.customerId());
      }
    }

    assertThat(truth.cohorts()).hasSameSizeAs(active.keySet());
    for (GroundTruth.Cohort cohort : truth.cohorts()) {
      Map<Long, Set<String>> months = active.get(LocalDate.parse(cohort.cohortMonth()));
      assertThat(cohort.cohortSize()).isEqualTo(months.get(0L).size());
      for (int since = 0; since < cohort.activeCustomers().size(); since++) {
        assertThat(cohort.activeCustomers().get(since))
            .isEqualTo(months.getOrDefault((long) since, Set.of()).size());
      }
    }
    for (GroundTruth.RetentionPoint point : truth.retention()) {
      long since = point.periodsSinceFirstOrder();
      LocalDate lastCohort = LocalDate.parse(truth.asOfDate()).withDayOfMonth(1).minusMonths(since);
      long customers = 0;
      long came = 0;
      for (Map.Entry<LocalDate, Map<Long, Set<String>>> cohort : active.entrySet()) {
        if (!cohort.getKey().isAfter(lastCohort)) {
          customers += cohort.getValue().get(0L).size();
          came += cohort.getValue().getOrDefault(since, Set.of()).size();
        }
      }
      assertThat(point.cohortCustomers()).isEqualTo(customers);
      assertThat(point.activeCustomers()).isEqualTo(came);
      assertThat(point.retentionRate()).isEqualTo((double) came / customers);
    }
    assertThat(truth.retention()).hasSize(60);
  }

  @Test
  void concentrationIsThatOfTheFilesAndBelievable() {
    List<BigDecimal> descending =
        reread.byCustomer().values().stream()
            .map(history -> sum(history, Reread.Accepted::net))
            .sorted(Collections.reverseOrder())
            .toList();
    BigDecimal total = truth.history().netRevenue();
    int customersFor80Percent = 0;
    BigDecimal held = BigDecimal.ZERO;
    while (held.compareTo(total.multiply(new BigDecimal("0.8"))) < 0) {
      held = held.add(descending.get(customersFor80Percent++));
    }
    double differences = 0;
    for (int place = 0; place < descending.size(); place++) {
      differences += (descending.size() - 1 - 2.0 * place) * descending.get(place).doubleValue();
    }

    GroundTruth.Concentration concentration = truth.concentration();
    assertThat(concentration.customersFor80Percent()).isEqualTo(customersFor80Percent);
    assertThat(concentration.giniCoefficient())
        .isCloseTo(differences / descending.size() / total.doubleValue(), within(1e-9));
    assertThat(concentration.top1PercentRevenueShare())
        .isCloseTo(share(descending, total, 0.01), within(1e-12));
    assertThat(concentration.top20PercentRevenueShare())
        .isCloseTo(share(descending, total, 0.20), within(1e-12));
    assertThat(concentration.top20PercentRevenueShare()).isBetween(0.70, 0.85);
  }

  @Test
  void segmentsAddUpToTheWholeAndDiffer() {
    assertThat(truth.countries().keySet()).containsExactly("BE", "DE", "FR", "GB", "NL", "US");
    assertThat(truth.channels().keySet()).containsExactly("app", "store", "web");
    for (Map<String, GroundTruth.Slice> slices : List.of(truth.countries(), truth.channels())) {
      assertThat(slices.values().stream().mapToLong(GroundTruth.Slice::orders).sum())
          .isEqualTo(truth.rows().accepted());
      assertThat(
              slices.values().stream()
                  .map(GroundTruth.Slice::netRevenue)
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(truth.history().netRevenue());
    }
    assertThat(ordersPerCustomer("NL")).isGreaterThan(1.2 * ordersPerCustomer("US"));
  }

  @Test
  void moreCustomersAreWonEachYearAndMostBeforeTheHolidays() {
    Map<Integer, Integer> byYear = new TreeMap<>();
    Map<Integer, Integer> byMonth = new TreeMap<>();
    for (GroundTruth.Cohort cohort : truth.cohorts()) {
      LocalDate month = LocalDate.parse(cohort.cohortMonth());
      byYear.merge(month.getYear(), cohort.cohortSize(), Integer::sum);
      byMonth.merge(month.getMonthValue(), cohort.cohortSize(), Integer::sum);
    }

    assertThat(byYear.get(2025)).isGreaterThan((int) (1.3 * byYear.get(2021)));
    assertThat(byMonth.get(11)).isGreaterThan((int) (1.3 * byMonth.get(2)));
  }

  @Test
  void parametersThatMakeNoCompanyAreRefused() {
    assertThatThrownBy(() -> SampleParameters.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DealingsParameters.Contrast(0.5, 1.1, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DealingsParameters.Trial("mail", -1, 0.1, 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Of whom nothing is decided, and of whom no month is over. */
  @Test
  void aCompanyOfOneDayHasEveryFile(@TempDir Path place) throws IOException {
    SampleParameters usual = SampleParameters.of(60, 1);
    LocalDate day = LocalDate.of(2025, 3, 14);
    SampleParameters oneDay =
        new SampleParameters(
            usual.customers(),
            usual.seed(),
            day,
            day,
            usual.yearlyGrowth(),
            usual.shareWithoutOrders(),
            usual.purchases(),
            usual.spend(),
            usual.dealings());

    GroundTruth truth = SampleCompany.write(place, oneDay);

    for (String file : FILES) {
      assertThat(place.resolve(file)).as(file).isNotEmptyFile();
    }
    assertThat(truth.dealings().untroubledOrders()).isEqualTo(new DealingsTruth.Outcome(0, 0));
    assertThat(truth.inputs().get("programme_costs").rows()).isZero();
    assertThat(new Reread(place, day).accepted)
        .isNotEmpty()
        .allMatch(
            order ->
                order.row().get("delivered_at").isEmpty()
                    || order.row().get("delivered_at").compareTo(order.row().get("ordered_at"))
                        > 0);
  }

  private static double ordersPerCustomer(String country) {
    GroundTruth.Slice slice = truth.countries().get(country);
    return (double) slice.orders() / slice.customers();
  }

  private static double share(List<BigDecimal> descending, BigDecimal total, double share) {
    BigDecimal held =
        descending.subList(0, (int) Math.ceil(share * descending.size())).stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return held.doubleValue() / total.doubleValue();
  }

  private static BigDecimal sum(
      List<Reread.Accepted> orders, Function<Reread.Accepted, BigDecimal> amount) {
    return orders.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
