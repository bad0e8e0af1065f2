package io.perennial.model.clv;

import io.perennial.testing.PublicData;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The published 1/10 sample of CDNOW's customers of 1997, read from the file of its purchases. Days
 * with several purchases are one occasion, of their summed amount.
 */
final class CdnowSample {
  static final LocalDate CALIBRATION_END = LocalDate.of(1997, 9, 30);

  /** Occasions of one customer: the day and the dollars, in the order of days. */
  record Customer(int id, TreeMap<LocalDate, Double> occasions) {
    PurchaseRecord record() {
      return record(CALIBRATION_END);
    }

    PurchaseRecord record(LocalDate end) {
      LocalDate first = occasions.firstKey();
      LocalDate last = occasions.floorKey(end);
      return new PurchaseRecord(
          occasions.headMap(end, true).size() - 1, days(first, last), days(first, end));
    }

    /** The mean amount of the repeat occasions of the calibration; zero where there is none. */
    double meanRepeatSpend() {
      return occasions.headMap(CALIBRATION_END, true).values().stream()
          .skip(1)
          .mapToDouble(Double::doubleValue)
          .average()
          .orElse(0);
    }
  }

  private CdnowSample() {}

  /** All customers, in the order of their numbers in the sample. */
  static List<Customer> customers() {
    List<Customer> customers = new ArrayList<>();
    for (String line : PublicData.lines("cdnow/CDNOW_sample.txt.gz")) {
      String[] fields = line.strip().split("\\s+");
      int id = Integer.parseInt(fields[1]);
      if (customers.isEmpty() || customers.get(customers.size() - 1).id() != id) {
        customers.add(new Customer(id, new TreeMap<>()));
      }
      customers
          .get(customers.size() - 1)
          .occasions()
          .merge(
              LocalDate.parse(fields[2], DateTimeFormatter.BASIC_ISO_DATE),
              Double.parseDouble(fields[4]),
              Double::sum);
    }
    return customers;
  }

  /** The calibration's records by their exact days. */
  static PurchaseCounts counts() {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    customers().forEach(customer -> builder.add(customer.record(), 1));
    return builder.build().merged();
  }

  /** The published summary of the same customers, its weeks rounded to two decimals. */
  static PurchaseCounts roundedSummary() {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    roundedRecords().forEach(record -> builder.add(record, 1));
    return builder.build().merged();
  }

  /** The published summary, customer by customer in the order of their numbers. */
  static List<PurchaseRecord> roundedRecords() {
    return PublicData.lines("cdnow/cdnow_customers_summary.csv.gz").stream()
        .skip(1)
        .map(line -> line.split(","))
        .map(
            fields ->
                new PurchaseRecord(
                    (int) Double.parseDouble(fields[1]),
                    TimeSpan.of(Double.parseDouble(fields[2]), TimeUnit.WEEK),
                    TimeSpan.of(Double.parseDouble(fields[3]), TimeUnit.WEEK)))
        .toList();
  }

  private static TimeSpan days(LocalDate from, LocalDate to) {
    return TimeSpan.ofDays((double) to.toEpochDay() - from.toEpochDay());
  }
}
