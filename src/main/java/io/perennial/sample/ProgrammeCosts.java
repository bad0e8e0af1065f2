package io.perennial.sample;

import static io.perennial.table.input.ProgrammeCostsInput.ACQUISITION;
import static io.perennial.table.input.ProgrammeCostsInput.RETENTION;

import io.perennial.table.input.ProgrammeCostsInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * Writes programme_costs.csv: what keeping and winning customers cost beside what is known of a
 * single one. Advertising, newsletter and loyalty programme are booked by the month, fairs by the
 * quarter and training by the year, in several rows where it is more than 50,000; only periods that
 * are over by the as-of date are. The costs follow how many customers were won, of which one number
 * a month is kept.
 */
final class ProgrammeCosts {
  private static final int MONTHS_OF_QUARTER = 3;
  private static final int MONTHS_OF_YEAR = 12;
  private static final long MOST_CENTS_PER_ROW = 5_000_000;

  private final SampleParameters parameters;
  private final Map<YearMonth, Integer> won = new TreeMap<>();
  private final Map<String, Map<String, BigDecimal>> amounts = new TreeMap<>();

  ProgrammeCosts(SampleParameters parameters) {
    this.parameters = parameters;
  }

  /** Notes when a customer was won: with the first clean order. */
  void add(CustomerHistory history) {
    history.orders().stream()
        .filter(order -> order.flaw().isEmpty())
        .findFirst()
        .ifPresent(
            order -> won.merge(YearMonth.from(LocalDate.ofEpochDay(order.day())), 1, Integer::sum));
  }

  /** Writes the costs, and returns how many rows there are and what must become of them. */
  GroundTruth.InputRows write(Path directory, RandomDataGenerator random) throws IOException {
    FlawedCsv.Layout layout =
        new FlawedCsv.Layout(
            ProgrammeCostsInput.CONTRACT,
            List.of(
                ProgrammeCostsInput.FROM_DATE,
                ProgrammeCostsInput.TO_DATE,
                ProgrammeCostsInput.PURPOSE,
                ProgrammeCostsInput.CATEGORY,
                ProgrammeCostsInput.AMOUNT_COLUMN),
            Optional.empty());
    DealingsParameters.Programmes costs = parameters.dealings().programmes();
    YearMonth first = YearMonth.from(parameters.firstDay());
    try (FlawedCsv file = new FlawedCsv(directory, layout, parameters.asOfDate())) {
      for (YearMonth month = first;
          !month.atEndOfMonth().isAfter(parameters.asOfDate());
          month = month.plusMonths(1)) {
        Writer writer = new Writer(file, month, random);
        long toDate = won(first, month);
        writer.add(
            1, ACQUISITION, "advertising", costs.advertisingPerNewCustomer() * won(month, month));
        writer.add(1, RETENTION, "newsletter", costs.newsletterPerCustomer() * toDate);
        writer.add(1, RETENTION, "loyalty_programme", costs.loyaltyPerCustomer() * toDate);
        if (month.getMonthValue() % MONTHS_OF_QUARTER == 0) {
          long ofQuarter = won(month.minusMonths(MONTHS_OF_QUARTER - 1), month);
          writer.add(
              MONTHS_OF_QUARTER, ACQUISITION, "fairs", costs.fairsPerNewCustomer() * ofQuarter);
        }
        if (month.getMonthValue() == MONTHS_OF_YEAR) {
          writer.add(
              MONTHS_OF_YEAR, RETENTION, "service_training", costs.trainingPerCustomer() * toDate);
        }
      }
      return file.rows();
    }
  }

  /** The sums of what was written, by purpose and calendar year. */
  Map<String, Map<String, BigDecimal>> amounts() {
    return amounts;
  }

  private long won(YearMonth from, YearMonth to) {
    long customers = 0;
    for (Map.Entry<YearMonth, Integer> month : won.entrySet()) {
      if (!month.getKey().isBefore(from) && !month.getKey().isAfter(to)) {
        customers += month.getValue();
      }
    }
    return customers;
  }

  /** Writes the costs of periods that end with a month. */
  private final class Writer {
    private final FlawedCsv file;
    private final YearMonth last;
    private final RandomDataGenerator random;

    Writer(FlawedCsv file, YearMonth last, RandomDataGenerator random) {
      this.file = file;
      this.last = last;
      this.random = random;
    }

    void add(int months, String purpose, String category, long usualCents) throws IOException {
      long left = Draw.about(usualCents, random);
      while (left > 0) {
        long cents = FastMath.min(left, MOST_CENTS_PER_ROW);
        addRow(months, purpose, category, cents);
        left -= cents;
      }
    }

    private void addRow(int months, String purpose, String category, long cents)
        throws IOException {
      LocalDate from = last.minusMonths(months - 1L).atDay(1);
      file.add(
          List.of(
              from.toString(),
              last.atEndOfMonth().toString(),
              purpose,
              category,
              Cells.cents(cents)));
      amounts
          .computeIfAbsent(purpose, key -> new TreeMap<>())
          .merge(Integer.toString(from.getYear()), KeyedSums.moneyOfCents(cents), BigDecimal::add);
    }
  }
}
