package io.perennial.config;

import io.perennial.error.Errors;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The types that options have. */
final class OptionTypes {
  /** What names a segment, an attribute or a database. */
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** A status code or a constant may look like a number to an editor. */
  private static final Map<String, Object> TEXT_OR_NUMBER =
      Map.of("type", List.of("string", "number"), "minLength", 1);

  private static final String NO_CURRENCY = "XXX";

  private OptionTypes() {}

  /** Text that is not blank. */
  static OptionType<String> text() {
    return scalar(
        "text",
        Map.of("type", "string", "minLength", 1),
        text -> text.isBlank() ? Optional.empty() : Optional.of(text),
        "must be text that is not blank",
        Function.identity(),
        text -> "Give a value, or leave the key out.");
  }

  /** Text in small letters without outer blanks, as statuses are compared. */
  static OptionType<String> status() {
    return scalar(
        "text",
        TEXT_OR_NUMBER,
        text ->
            text.isBlank() ? Optional.empty() : Optional.of(text.strip().toLowerCase(Locale.ROOT)),
        "must be a status that is not blank",
        Function.identity(),
        text -> "Name a status, as the mapped status column holds it.");
  }

  /** Text in small letters, with blanks for underscores and hyphens, as reasons are compared. */
  static OptionType<String> reason() {
    return scalar(
        "text",
        TEXT_OR_NUMBER,
        text -> {
          String plain = text.replace('_', ' ').replace('-', ' ').strip().toLowerCase(Locale.ROOT);
          return plain.isEmpty() ? Optional.empty() : Optional.of(plain);
        },
        "must be a reason that is not blank",
        Function.identity(),
        text -> "Name a reason, as the mapped reason column holds it.");
  }

  /** A name in snake case. */
  static OptionType<String> name() {
    return scalar(
        "name",
        Map.of("type", "string", "pattern", "^" + NAME.pattern() + "$"),
        text -> NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
        "must be a name of small letters, digits and underscores that begins with a letter",
        Function.identity(),
        text -> "Write it in snake case, such as member_card.");
  }

  /** A day. */
  static OptionType<LocalDate> date() {
    return scalar(
        "date",
        Map.of("type", "string", "format", "date"),
        OptionTypes::parseDate,
        "must be a date that exists, as year-month-day",
        LocalDate::toString,
        text -> "Write it as 2011-12-09.");
  }

