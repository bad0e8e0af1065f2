package io.perennial.report;

import io.perennial.table.Granularity;
import io.perennial.table.ReportLanguage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The words of the report in one language, and how numbers, money and dates are written in it. */
public final class Words {
  private static final BigDecimal WHOLE_UNITS_FROM = BigDecimal.valueOf(1000);

  private final ReportLanguage language;
  private final Currency currency;
  private final Properties texts;

  private Words(ReportLanguage language, Currency currency, Properties texts) {
    this.language = language;
    this.currency = currency;
    this.texts = texts;
  }

  /**
   * The words of a language.
   *
   * @param currency the ISO 4217 code of the currency of all amounts
   */
  public static Words of(ReportLanguage language, String currency) {
    String name = "words_" + language.tag() + ".properties";
    Properties texts = new Properties();
    try (InputStream stream = Words.class.getResourceAsStream(name)) {
      texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    return new Words(language, Currency.getInstance(currency), texts);
  }

  /** The language. */
  public ReportLanguage language() {
    return language;
  }

  /** The ISO 4217 code of the currency of all amounts. */
  public String currency() {
    return currency.getCurrencyCode();
  }

  /** The keys of all texts. */
  Set<String> keys() {
    return new TreeSet<>(texts.stringPropertyNames());
  }

  /** Whether there is a text of that key. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /**
   * A text with its places filled.
   *
   * @param arguments what stands for {0}, {1} and so on
   */
  public String text(String key, Object... arguments) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("there are no words for " + key);
    }
    return filled(text, arguments);
  }

  /** A text that differs for one and for several; the number is {0}, the arguments follow. */
  public String counted(String key, long number, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = count(number);
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return text(key + (number == 1 ? ".one" : ".other"), all);
  }

  /** What a code of the tables is called: its own word, or itself where there is none. */
  public String label(String kind, String code) {
    String text = texts.getProperty(kind + "." + code);
    return text == null ? code.replace('_', ' ') : text;
  }

  /** A whole number. */
  public String count(long number) {
    return numbers(0).format(number);
  }

  /** A number with as many decimals. */
  public String number(double number, int decimals) {
    return numbers(decimals).format(BigDecimal.valueOf(number));
  }

  /** A share in [0, 1] as a percentage with one decimal. */
  public String percent(double share) {
    return percent(share, 1);
  }

  /** A share in [0, 1] as a percentage. */
  public String percent(double share, int decimals) {
    BigDecimal hundredfold = BigDecimal.valueOf(share).movePointRight(2);
    return numbers(decimals).format(hundredfold) + "%";
  }

  /** A relative change, with its sign. */
  public String change(double change) {
    return sign(change) + percent(Math.abs(change));
  }

  /** A change of a share in percentage points, with its sign. */
  public String points(double change) {
    return text("unit.points", sign(change) + number(Math.abs(change) * 100, 1));
  }

  /** The same within a table, where the unit stands again and again, with as many decimals. */
  public String pointsInTable(double change, int decimals) {
    return text("unit.points_in_table", sign(change) + number(Math.abs(change) * 100, decimals));
  }

  /** An amount as a manager reads it: without cents from a thousand on. */
  public String money(BigDecimal amount) {
    return money(amount, amount.abs().compareTo(WHOLE_UNITS_FROM) >= 0 ? 0 : 2);
  }

  /** An amount with as many decimals. */
  public String money(BigDecimal amount, int decimals) {
    NumberFormat format = NumberFormat.getCurrencyInstance(language.locale());
    format.setCurrency(currency);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format.format(amount);
  }

  /** A date in full. */
  public String date(LocalDate date) {
    return dates("d MMMM yyyy").format(date);
  }

  /** A calendar period by its first day, short enough for an axis. */
  public String period(String granularity, LocalDate start) {
    return switch (granularity(granularity)) {
      case YEAR -> Integer.toString(start.getYear());
      case QUARTER ->
          text(
              "period.quarter", (start.getMonthValue() + 2) / 3, Integer.toString(start.getYear()));
      case MONTH -> dates("MMM yyyy").format(start).replace(".", "");
      case WEEK, DAY -> dates("d MMM yyyy").format(start).replace(".", "");
    };
  }

  /** The granularity of that name. */
  static Granularity granularity(String label) {
    return Arrays.stream(Granularity.values())
        .filter(one -> one.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no granularity " + label));
  }

  private DateTimeFormatter dates(String pattern) {
    // The names of months without the habits of a country.
    return DateTimeFormatter.ofPattern(
        pattern, Locale.forLanguageTag(language.locale().getLanguage()));
  }

  private NumberFormat numbers(int decimals) {
    NumberFormat format = NumberFormat.getNumberInstance(language.locale());
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format;
  }

  private static String sign(double change) {
    return change > 0 ? "+" : change < 0 ? "−" : "±";
  }

  private static String filled(String text, Object... arguments) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      int place = Integer.parseInt(text.substring(open + 1, close));
      // What is filled in is not looked into again: a name may hold braces of its own.
      filled.append(text, from, open).append(arguments[place]);
      from = close + 1;
    }
    return filled.append(text.substring(from)).toString();
  }
}
