package io.perennial.config;

import static io.perennial.config.WrittenConfiguration.LEAST;
import static io.perennial.config.WrittenConfiguration.failure;
import static io.perennial.config.WrittenConfiguration.file;
import static io.perennial.config.WrittenConfiguration.problems;
import static io.perennial.config.WrittenConfiguration.read;
import static io.perennial.config.WrittenConfiguration.readAsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.error.Category;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.OutputFormat;
import io.perennial.table.ReturnsPolicy;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

  @Test
  void the_least_configuration_has_the_defaults_that_are_documented() {
    Configuration configuration = read(LEAST);

    assertThat(configuration.asOfDate()).isEqualTo("2024-06-30");
    assertThat(configuration.timeZone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(configuration.weekStart()).isEqualTo(DayOfWeek.MONDAY);
    assertThat(configuration.currency()).isEqualTo("EUR");
    assertThat(configuration.orders())
        .isEqualTo(
            new OrderRules(
                List.of(),
                List.of("canceled", "cancelled"),
                List.of(),
                NegativeAmounts.RETURN,
                new BigDecimal("1000000000"),
                LocalDate.EPOCH));
    assertThat(configuration.returnsPolicy()).isEqualTo(ReturnsPolicy.ORDER_DATE);
    assertThat(configuration.cohorts())
        .isEqualTo(new CohortRules(List.of(Granularity.MONTH), CohortStart.FIRST_ORDER));
    assertThat(configuration.retention())
        .isEqualTo(
            new RetentionRules(
                List.of(Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR),
                OptionalInt.empty()));
    assertThat(configuration.churn()).isEqualTo(new ChurnRules(OptionalInt.empty(), 2.0, 0.5));
    assertThat(configuration.lifetimeValue())
        .isEqualTo(
            new LifetimeValueRules(
                List.of(90, 365, 1095),
                ModelChoice.AUTO,
                Granularity.WEEK,
                0.1,
                OptionalInt.empty(),
                List.of(),
                500_000,
                0.3,
                0));
    assertThat(configuration.retentionActions())
        .isEqualTo(new RetentionActionRules(Optional.empty(), BigDecimal.ONE, 90));
    assertThat(configuration.segments()).isEmpty();
    assertThat(configuration.quality()).isEqualTo(new QualityRules(0.05, Map.of(), 5, List.of()));
    assertThat(configuration.output())
        .isEqualTo(new Output("target/tables", OutputFormat.DELTA, Optional.empty(), false));
    assertThat(configuration.digest()).matches("[0-9a-f]{64}");
    assertThat(configuration.inputs())
        .containsExactly(
            Map.entry(
                "orders",
                new InputTable(
                    "orders",
                    InputFormat.PARQUET,
                    Optional.of("orders.parquet"),
                    Optional.empty(),
                    Map.of(),
                    List.of(),
                    Optional.empty(),
                    Map.of("customer_id", "customer", "ordered_at", "created", "amount", "total"),
                    Map.of(),
                    Optional.empty(),
                    4)));
  }

  @Test
  void every_option_reaches_its_place() {
    Configuration configuration =
        read(
            """
            as_of_date: 2024-06-30
            time_zone: Europe/Paris
            week_start: sunday
            currency: CHF
            orders:
              counted_statuses: [" Shipped", delivered]
              excluded_statuses: [void]
              return_statuses: [returned]
              negative_amounts: reject
              maximum_amount: 999.9900
              earliest_date: 2001-02-03
            returns_policy: return_date
            cohorts: {granularities: [year, week], start: sign_up}
            retention: {granularities: [day], activity_window_days: 120}
            churn:
              window_days: 30
              at_risk_after_typical_gaps: 1.5
              at_risk_below_probability_alive: 0.25
            lifetime_value:
              horizons_days: [7, 14]
              model: mbg_nbd
              time_unit: day
              yearly_discount_rate: 0.05
              holdout_days: 60
              maximum_cells: 1000
              spend_correlation_warning: 0.2
            retention_actions: {budget: 5000.00, cost_per_action: 2.50, recover_within_days: 60}
            departures: {price_reasons: [Too_Expensive, ' price '], service_reasons: [outages]}
            segments:
              - {name: land, table: order_lines, attribute: country}
              - {name: channel, table: customers, attribute: acquisition_channel}
            quality:
              maximum_rejected_share: 1
              maximum_rejected_share_by_table: {order_lines: 0.25}
              minimum_group_size: 9
              masked_columns: [email]
            output: {path: /tables, format: parquet, database: retention, database_follows_newest: true}
            incremental: {path: /copies, overlap_hours: 6}
            inputs:
              order_lines:
                path: lines/*.csv.gz
                format: csv
                options: {sep: "\\t"}
                columns: [id, {name: Customer Name}, {name: n, type: INT}, price, at, country, state]
                where: n <> 0
                mapping:
                  order_id: id
                  customer_id: "`Customer Name`"
                  ordered_at: to_timestamp(at, 'yyyy-MM-dd')
                  quantity: n
                  unit_price: price / 100
                  status: state
                attributes:
                  country: upper(country)
              customers:
                table: shop.customers
                updated_at: changed
                key: [shop, id]
                mapping: {customer_id: id, signed_up_at: since, acquisition_channel: channel}
            """);

    assertThat(configuration.timeZone()).isEqualTo(ZoneId.of("Europe/Paris"));
    assertThat(configuration.weekStart()).isEqualTo(DayOfWeek.SUNDAY);
    assertThat(configuration.orders())
        .isEqualTo(
            new OrderRules(
                List.of("delivered", "shipped"),
                List.of("void"),
                List.of("returned"),
                NegativeAmounts.REJECT,
                new BigDecimal("999.99"),
                LocalDate.of(2001, 2, 3)));
    assertThat(configuration.returnsPolicy()).isEqualTo(ReturnsPolicy.RETURN_DATE);
    assertThat(configuration.incremental()).isEqualTo(new IncrementalRules("/copies", 6));
    assertThat(configuration.inputs().get("customers").changes())
        .contains(new SourceChanges("changed", List.of("id", "shop")));
    assertThat(configuration.inputs().get("order_lines").changes()).isEmpty();
    assertThat(configuration.cohorts())
        .isEqualTo(
            new CohortRules(List.of(Granularity.WEEK, Granularity.YEAR), CohortStart.SIGN_UP));
    assertThat(configuration.retention())
        .isEqualTo(new RetentionRules(List.of(Granularity.DAY), OptionalInt.of(120)));
    assertThat(configuration.churn()).isEqualTo(new ChurnRules(OptionalInt.of(30), 1.5, 0.25));
    assertThat(configuration.lifetimeValue())
        .isEqualTo(
            new LifetimeValueRules(
                List.of(7, 14),
                ModelChoice.MBG_NBD,
                Granularity.DAY,
                0.05,
                OptionalInt.of(60),
                List.of(),
                1_000,
                0.2,
                0));
    assertThat(configuration.retentionActions())
        .isEqualTo(
            new RetentionActionRules(
                Optional.of(new BigDecimal("5000")), new BigDecimal("2.5"), 60));
    assertThat(configuration.departures())
        .isEqualTo(new DepartureRules(List.of("price", "too expensive"), List.of("outages")));
    assertThat(configuration.segments())
        .containsExactly(
            new Segment("land", "order_lines", "country"),
            new Segment("channel", "customers", "acquisition_channel"));
    assertThat(configuration.quality())
        .isEqualTo(new QualityRules(1.0, Map.of("order_lines", 0.25), 9, List.of("email")));
    assertThat(configuration.output())
        .isEqualTo(new Output("/tables", OutputFormat.PARQUET, Optional.of("retention"), true));
    InputTable lines = configuration.inputs().get("order_lines");
    assertThat(lines.options()).containsExactly(Map.entry("sep", "\t"));
    assertThat(lines.columns())
        .startsWith(
            new SourceColumn("id", "string"),
            new SourceColumn("Customer Name", "string"),
            new SourceColumn("n", "int"));
    assertThat(lines.where()).contains("n <> 0");
    assertThat(lines.mapping()).containsEntry("customer_id", "`Customer Name`").hasSize(6);
    assertThat(lines.attributes()).containsExactly(Map.entry("country", "upper(country)"));
    InputTable customers = configuration.inputs().get("customers");
    assertThat(customers.format()).isEqualTo(InputFormat.TABLE);
    assertThat(customers.table()).contains("shop.customers");
  }

  @Test
  void the_example_of_the_documentation_is_valid() {
    Map<String, String> environment = Map.of("SHOP_USER", "reader", "SHOP_PASSWORD", "hidden");

    assertThat(read(ConfigurationPage.EXAMPLE, environment).segments()).hasSize(1);
  }

  @Test
  void a_key_without_a_value_has_its_default() {
    Configuration configuration = read(LEAST + "time_zone:\norders:\n  earliest_date: ~\n");

    assertThat(configuration)
        .usingRecursiveComparison()
        .ignoringFields("file")
        .isEqualTo(read(LEAST));
  }

  @Test
  void anchors_and_merged_sections_are_read() {
    String yaml =
        LEAST
            + """
            quality: &strict
              minimum_group_size: 7
            """
            + "segments: []\n";
    assertThat(read(yaml).quality().minimumGroupSize()).isEqualTo(7);

    String merged =
        """
        currency: EUR
        as_of_date: 2024-06-30
        output: {path: out}
        inputs:
          customers: &source
            format: csv
            options: {header: true}
            path: customers.csv
            mapping: {customer_id: id}
          orders:
            <<: *source
            path: orders.csv
            mapping: {customer_id: id, ordered_at: at, amount: total}
        """;
    InputTable orders = read(merged).inputs().get("orders");
    assertThat(orders.path()).contains("orders.csv");
    assertThat(orders.options()).containsEntry("header", "true");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        // key and value, the line that is reported, what the message says
        mistake("as_of_datte: 2024-01-01", 13, "no key as_of_datte", "Did you mean as_of_date?"),
        mistake("asOfDate: 2024-01-01", 13, "no key asOfDate", "Did you mean as_of_date?"),
        mistake("granularities: [month]", 13, "no key granularities", "cohorts.granularities"),
        mistake("colour: red", 13, "no key colour", "Known keys here are as_of_date"),
        mistake(
            "cohorts: {granularity: [month]}", 13, "no key cohorts.granularity", "granularities?"),
        mistake("currency: USD", 13, "currency is given twice", "file:2"),
        mistake("time_zone: Europe/Berln", 13, "time_zone must be a time zone", "Europe/Berlin?"),
        mistake("time_zone: Mars/Base", 13, "time_zone must", "'Mars/Base'"),
        mistake("week_start: mon", 13, "monday, tuesday, wednesday", "'mon'"),
        mistake("returns_policy: order_dat", 13, "order_date, return_date, ignore", "order_date?"),
        mistake("orders: {earliest_date: 2011-02-30}", 13, "orders.earliest_date must be a date"),
        mistake("orders: {earliest_date: 30.01.2011}", 13, "must be a date", "'30.01.2011'"),
        mistake("orders: {earliest_date: 2024-07-01}", 13, "lies after the as-of date 2024-06-30"),
        mistake("orders: {maximum_amount: -1}", 13, "positive amount", "'-1'"),
        mistake("orders: {maximum_amount: 0.00001}", 13, "4 decimals"),
        mistake("orders: {maximum_amount: 1e999999999}", 13, "positive amount"),
        mistake("orders: {maximum_amount: NaN}", 13, "positive amount"),
        mistake("orders: {counted_statuses: shipped}", 13, "must be a list", "[first, second]"),
        mistake("orders: {counted_statuses: [shipped]}", 13, "no input table maps status"),
        mistake(
            "orders: {return_statuses: [Cancelled]}",
            13,
            "stands in orders.return_statuses and in orders.excluded_statuses"),
        mistake(
            "departures: {price_reasons: [late-delivery]}",
            13,
            "the reason 'late delivery' stands in departures.price_reasons and in"
                + " departures.service_reasons"),
        mistake("departures: {price_reasons: [' - ']}", 13, "must be a reason that is not blank"),
        mistake("orders: {counted_statuses: [a, ' A']}", 13, "must not name a twice"),
        mistake("orders: {counted_statuses: ['']}", 13, "counted_statuses.0 must be a status"),
        mistake("orders: shipped", 13, "orders must be a section with keys"),
        mistake("cohorts: {granularities: []}", 13, "must name at least 1"),
        mistake(
            "cohorts: {granularities: [moth]}",
            13,
            "cohorts.granularities.0",
            "Did you mean month?"),
        mistake("cohorts: {granularities: [month, month]}", 13, "must not name month twice"),
        mistake(
            "cohorts: {start: sign_up}",
            13,
            "sign-ups are not known",
            "inputs.customers.mapping.signed_up_at is not mapped"),
        mistake("retention: {activity_window_days: 0}", 13, "must be learnt or a whole number"),
        mistake("retention: {activity_window_days: learned}", 13, "must be learnt", "'learned'"),
        mistake("retention: {activity_window_days: 1.5}", 13, "whole number"),
        mistake(
            "churn: {window_days: [1]}", 13, "activity_window or a whole number", "It is a list"),
        mistake("churn: {at_risk_after_typical_gaps: many}", 13, "must be a number", "'many'"),
        mistake("lifetime_value: {horizons_days: [365, 90]}", 13, "must ascend", "Write [90, 365]"),
        mistake("lifetime_value: {horizons_days: [90, 90]}", 13, "must ascend"),
        mistake(
            "lifetime_value: {horizons_days: [soon]}",
            13,
            "horizons_days.0 must be a whole number"),
        mistake("quality: {maximum_rejected_share: 1.01}", 13, "number from 0 to 1", "'1.01'"),
        mistake("quality: {maximum_rejected_share: -0.1}", 13, "number from 0 to 1"),
        mistake(
            "quality: {maximum_rejected_share_by_table: {order: 0.1}}",
            13,
            "maximum_rejected_share_by_table.order",
            "by_table.orders?"),
        mistake("quality: {minimum_group_size: 0}", 13, "whole number from 1"),
        mistake("segments: country", 13, "segments must be a list"),
        mistake("segments: [country]", 13, "segments.0 must be a section"),
        mistake("segments: [~]", 13, "segments.0 must be a section"),
        mistake("segments: [{name: a, table: orders}]", 13, "segments.0.attribute is missing"),
        mistake("segments: [{name: all, table: orders, attribute: a}]", 13, "must not be 'all'"),
        mistake(
            "segments: [{name: A b, table: orders, attribute: a}]",
            13,
            "segments.0.name must be a name"),
        mistake(
            "segments: [{name: a, table: shops, attribute: a}]",
            13,
            "orders, order_lines, customers"),
        mistake(
            "segments: [{name: a, table: customers, attribute: a}]",
            13,
            "segments.0.table is customers, which is not an input"),
        mistake(
            "segments: [{name: a, table: orders, attribute: total}]",
            13,
            "which orders does not have",
            "inputs.orders.attributes"),
        mistake(
            "segments: [{name: a, table: orders, attribute: a, share: 1}]",
            13,
            "no key segments.0.share"),
        mistake("views: [{name: a}]", 13, "views.0 needs either a query, or a path and its format"),
        mistake("views: [{name: a, path: b}]", 13, "views.0 needs either a query, or a path"),
        mistake("views: [{name: a, path: b, format: orc, query: c}]", 13, "views.0 needs either"),
        mistake("views: [{query: select 1}]", 13, "views.0.name is missing"),
        mistake("views: [{name: a, path: b, format: csv}]", 13, "views.0.options.header"),
        mistake(
            "views: [{name: a, query: select 1}, {name: a, query: select 2}]",
            13,
            "the view a is there twice"),
        mistake("? [a, b]\n: c", 13, "not valid YAML", "a key that is not a single word"),
        mistake(
            "quality: !!java.net.URL [\"http://example.org\"]", 13, "java.net.URL is not allowed"),
        mistake("time_zone: !zone UTC", 13, "!zone is not allowed"),
        mistake("quality: &loop {masked_columns: *loop}", 13, "alias that contains itself"),
        mistake("<<: text", 13, "<< takes the alias of a section"),
        mistake("time_zone: 'UTC", 14, "not valid YAML"),
        mistake("\ttime_zone: UTC", 13, "not valid YAML"));
  }

  private static Arguments mistake(String line, int number, String... words) {
    return Arguments.of(line, number, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_told_with_its_place_and_remedy(String yaml, int line, List<String> words) {
    List<String> problems = problems(LEAST + yaml + "\n");

    assertThat(problems)
        .anySatisfy(
            problem -> assertThat(problem).startsWith("file:" + line + ": ").contains(words));
  }

  static Stream<Arguments> inputMistakes() {
    return Stream.of(
        // the lines of inputs.orders below its mapping, overriding or adding; what the message says
        inputMistake("path: a.csv\nformat: csv", 5, "have no names", "columns: [first, second]"),
        inputMistake("path: a.csv\nformat: csv\noptions: {header: false}", 5, "have no names"),
        inputMistake("path: a.parquet", 5, "inputs.orders.format is missing", "Give csv, json"),
        inputMistake("path: a\ntable: b\nformat: parquet", 10, "both path and table"),
        inputMistake("path: a\ntable: b", 9, "both path and table"),
        inputMistake("format: parquet", 9, "inputs.orders.path is missing"),
        inputMistake("format: table", 9, "inputs.orders.table is missing"),
        inputMistake("where: a > 1", 5, "neither path nor table"),
        inputMistake("path: a\nformat: excel", 10, "must be one of csv, json"),
        inputMistake(
            "path: a\nformat: jdbc\noptions: {url: x}", 10, "inputs.orders.table is missing"),
        inputMistake("table: a\nformat: jdbc", 5, "inputs.orders.options.url is missing"),
        inputMistake("path: ' '\nformat: orc", 9, "must be text that is not blank"),
        inputMistake(
            "path: a\nformat: orc\nupdated_at: b",
            11,
            "inputs.orders.updated_at must not be given"),
        inputMistake("path: a\nformat: text\nkey: [value]", 11, "belongs to the formats jdbc"),
        inputMistake("table: a\nupdated_at: b", 10, "is given without inputs.orders.key"),
        inputMistake("table: a\nkey: [b]", 10, "is given without inputs.orders.updated_at"),
        inputMistake("table: a\nupdated_at: b\nkey: []", 11, "key must"),
        inputMistake(
            "path: a\nformat: orc\ncolumns: a", 11, "inputs.orders.columns must be a list"),
        inputMistake(
            "path: a\nformat: orc\ncolumns: [{nam: a}]", 11, "no keys but name and type, not nam"),
        inputMistake("path: a\nformat: orc\ncolumns: [{type: int}]", 11, "must have a name"),
        inputMistake(
            "path: a\nformat: orc\ncolumns: [c, {name: a, type: number}]",
            11,
            "columns.1.type must be a Spark SQL type"),
        inputMistake("path: a\nformat: orc\ncolumns: [c, t, d, C]", 11, "must not name C twice"),
        inputMistake(
            "path: a\nformat: csv\ncolumns: [custommer, created, total]",
            6,
            "names the source column customer",
            "custommer?"),
        inputMistake(
            "path: a\nformat: text", 6, "names the source column customer", "columns are value"),
        inputMistake(
            "path: a\nformat: text\ncolumns: [value]",
            11,
            "must not be given",
            "columns of its own"),
        inputMistake(
            "path: a\nformat: orc\nwhere: a >",
            11,
            "inputs.orders.where is not a Spark SQL expression"),
        inputMistake("path: a\nformat: orc\nwhere: [a]", 11, "must be a source column or"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {country: Ship Country}", 11, "needs backquotes"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {country: '*'}", 11, "stands for many columns"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {country: (select max(a) from b)}",
            11,
            "sees one row"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {day: current_date()}",
            11,
            "another value in every run"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {Ship: a}",
            11,
            "attributes.Ship must be named in small letters"),
        inputMistake(
            "path: a\nformat: orc\nattributes: {status: a}",
            11,
            "name of a column of orders",
            "inputs.orders.mapping.status"),
        inputMistake(
            "path: a\nformat: orc\nattributes: country", 11, "must be keys with their values"),
        inputMistake("path: a\nformat: orc\noptions: {inferSchema: true}", 11, "never inferred"),
        inputMistake("path: a\nformat: orc\noptions: {mode: DROPMALFORMED}", 11, "accounts for it"),
        inputMistake("path: a\nformat: orc\noptions: {ignoreCorruptFiles: true}", 11, "in silence"),
        inputMistake("path: a\nformat: orc\noptions: {a: [1]}", 11, "options.a must be text"),
        inputMistake(
            "path: a\nformat: orc\noption: {a: b}", 11, "Did you mean inputs.orders.options?"));
  }

  private static Arguments inputMistake(String lines, int number, String... words) {
    return Arguments.of(lines, number, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("inputMistakes")
  void a_mistake_in_an_input_table_is_told_with_its_place_and_remedy(
      String lines, int line, List<String> words) {
    String yaml =
        """
        as_of_date: 2024-06-30
        currency: EUR
        output: {path: target/tables}
        inputs:
          orders:
            mapping: {customer_id: customer,
                      ordered_at: created,
                      amount: total}
        """
            + lines.indent(4);

    assertThat(problems(yaml))
        .anySatisfy(
            problem -> assertThat(problem).startsWith("file:" + line + ": ").contains(words));
  }

  @Test
  void a_mapping_needs_every_required_column_and_knows_no_other() {
    String yaml =
        LEAST
            .replace("customer_id: customer", "custmer_id: customer")
            .replace("amount: total", "country: total");

    assertThat(problems(yaml))
        .anySatisfy(p -> assertThat(p).contains("file:8: there is no key", "mapping.customer_id?"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .contains(
                        "file:7: inputs.orders.mapping.customer_id is missing", "Who ordered"))
        .anySatisfy(p -> assertThat(p).contains("file:7: inputs.orders.mapping.amount is missing"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .contains(
                        "file:10: there is no key",
                        "Did you mean inputs.orders.attributes.country?"))
        .hasSize(4);
  }

  @Test
  void all_problems_are_reported_at_once_in_the_order_of_the_lines() {
    String yaml =
        """
        curency: EUR
        time_zone: Nowhere
        inputs:
          customers: {path: a, format: orc}
          order: 1
        """;

    List<String> problems = problems(yaml, "output.formt=delta", "oops");

    assertThat(problems.stream().map(problem -> problem.lines().findFirst().orElseThrow()))
        .containsExactlyInAnyOrder(
            "file:1: there is no key curency.",
            "file:1: currency is missing.",
            "file:1: there is no as-of date; as_of_date is missing.",
            "file:2: time_zone must be a time zone of the IANA database or an offset.",
            "file:3: inputs has neither orders nor order_lines.",
            "file:4: inputs.customers.mapping.customer_id is missing.",
            "file:5: there is no key inputs.order.",
            "--set output.formt: there is no key output.formt.",
            "--set output.formt: output.path is missing.",
            "--set number 2: it is not of the form key=value.");
    assertThat(problems.get(0)).startsWith("file:1");
    assertThat(problems.get(9)).startsWith("--set");
    assertThat(failure(file(yaml), Map.of()).category()).isEqualTo(Category.USAGE);
  }

  @Test
  void segments_have_names_of_their_own() {
    String yaml =
        LEAST
            + """
            segments:
              - {name: a, table: orders, attribute: x}
              - {name: b, table: orders, attribute: x}
              - {name: a, table: orders, attribute: y}
            """;

    assertThat(problems(yaml, "inputs.orders.attributes={x: one, y: two}"))
        .singleElement()
        .satisfies(p -> assertThat(p).startsWith("file:16: segments.2.name 'a' is given twice."));
  }

  @Test
  void the_acquisition_channel_slices_only_where_it_is_mapped() {
    String yaml =
        LEAST + "segments: [{name: a, table: customers, attribute: acquisition_channel}]\n";
    String customers = "inputs.customers={table: c, mapping: {customer_id: id%s}}";

    assertThat(problems(yaml, customers.formatted("")))
        .singleElement()
        .satisfies(
            p -> assertThat(p).contains("acquisition_channel, which customers does not have"));
    assertThat(read(yaml, customers.formatted(", acquisition_channel: via")).segments())
        .containsExactly(new Segment("a", "customers", "acquisition_channel"));
  }

  @Test
  void a_column_whose_name_reads_as_an_expression_needs_no_backquotes() {
    String yaml =
        """
        as_of_date: 2024-06-30
        currency: EUR
        output: {path: target/tables}
        inputs:
          orders:
            path: a
            format: csv
            columns: [customer-no, order, Total(EUR)]
            mapping: {customer_id: customer-no, ordered_at: order, amount: Total(EUR)}
        """;

    assertThat(read(yaml).inputs().get("orders").mapping())
        .containsEntry("customer_id", "customer-no")
        .containsEntry("ordered_at", "order");
    assertThat(
            problems(yaml.replace("customer_id: customer-no", "customer_id: lower(customer-no)")))
        .anySatisfy(p -> assertThat(p).contains("names the source column customer."));
  }

  @Test
  void there_is_no_clock() {
    assertThat(problems(LEAST.replace("as_of_date: 2024-06-30", "# none")))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("no as-of date", "no clock is asked", "--as-of"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n"})
  void an_empty_file_is_said_to_be_empty(String yaml) {
    assertThat(problems(yaml))
        .singleElement()
        .satisfies(p -> assertThat(p).startsWith("file: the configuration is empty."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b\n", "text\n"})
  void a_file_without_keys_is_refused(String yaml) {
    assertThat(problems(yaml))
        .singleElement()
        .satisfies(p -> assertThat(p).startsWith("file:1: the configuration has no keys."));
  }

  @Test
  void two_documents_are_refused() {
    assertThat(problems(LEAST + "---\n" + LEAST))
        .singleElement()
        .asString()
        .contains("not valid YAML");
  }

  @Test
  void aliases_cannot_be_made_to_explode() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String alias = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ", List.of(alias, alias, alias, alias, alias, alias, alias, alias))));
    }

    assertThat(problems(yaml.toString())).anySatisfy(p -> assertThat(p).contains("aliases"));
  }

  @Test
  void aliases_that_multiply_are_bounded() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 8; i++) {
      String alias = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s, %s, %s, %s, %s, %s]\n"
              .formatted(i, i, alias, alias, alias, alias, alias, alias));
    }

    assertThat(problems(yaml.toString()))
        .filteredOn(p -> p.contains("more values than"))
        .hasSize(1);
  }

  @Test
  void a_file_that_cannot_be_read_is_said_to_be_so(@TempDir Path folder) throws IOException {
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
    Path control = Files.writeString(folder.resolve("control.yaml"), "a: 1\nb: \u0007\n");

    assertThat(failure(folder.resolve("none.yaml"), Map.of()).getMessage())
        .contains("none.yaml: there is no such configuration file.");
    assertThat(failure(folder, Map.of()).getMessage()).contains("cannot be read", "It is a folder");
    assertThat(failure(binary, Map.of()).getMessage()).contains("not text in UTF-8");
    assertThat(failure(control, Map.of()).getMessage()).contains("control.yaml:2: ");
  }

  @Test
  void a_byte_order_mark_is_no_mistake() {
    assertThat(read("\uFEFF" + LEAST).currency()).isEqualTo("EUR");
  }

  @Test
  void the_command_line_wins_over_the_file_and_the_file_over_the_default() {
    String yaml = LEAST + "time_zone: Europe/Rome\n";

    assertThat(read(LEAST).timeZone().getId()).isEqualTo("UTC");
    assertThat(read(yaml).timeZone().getId()).isEqualTo("Europe/Rome");
    assertThat(read(yaml, "time_zone=Europe/Oslo").timeZone().getId()).isEqualTo("Europe/Oslo");
    assertThat(read(yaml, "time_zone=Europe/Oslo", "time_zone=Asia/Tokyo").timeZone().getId())
        .isEqualTo("Asia/Tokyo");
    assertThat(read(yaml, "time_zone=").timeZone().getId()).isEqualTo("UTC");
    LocalDate asOf = LocalDate.of(2020, 2, 29);
    assertThat(read(LEAST, "as_of_date=2021-01-01").asOfDate()).isEqualTo("2021-01-01");
    assertThat(readAsOf(LEAST, asOf, "as_of_date=2021-01-01").asOfDate()).isEqualTo(asOf);
    assertThat(readAsOf(LEAST.replace("as_of_date: 2024-06-30", ""), asOf).asOfDate())
        .isEqualTo(asOf);
  }

  @Test
  void an_override_reaches_lists_elements_and_free_keys() {
    String yaml =
        LEAST
            + """
            segments:
              - {name: a, table: orders, attribute: x}
            """;

    Configuration configuration =
        read(
            yaml,
            "inputs.orders.attributes.x=concat(a, ': ', b, ' # ')",
            "inputs.orders.options.fs.s3a.endpoint=host=1",
            "inputs.orders.path=*.parquet",
            "segments.0.name=b",
            "segments.1={name: c, table: orders, attribute: x}",
            "cohorts.granularities=[week, year]",
            "lifetime_value.horizons_days=[1, 2, 3]",
            "lifetime_value.horizons_days.2=30");

    InputTable orders = configuration.inputs().get("orders");
    assertThat(orders.attributes()).containsEntry("x", "concat(a, ': ', b, ' # ')");
    assertThat(orders.options()).containsEntry("fs.s3a.endpoint", "host=1");
    assertThat(orders.path()).contains("*.parquet");
    assertThat(configuration.segments()).extracting(Segment::name).containsExactly("b", "c");
    assertThat(configuration.cohorts().granularities())
        .containsExactly(Granularity.WEEK, Granularity.YEAR);
    assertThat(configuration.lifetimeValue().horizonsDays()).containsExactly(1, 2, 30);
  }

  static Stream<Arguments> overrideMistakes() {
    return Stream.of(
        Arguments.of("output.path", List.of("--set number 1", "not of the form key=value")),
        Arguments.of("=delta", List.of("--set number 1")),
        Arguments.of("output..path=a", List.of("--set number 1")),
        Arguments.of(
            "output.fromat=delta", List.of("--set output.fromat", "Did you mean output.format?")),
        Arguments.of("currency.code=EUR", List.of("currency has no keys below it")),
        Arguments.of("segments.2.name=a", List.of("segments has no such element", "0 elements")),
        Arguments.of("segments.first.name=a", List.of("segments has no such element")),
        Arguments.of(
            "cohorts.granularities=[week",
            List.of("--set cohorts.granularities", "not valid YAML")),
        Arguments.of(
            "cohorts.granularities=week", List.of("--set cohorts.granularities", "must be a list")),
        Arguments.of("output=", List.of("output.path is missing")),
        Arguments.of(
            "as_of_date=tomorrow",
            List.of("--set as_of_date: as_of_date must be a date", "'tomorrow'")));
  }

  @ParameterizedTest
  @MethodSource("overrideMistakes")
  void a_mistake_in_an_override_is_told(String override, List<String> words) {
    assertThat(problems(LEAST, override)).singleElement().asString().contains(words);
  }

  @Test
  void a_model_is_fitted_for_segments_of_customers_only() {
    assertThat(problems(LEAST + "lifetime_value: {segments: [channel]}\n"))
        .singleElement()
        .asString()
        .contains("lifetime_value.segments names channel, which is no segment of customers");
  }

  @Test
  void a_mistaken_override_is_told_even_where_the_file_is_missing(@TempDir Path folder) {
    assertThat(failure(folder.resolve("none.yaml"), Map.of(), "oops").problems()).hasSize(2);
  }

  @Test
  void an_expression_nested_beyond_reason_is_a_problem_like_any_other() {
    String nested = "(".repeat(20_000) + "a" + ")".repeat(20_000);

    assertThat(problems(LEAST, "inputs.orders.where=" + nested))
        .singleElement()
        .asString()
        .contains("inputs.orders.where is not a Spark SQL expression");
  }

  @Test
  void an_empty_section_is_as_if_it_were_not_written() {
    assertThat(problems(LEAST.replaceAll("(?s)inputs:.*", "inputs:\noutput:\n")))
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).contains("inputs has neither orders nor order_lines"))
        .anySatisfy(p -> assertThat(p).contains("output.path is missing"));
  }
}