  private static Optional<LocalDate> parseDate(String text) {
    try {
      LocalDate date = LocalDate.parse(text.strip());
      return date.getYear() >= 1 && date.getYear() <= 9999 ? Optional.of(date) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A time zone. */
  static OptionType<ZoneId> zone() {
    return scalar(
        "time zone",
        Map.of("type", "string"),
        text -> {
          try {
            return Optional.of(ZoneId.of(text.strip()));
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        },
        "must be a time zone of the IANA database or an offset",
        ZoneId::getId,
        text ->
            NearestKey.find(text, ZoneId.getAvailableZoneIds())
                .map(zone -> "Did you mean " + zone + "?")
                .orElse("Write it as Europe/London, UTC or +01:00."));
  }

  /** A currency. */
  static OptionType<String> currency() {
    return scalar(
        "ISO 4217 code",
        Map.of("type", "string", "pattern", "^[A-Z]{3}$"),
        text -> {
          try {
            String code = Currency.getInstance(text).getCurrencyCode();
            return code.equals(NO_CURRENCY) ? Optional.empty() : Optional.of(code);
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        },
        "must be the ISO 4217 code of a currency, in capitals",
        Function.identity(),
        text -> "Write it as EUR, GBP or USD.");
  }

  /** One of the constants of an enumeration, by its label. */
  static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type, Function<E, String> label) {
    return oneOf(Arrays.asList(type.getEnumConstants()), label);
  }

  /** One of some things, written by their labels. */
  static <E> OptionType<E> oneOf(List<E> choices, Function<E, String> label) {
    List<String> labels = choices.stream().map(label).toList();
    return scalar(
        String.join(" | ", labels),
        Map.of("enum", labels),
        text -> choices.stream().filter(choice -> label.apply(choice).equals(text)).findFirst(),
        "must be one of " + String.join(", ", labels),
        label,
        text -> oneOfRemedy(text, labels));
  }

  /** One of some words. */
  static OptionType<String> oneOf(List<String> words) {
    return oneOf(words, Function.identity());
  }

  private static String oneOfRemedy(String text, List<String> words) {
    return NearestKey.find(text, words)
        .map(word -> "Did you mean " + word + "?")
        .orElse("Write one of these words.");
  }

  /** A whole number within bounds. */
  static OptionType<Integer> whole(int least, int most) {
    return scalar(
        "whole number",
        Map.of("type", "integer", "minimum", least, "maximum", most),
        text -> parseWhole(text, least, most),
        "must be a whole number from " + least + " to " + most,
        Object::toString,
        text ->
            "Write a number in this range in digits, such as "
                + Math.max(least, Math.min(most, 90))
                + ".");
  }

  /** A whole number within bounds, or a word that stands for no number. */
  static OptionType<OptionalInt> wholeOr(String word, int least, int most) {
    return scalar(
        word + " | whole number",
        Map.of(
            "anyOf",
            List.of(
                Map.of("const", word),
                Map.of("type", "integer", "minimum", least, "maximum", most))),
        text ->
            text.equals(word)
                ? Optional.of(OptionalInt.empty())
                : parseWhole(text, least, most).map(OptionalInt::of),
        "must be " + word + " or a whole number from " + least + " to " + most,
        number -> number.isPresent() ? Integer.toString(number.getAsInt()) : word,
        text -> "Write " + word + ", or a number of days such as 90.");
  }

  private static Optional<Integer> parseWhole(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text.strip());
      return number >= least && number <= most ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Yes or no. */
  static OptionType<Boolean> flag() {
    return scalar(
        "true | false",
        Map.of("type", "boolean"),
        text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        "must be true or false",
        Object::toString,
        text -> "Write true or false.");
  }

  /** A share of a whole. */
  static OptionType<Double> share() {
    return number("share", BigDecimal.ZERO, BigDecimal.ONE, "0.05");
  }

  /** A number within bounds. */
  static OptionType<Double> number(
      String label, BigDecimal least, BigDecimal most, String example) {
    return scalar(
        label,
        Map.of("type", "number", "minimum", least, "maximum", most),
        text ->
            parseDecimal(text)
                .filter(number -> number.compareTo(least) >= 0 && number.compareTo(most) <= 0)
                .map(BigDecimal::doubleValue),
        "must be a number from " + least.toPlainString() + " to " + most.toPlainString(),
        Object::toString,
        text -> "Write it as " + example + ".");
  }

  /** A positive amount with at most four decimals. */
  static OptionType<BigDecimal> amount(BigDecimal most) {
    return scalar(
        "amount",
        Map.of("type", "number", "exclusiveMinimum", 0, "maximum", most),
        text ->
            parseDecimal(text)
                .filter(number -> number.signum() > 0 && number.compareTo(most) <= 0)
                .map(OptionTypes::plain)
                .filter(number -> number.scale() <= 4),
        "must be a positive amount of at most " + most.toPlainString() + " with at most 4 decimals",
        BigDecimal::toPlainString,
        text -> "Write it in digits without separators, such as 50000 or 999.99.");
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static Optional<BigDecimal> parseDecimal(String text) {
    // A long exponent would make a number of as many digits; no option needs one.
    if (text.length() > 40 || text.strip().matches(".*[eE][+-]?\\d{3,}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A Spark SQL expression over the source columns. */
  static OptionType<String> expression() {
    OptionType.Reader<String> reader =
        (value, place) ->
            withText(
                value,
                place,
                "must be a source column or a Spark SQL expression",
                (scalar, text) -> {
                  Optional<String> complaint = Expressions.complaint(text);
                  if (complaint.isPresent()) {
                    // The parser's words may quote the text, which may hold what was filled in.
                    String reason =
                        Placeholders.in(scalar.text())
                            ? "it does not parse once its placeholders are filled in"
                            : complaint.get();
                    place
                        .findings()
                        .add(
                            scalar.origin(),
                            Errors.expressionMalformed(
                                scalar.origin().place(), place.key(), reason));
                    return Optional.empty();
                  }
                  return Optional.of(parsed(scalar, text, text.strip()));
                });
    return new OptionType<>("Spark SQL expression", TEXT_OR_NUMBER, reader);
  }

  /** A set of values: repeats are refused, order does not matter. */
  static <T> OptionType<List<T>> setOf(OptionType<T> type, Comparator<T> order, int least) {
    OptionType<List<T>> list = listOf(type, least, true);
    OptionType.Reader<List<T>> reader =
        (value, place) -> {
          Map<String, T> distinct = new LinkedHashMap<>();
          Optional<List<Parsed<T>>> items = items(value, place, type, least);
          if (items.isEmpty()) {
            return Optional.empty();
          }
          for (Parsed<T> item : items.get()) {
            if (distinct.put(item.canonical(), item.value()) != null) {
              return place.refuse(
                  value, "must not name " + item.canonical() + " twice", "Take one of them out.");
            }
          }
          List<String> canonical = distinct.keySet().stream().sorted().toList();
          List<T> sorted = distinct.values().stream().sorted(order).toList();
          return Optional.of(new Parsed<>(sorted, canonical.toString()));
        };
    return new OptionType<>(list.label(), list.schema(), reader);
  }

  /** Whole numbers, each larger than the one before it. */
  static OptionType<List<Integer>> ascending(int least, int most) {
    OptionType<List<Integer>> list = listOf(whole(least, most), 1, true);
    OptionType.Reader<List<Integer>> reader =
        (value, place) -> {
          Optional<Parsed<List<Integer>>> parsed = list.reader().read(value, place);
          if (parsed.isEmpty()) {
            return parsed;
          }
          List<Integer> numbers = parsed.get().value();
          for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) <= numbers.get(i - 1)) {
              List<Integer> sorted = numbers.stream().distinct().sorted().toList();
              return place.refuse(value, "must ascend", "Write " + sorted + ".");
            }
          }
          return parsed;
        };
    return new OptionType<>("ascending list of whole number", list.schema(), reader);
  }

  private static <T> OptionType<List<T>> listOf(OptionType<T> type, int least, boolean unique) {
    Map<String, Object> schema = new TreeMap<>();
    schema.put("type", "array");
    schema.put("items", type.schema());
    if (least > 0) {
      schema.put("minItems", least);
    }
    if (unique) {
      schema.put("uniqueItems", true);
    }
    return new OptionType<>(
        "list of " + type.label(),
        schema,
        (value, place) ->
            items(value, place, type, least)
                .map(
                    items ->
                        new Parsed<>(
                            items.stream().map(Parsed::value).toList(),
                            items.stream().map(Parsed::canonical).toList().toString())));
  }

  private static <T> Optional<List<Parsed<T>>> items(
      Value value, Place place, OptionType<T> type, int least) {
    if (!(value instanceof Value.Sequence sequence)) {
      return place.refuse(value, "must be a list", "Write it in brackets: [first, second].");
    }
    if (sequence.items().size() < least) {
      return place.refuse(
          value, "must name at least " + least, "Name one, or leave the key out for the default.");
    }
    List<Parsed<T>> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      type.reader()
          .read(sequence.items().get(i), place.child(Integer.toString(i)))
          .ifPresent(items::add);
    }
    return items.size() == sequence.items().size() ? Optional.of(items) : Optional.empty();
  }

  /** Source columns in their order: names, or names with types. */
  static OptionType<List<SourceColumn>> sourceColumns() {
    Map<String, Object> typed =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                "name", Map.of("type", "string", "minLength", 1),
                "type", Map.of("type", "string", "minLength", 1)),
            "required",
            List.of("name"),
            "additionalProperties",
            false);
    Map<String, Object> item =
        Map.of("anyOf", List.of(Map.of("type", "string", "minLength", 1), typed));
    OptionType<SourceColumn> column =
        new OptionType<>("source column", item, OptionTypes::sourceColumn);
    OptionType<List<SourceColumn>> list = listOf(column, 1, true);
    OptionType.Reader<List<SourceColumn>> reader =
        (value, place) -> {
          Optional<Parsed<List<SourceColumn>>> parsed = list.reader().read(value, place);
          if (parsed.isEmpty()) {
            return parsed;
          }
          List<String> names = new ArrayList<>();
          for (SourceColumn source : parsed.get().value()) {
            String plain = source.name().toLowerCase(Locale.ROOT);
            if (names.contains(plain)) {
              return place.refuse(
                  value,
                  "must not name " + source.name() + " twice, capitals or not",
                  "Give each column a name of its own.");
            }
            names.add(plain);
          }
          return parsed;
        };
    return new OptionType<>("list of names, or of {name, type}", list.schema(), reader);
  }

  private static Optional<Parsed<SourceColumn>> sourceColumn(Value value, Place place) {
    if (value instanceof Value.Scalar) {
      return text()
          .reader()
          .read(value, place)
          .map(name -> column(name, new Parsed<>("string", "string")));
    }
    if (!(value instanceof Value.Section section)) {
      return place.refuse(
          value, "must be a name or {name, type}", "Write {name: quantity, type: int}.");
    }
    for (String key : section.entries().keySet()) {
      if (!key.equals("name") && !key.equals("type")) {
        return place.refuse(
            value, "must have no keys but name and type, not " + key, "Take the key out.");
      }
    }
    if (!section.entries().containsKey("name")) {
      return place.refuse(value, "must have a name", "Write {name: quantity, type: int}.");
    }
    Optional<Parsed<String>> name =
        text().reader().read(section.entries().get("name"), place.child("name"));
    Value given =
        section.entries().getOrDefault("type", new Value.Scalar("string", section.origin()));
    Optional<Parsed<String>> type = dataType().reader().read(given, place.child("type"));
    return name.flatMap(known -> type.map(of -> column(known, of)));
  }

  private static Parsed<SourceColumn> column(Parsed<String> name, Parsed<String> type) {
    return new Parsed<>(
        new SourceColumn(name.value(), type.value()), name.canonical() + " " + type.canonical());
  }

  private static OptionType<String> dataType() {
    return scalar(
        "Spark SQL type",
        Map.of("type", "string"),
        Expressions::dataType,
        "must be a Spark SQL type",
        Function.identity(),
        text -> "Write it as string, int, date, timestamp or decimal(12,2).");
  }

  /**
   * Free keys with values of one type.
   *
   * @param keySchema the JSON Schema of a key; empty: any
   * @param keyCheck checks a key with its value
   */
  static <T> OptionType<Map<String, T>> mapOf(
      OptionType<T> type, Map<String, Object> keySchema, KeyCheck keyCheck) {
    Map<String, Object> schema = new TreeMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", type.schema());
    if (!keySchema.isEmpty()) {
      schema.put("propertyNames", keySchema);
    }
    OptionType.Reader<Map<String, T>> reader =
        (value, place) -> {
          if (!(value instanceof Value.Section section)) {
            return place.refuse(
                value, "must be keys with their values", "Write {first: value, second: value}.");
          }
          Map<String, T> values = new TreeMap<>();
          Map<String, String> canonical = new TreeMap<>();
          boolean complete = true;
          for (Map.Entry<String, Value> entry : section.entries().entrySet()) {
            Place at = place.child(entry.getKey());
            if (entry.getValue() instanceof Value.Nothing) {
              continue;
            }
            boolean sound = keyCheck.accepts(entry.getKey(), entry.getValue(), at);
            Optional<Parsed<T>> parsed = type.reader().read(entry.getValue(), at);
            complete &= sound && parsed.isPresent();
            parsed.ifPresent(
                known -> {
                  values.put(entry.getKey(), known.value());
                  canonical.put(entry.getKey(), known.canonical());
                });
          }
          return complete
              ? Optional.of(new Parsed<>(Map.copyOf(values), canonical.toString()))
              : Optional.empty();
        };
    return new OptionType<>("keys with " + type.label(), schema, reader);
  }

  /** Checks a free key with its value; refuses what it does not accept. */
  interface KeyCheck {
    boolean accepts(String key, Value value, Place place);
  }

  /** Text that may be blank, such as a reader option. */
  static OptionType<String> anyText() {
    return scalar(
        "text",
        Map.of("type", List.of("string", "number", "boolean")),
        Optional::of,
        "must be text",
        Function.identity(),
        text -> "Give a single value.");
  }

  private static <T> OptionType<T> scalar(
      String label,
      Map<String, Object> schema,
      Function<String, Optional<T>> parse,
      String must,
      Function<T, String> canonical,
      Function<String, String> remedy) {
    OptionType.Reader<T> reader =
        (value, place) ->
            withText(
                value,
                place,
                must,
                (scalar, text) -> {
                  Optional<T> read = parse.apply(text);
                  return read.isPresent()
                      ? Optional.of(parsed(scalar, read.get(), canonical.apply(read.get())))
                      : place.refuse(value, must, remedy.apply(scalar.text()));
                });
    return new OptionType<>(label, schema, reader);
  }

  private static <T> Parsed<T> parsed(Value.Scalar scalar, T value, String canonical) {
    return new Parsed<>(value, Placeholders.in(scalar.text()) ? scalar.text() : canonical);
  }

  private interface TextReader<T> {
    Optional<Parsed<T>> read(Value.Scalar scalar, String text);
  }

  private static <T> Optional<Parsed<T>> withText(
      Value value, Place place, String must, TextReader<T> reader) {
    if (!(value instanceof Value.Scalar scalar)) {
      return place.refuse(value, must, "Write a single value.");
    }
    return place.fill(scalar).flatMap(text -> reader.read(scalar, text));
  }
}
