package io.perennial.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.PublicData;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files of a made-up company, read back and judged row by row. */
final class Reread {
  static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);
  private static final BigDecimal MAXIMUM_AMOUNT = new BigDecimal("100000");
  private static final LocalDate EARLIEST_DATE = LocalDate.of(2015, 1, 1);

  /** An order that survived every rule; amounts in the reporting currency with 4 decimals. */
  record Accepted(
      String orderId,
      String customerId,
      LocalDate day,
      String channel,
      BigDecimal gross,
      BigDecimal discount,
      BigDecimal returned,
      BigDecimal cost,
      Map<String, String> row) {
    BigDecimal net() {
      return gross.subtract(discount).subtract(returned);
    }
  }

  final List<Accepted> accepted = new ArrayList<>();
  final List<Accepted> anonymous = new ArrayList<>();
  final Map<String, Long> codes = new TreeMap<>();
  final List<Map<String, String>> orders;
  final List<Map<String, String>> lines;
  final Map<String, Map<String, String>> customers = new TreeMap<>();
  private final Map<String, BigDecimal> rates = new HashMap<>();
  private final LocalDate asOf;

  Reread(Path directory, LocalDate asOf) throws IOException {
    this.asOf = asOf;
    orders = rows(directory.resolve("orders.csv"));
    lines = rows(directory.resolve("order_lines.csv"));
    for (Map<String, String> row : rows(directory.resolve("customers.csv"))) {
      assertThat(customers.put(row.get("customer_id"), row)).isNull();
    }
    for (Map<String, String> row : rows(directory.resolve("exchange_rates.csv"))) {
      rates.put(row.get("currency") + row.get("date"), new BigDecimal(row.get("rate")));
    }
    Map<String, Set<Map<String, String>>> versions = new HashMap<>();
    for (Map<String, String> row : orders) {
      versions
          .computeIfAbsent(row.get("order_id"), id -> Collections.newSetFromMap(new HashMap<>()))
          .add(row);
    }
    Set<String> seen = new TreeSet<>();
    for (Map<String, String> row : orders) {
      String code = code(row, versions, seen);
      if (code.equals("anonymous")) {
        anonymous.add(accepted(row));
      } else if (code.isEmpty()) {
        accepted.add(accepted(row));
      } else {
        codes.merge(code, 1L, Long::sum);
      }
    }
  }

  private String code(
      Map<String, String> row, Map<String, Set<Map<String, String>>> versions, Set<String> seen) {
    String id = row.get("order_id");
    String orderedAt = row.get("ordered_at");
    String amount = row.get("amount");
    if (id.isEmpty()) {
      return "missing_order_id";
    }
    if (orderedAt.isEmpty()) {
      return "missing_ordered_at";
    }
    Optional<LocalDate> day = day(orderedAt);
    if (day.isEmpty()) {
      return "unreadable_ordered_at";
    }
    if (day.get().isBefore(EARLIEST_DATE)) {
      return "impossible_date";
    }
    if (amount.isEmpty()) {
      return "missing_amount";
    }
    if (!amount.matches("-?\\d+(\\.\\d+)?")) {
      return "unreadable_amount";
    }
    if (new BigDecimal(amount).compareTo(MAXIMUM_AMOUNT) > 0) {
      return "absurd_amount";
    }
    if (Currency.getAvailableCurrencies().stream()
        .noneMatch(currency -> currency.getCurrencyCode().equals(row.get("currency")))) {
      return "unknown_currency";
    }
    if (day.get().isAfter(asOf)) {
      return "after_as_of";
    }
    if (row.get("status").equals("cancelled")) {
      return "status_not_counted";
    }
    if (rate(row.get("currency"), day.get()).isEmpty()) {
      return "missing_exchange_rate";
    }
    if (versions.get(id).size() > 1) {
      return "conflicting_order_id";
    }
    if (!seen.add(id)) {
      return "identical_repeat";
    }
    return row.get("customer_id").isEmpty() ? "anonymous" : "";
  }

  private Accepted accepted(Map<String, String> row) {
    LocalDate day = day(row.get("ordered_at")).orElseThrow();
    BigDecimal rate = rate(row.get("currency"), day).orElseThrow();
    return new Accepted(
        row.get("order_id"),
        row.get("customer_id"),
        day,
        row.get("channel"),
        converted(row.get("amount"), rate),
        converted(row.get("discount_amount"), rate),
        converted(row.get("returned_amount"), rate),
        converted(row.get("cost_amount"), rate),
        row);
  }

  Optional<BigDecimal> rate(String currency, LocalDate day) {
    return currency.equals("EUR")
        ? Optional.of(BigDecimal.ONE)
        : Optional.ofNullable(rates.get(currency + day));
  }

  static BigDecimal converted(String amount, BigDecimal rate) {
    return amount.isEmpty()
        ? BigDecimal.ZERO
        : new BigDecimal(amount).multiply(rate).setScale(4, RoundingMode.HALF_UP);
  }

  static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, STAMP).toLocalDate());
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  static List<Map<String, String>> rows(Path file) throws IOException {
    return PublicData.rows(
        file.getFileName().toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
  }

  Map<String, List<Accepted>> byCustomer() {
    Map<String, List<Accepted>> orders = new TreeMap<>();
    accepted.forEach(
        order -> orders.computeIfAbsent(order.customerId(), id -> new ArrayList<>()).add(order));
    return orders;
  }
}
