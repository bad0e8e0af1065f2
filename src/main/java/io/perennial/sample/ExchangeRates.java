package io.perennial.sample;

import io.perennial.table.input.ExchangeRatesInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * What a pound and a dollar are worth in euros on each day: a level and a slow random walk that is
 * drawn back to it. On New Year's Day and at Christmas no rate is fixed.
 */
final class ExchangeRates {
  static final String FILE = "exchange_rates.csv";
  static final String REPORTING_CURRENCY = "EUR";
  static final String POUND = "GBP";
  static final String DOLLAR = "USD";

  private static final List<String> CURRENCIES = List.of(POUND, DOLLAR);
  private static final double[] LEVELS = {1.16, 0.92};
  private static final List<MonthDay> WITHOUT_RATE =
      List.of(MonthDay.of(1, 1), MonthDay.of(12, 25), MonthDay.of(12, 26));
  private static final double PULL = 0.995;
  private static final double DAILY_DEVIATION = 0.003;
  private static final long MILLIONTHS = 1_000_000L;
  private static final int DECIMALS = 6;

  private final LocalDate firstDay;
  private final int firstEpochDay;
  private final long[][] millionths;
  private final List<Integer> daysWithoutRate;

  ExchangeRates(LocalDate firstDay, LocalDate lastDay, RandomDataGenerator random) {
    this.firstDay = firstDay;
    this.firstEpochDay = (int) firstDay.toEpochDay();
    int days = (int) (lastDay.toEpochDay() - firstDay.toEpochDay()) + 1;
    this.millionths = new long[CURRENCIES.size()][days];
    double[] logarithms = new double[CURRENCIES.size()];
    for (int day = 0; day < days; day++) {
      for (int currency = 0; currency < CURRENCIES.size(); currency++) {
        logarithms[currency] =
            PULL * logarithms[currency] + DAILY_DEVIATION * random.nextGaussian();
        millionths[currency][day] =
            FastMath.round(LEVELS[currency] * FastMath.exp(logarithms[currency]) * MILLIONTHS);
      }
    }
    this.daysWithoutRate =
        IntStream.range(firstEpochDay - 1, firstEpochDay + days)
            .filter(day -> !has(POUND, day))
            .boxed()
            .toList();
  }

  /**
   * The days on which no foreign currency has a rate, in days since 1970-01-01; the first is the
   * day before the company's first.
   */
  List<Integer> daysWithoutRate() {
    return daysWithoutRate;
  }

  /** Whether an amount in that currency can be brought to the reporting currency on that day. */
  boolean has(String currency, int epochDay) {
    if (currency.equals(REPORTING_CURRENCY)) {
      return true;
    }
    int day = epochDay - firstEpochDay;
    return day >= 0
        && day < millionths[0].length
        && !WITHOUT_RATE.contains(MonthDay.from(LocalDate.ofEpochDay(epochDay)));
  }

  /** The cents of a currency that come nearest to cents of the reporting currency. */
  long toCurrency(long reportingCents, String currency, int epochDay) {
    return currency.equals(REPORTING_CURRENCY)
        ? reportingCents
        : roundedHalfUp(reportingCents * MILLIONTHS, rate(currency, epochDay));
  }

  /** Cents of a currency in ten-thousandths of the reporting currency, rounded half up. */
  long toReportingUnits(long cents, String currency, int epochDay) {
    return currency.equals(REPORTING_CURRENCY)
        ? cents * 100
        : roundedHalfUp(cents * 100 * rate(currency, epochDay), MILLIONTHS);
  }

  /** Writes every rate to its file. */
  void write(Path directory) throws IOException {
    try (CsvFile file =
        new CsvFile(
            directory.resolve(FILE),
            ExchangeRatesInput.CURRENCY,
            ExchangeRatesInput.DATE_COLUMN,
            ExchangeRatesInput.RATE)) {
      for (int day = 0; day < millionths[0].length; day++) {
        LocalDate date = firstDay.plusDays(day);
        for (String currency : CURRENCIES) {
          if (has(currency, firstEpochDay + day)) {
            file.text(currency)
                .date(date)
                .text(
                    BigDecimal.valueOf(rate(currency, firstEpochDay + day), DECIMALS)
                        .toPlainString())
                .endRow();
          }
        }
      }
    }
  }

  private long rate(String currency, int epochDay) {
    return millionths[CURRENCIES.indexOf(currency)][epochDay - firstEpochDay];
  }

  private static long roundedHalfUp(long dividend, long divisor) {
    return (dividend + divisor / 2) / divisor;
  }
}
