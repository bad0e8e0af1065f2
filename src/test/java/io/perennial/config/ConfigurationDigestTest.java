package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationDigestTest {
  /** Keys with values in YAML that is the same in block and in flow; the first is always given. */
  private static final Map<String, List<String>> VALUES = values();

  private static Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("as_of_date", List.of("2024-06-30", "2023-12-31"));
    values.put("currency", List.of("EUR", "USD"));
    values.put("output.path", List.of("target/tables", "/elsewhere"));
    values.put("inputs.orders.path", List.of("orders.csv", "\"my orders/*.csv\""));
    values.put("inputs.orders.format", List.of("csv"));
    values.put("inputs.orders.options", List.of("{header: true}", "{sep: \";\", header: true}"));
    values.put("inputs.orders.mapping.customer_id", List.of("id", "\"concat(a, b)\""));
    values.put("inputs.orders.mapping.ordered_at", List.of("at"));
    values.put("inputs.orders.mapping.amount", List.of("total", "a * b"));
    values.put("inputs.orders.mapping.status", List.of("state"));
    values.put("inputs.orders.attributes.country", List.of("country", "upper(country)"));
    values.put("inputs.orders.attributes.shop", List.of("shop"));
    values.put("inputs.customers.table", List.of("db.customers"));
    values.put("inputs.customers.mapping.customer_id", List.of("id"));
    values.put("inputs.customers.mapping.signed_up_at", List.of("since"));
    values.put("time_zone", List.of("", "UTC", "Europe/Madrid"));
    values.put("week_start", List.of("", "monday", "friday"));
    values.put("orders.counted_statuses", List.of("", "[done]", "[done, sent]"));
    values.put("orders.return_statuses", List.of("", "[back]"));
    values.put("orders.maximum_amount", List.of("", "1000", "99.5"));
    values.put("returns_policy", List.of("", "ignore"));
    values.put("cohorts.granularities", List.of("", "[month]", "[week, year]"));
    values.put("cohorts.start", List.of("", "sign_up"));
    values.put("retention.activity_window_days", List.of("", "learnt", "90"));
    values.put("churn.window_days", List.of("", "90"));
    values.put("costs.handling_cost_per_hour", List.of("", "30", "42.5"));
    values.put("lifetime_value.horizons_days", List.of("", "[1, 2, 3]"));
    values.put(
        "segments",
        List.of(
            "",
            "[{name: land, table: orders, attribute: country}]",
            "[{name: land, table: orders, attribute: country}, {name: shop, table: orders, attribute: shop}]"));
    values.put("views", List.of("", "[{name: paid, query: select 1}]"));
    values.put("quality.minimum_group_size", List.of("", "3"));
    values.put("quality.maximum_rejected_share_by_table.orders", List.of("", "0.5"));
    values.put("quality.masked_columns", List.of("", "[email, name]"));
    values.put("output.format", List.of("", "parquet"));
    return values;
  }

  @Provide
  Arbitrary<Map<String, String>> configurations() {
    return Arbitraries.randomValue(
        random -> {
          Map<String, String> chosen = new LinkedHashMap<>();
          VALUES.forEach(
              (key, values) -> chosen.put(key, values.get(random.nextInt(values.size()))));
          chosen.values().removeIf(String::isEmpty);
          return chosen;
        });
  }

  @Property(tries = 150, seed = "20260102")
  void the_order_of_keys_the_layout_and_the_command_line_change_nothing(
      @ForAll("configurations") Map<String, String> values, @ForAll long seed) {
    Random random = new Random(seed);
    Configuration plain = WrittenConfiguration.read(block(tree(values), ""));

    Map<String, String> written = new LinkedHashMap<>();
    List<String> overrides = new ArrayList<>();
    shuffled(values, random)
        .forEach(
            (key, value) -> {
              if (random.nextInt(4) == 0) {
                overrides.add(key + "=" + value);
              } else {
                written.put(key, value);
              }
            });
    written.putIfAbsent("currency", "CHF");
    overrides.add("currency=" + values.get("currency"));
    Map<String, Object> tree = tree(shuffled(written, random));
    String text = random.nextBoolean() ? flow(tree) : "# shuffled\n\n" + block(tree, "");
    Configuration other = WrittenConfiguration.read(text, overrides.toArray(String[]::new));

    assertThat(withoutPlaces(other)).isEqualTo(withoutPlaces(plain));
    assertThat(other.digest()).isEqualTo(plain.digest());
  }

  private static Map<String, String> shuffled(Map<String, String> values, Random random) {
    List<String> keys = new ArrayList<>(values.keySet());
    Collections.shuffle(keys, random);
    Map<String, String> shuffled = new LinkedHashMap<>();
    keys.forEach(key -> shuffled.put(key, values.get(key)));
    return shuffled;
  }

  private static Map<String, Object> tree(Map<String, String> values) {
    Map<String, Object> root = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          Map<String, Object> section = root;
          String[] names = key.split("\\.");
          for (int i = 0; i < names.length - 1; i++) {
            section = child(section, names[i]);
          }
          section.put(names[names.length - 1], value);
        });
    return root;
  }

  @SuppressWarnings("unchecked") // Only tree() fills these maps: inner values are maps or text.
  private static Map<String, Object> child(Map<String, Object> section, String name) {
    return (Map<String, Object>) section.computeIfAbsent(name, key -> new LinkedHashMap<>());
  }

  private static String block(Map<?, ?> tree, String indent) {
    return tree.entrySet().stream()
        .map(
            entry ->
                entry.getValue() instanceof Map<?, ?> below
                    ? indent + entry.getKey() + ":\n" + block(below, indent + "  ")
                    : indent + entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String flow(Map<?, ?> tree) {
    return tree.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + ": "
                    + (entry.getValue() instanceof Map<?, ?> below
                        ? flow(below)
                        : entry.getValue()))
        .collect(Collectors.joining(",\n ", "{", "}"));
  }

  private static Configuration withoutPlaces(Configuration configuration) {
    Map<String, InputTable> inputs = new TreeMap<>();
    configuration
        .inputs()
        .forEach(
            (name, table) ->
                inputs.put(
                    name,
                    new InputTable(
                        table.name(),
                        table.format(),
                        table.path(),
                        table.table(),
                        table.options(),
                        table.columns(),
                        table.where(),
                        table.mapping(),
                        table.attributes(),
                        table.changes(),
                        0)));
    return new Configuration(
        Path.of("file"),
        configuration.asOfDate(),
        configuration.timeZone(),
        configuration.weekStart(),
        configuration.currency(),
        configuration.orders(),
        configuration.returnsPolicy(),
        configuration.cohorts(),
        configuration.retention(),
        configuration.churn(),
        configuration.costs(),
        configuration.lifetimeValue(),
        configuration.experiments(),
        configuration.engagement(),
        configuration.retentionActions(),
        configuration.departures(),
        configuration.segments(),
        configuration.quality(),
        configuration.output(),
        configuration.incremental(),
        configuration.report(),
        configuration.views(),
        inputs,
        configuration.digest());
  }

  private static final String BASE =
      """
      as_of_date: 2024-06-30
      currency: EUR
      inputs:
        orders:
          path: orders.parquet
          format: parquet
          mapping: {customer_id: a, ordered_at: b, amount: c, status: d}
        customers:
          table: customers
          mapping: {customer_id: id, signed_up_at: since}
          attributes: {country: country}
      segments: [{name: country, table: customers, attribute: country}]
      output: {path: target/tables}
      """;

  static Stream<Option<?>> options() {
    List<String> exclusive =
        List.of(
            "inputs.orders.table",
            "inputs.orders.format",
            "inputs.orders.updated_at",
            "inputs.orders.key");
    return Options.ALL.stream()
        .filter(option -> !option.key().contains(Option.EACH))
        .filter(
            option ->
                !option.key().startsWith("inputs.") || option.key().startsWith("inputs.orders."))
        .filter(option -> !exclusive.contains(option.key()))
        .filter(option -> !option.key().equals("inputs.orders.columns"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void the_digest_sees_every_option_but_where_and_how_tables_copies_and_the_report_are_kept(
      Option<?> option) {
    String digest = WrittenConfiguration.read(BASE, option.key() + "=" + option.example()).digest();

    if (Stream.of("output.", "incremental.", "report.").anyMatch(option.key()::startsWith)) {
      assertThat(digest).isEqualTo(WrittenConfiguration.read(BASE).digest());
    } else {
      assertThat(digest).isNotEqualTo(WrittenConfiguration.read(BASE).digest());
    }
  }

  @Test
  void by_what_changed_rows_are_known_changes_no_figure() {
    assertThat(
            WrittenConfiguration.read(
                    BASE, "inputs.customers.updated_at=changed", "inputs.customers.key=[id]")
                .digest())
        .isEqualTo(WrittenConfiguration.read(BASE).digest());
  }

  @Test
  void a_default_that_is_written_out_changes_nothing() {
    String[] defaults =
        Options.GENERAL.stream()
            .filter(option -> option.fallback().isPresent())
            .map(option -> option.key() + "=" + option.fallback().orElseThrow())
            .toArray(String[]::new);

    assertThat(WrittenConfiguration.read(BASE, defaults).digest())
        .isEqualTo(WrittenConfiguration.read(BASE).digest());
  }

  @Test
  void equal_values_have_equal_digests_however_they_are_written() {
    String digest =
        WrittenConfiguration.read(
                BASE,
                "orders.maximum_amount=1000",
                "cohorts.granularities=[week, month]",
                "orders.return_statuses=[a, b]",
                "quality.maximum_rejected_share=0.5")
            .digest();

    assertThat(
            WrittenConfiguration.read(
                    BASE,
                    "orders.maximum_amount=1000.00",
                    "cohorts.granularities=[month, week]",
                    "orders.return_statuses=[B, ' A ']",
                    "quality.maximum_rejected_share=5e-1")
                .digest())
        .isEqualTo(digest);
  }

  @Test
  void the_order_of_source_columns_is_seen() {
    String format = "inputs.orders.format=csv";

    assertThat(
            WrittenConfiguration.read(BASE, format, "inputs.orders.columns=[a, b, c, d]").digest())
        .isNotEqualTo(
            WrittenConfiguration.read(BASE, format, "inputs.orders.columns=[b, a, c, d]").digest());
  }
}
