package io.perennial.config;

import static io.perennial.config.Option.EACH;
import static io.perennial.config.Option.TABLE;
import static io.perennial.config.Option.optional;
import static io.perennial.config.Option.required;
import static io.perennial.config.Option.withDefault;

import io.perennial.error.Errors;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.OutputFormat;
import io.perennial.table.ReportLanguage;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.SubscriptionsInput;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Every option of the configuration; the one registration of them. */
final class Options {
  private static final int LONGEST_WINDOW = 36_500;
  private static final int LONGEST_OVERLAP_HOURS = 8_760;

  /** The largest amount that an input column can hold. */
  private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("99999999999999.9999");

  private static final BigDecimal SMALLEST_SIZE = new BigDecimal("0.0001");
  private static final BigDecimal LARGEST_SIZE = new BigDecimal("1000000");

  static final Option<LocalDate> AS_OF_DATE =
      optional(
          "as_of_date",
          OptionTypes.date(),
          "The day at whose end the observation ends; nothing after it enters a figure. It must be"
              + " given here or with `--as-of`: no figure depends on the clock.",
          "2011-12-09");

  static final Option<ZoneId> TIME_ZONE =
      withDefault(
          "time_zone",
          OptionTypes.zone(),
          "UTC",
          "The zone in which an instant becomes a day; a time stamp without a zone is local in it.",
          "Europe/London");

  static final Option<DayOfWeek> WEEK_START =
      withDefault(
          "week_start",
          OptionTypes.oneOf(DayOfWeek.class, day -> day.name().toLowerCase(Locale.ROOT)),
          "monday",
          "The first day of a week.",
          "sunday");

  static final Option<String> CURRENCY =
      required(
          "currency",
          OptionTypes.currency(),
          "The reporting currency. It has no default, because an amount in the wrong currency looks"
              + " like any other amount.",
          "GBP");

  static final Option<List<String>> COUNTED_STATUSES =
      withDefault(
          "orders.counted_statuses",
          OptionTypes.setOf(OptionTypes.status(), Comparator.naturalOrder(), 0),
          "[]",
          "The statuses of orders that count; with none named, every status counts that is neither"
              + " excluded nor a return. Statuses are compared without regard to case and outer"
              + " blanks.",
          "[shipped, delivered]");

  static final Option<List<String>> EXCLUDED_STATUSES =
      withDefault(
          "orders.excluded_statuses",
          OptionTypes.setOf(OptionTypes.status(), Comparator.naturalOrder(), 0),
          "[" + String.join(", ", OrderRules.EXCLUDED_BY_DEFAULT) + "]",
          "The statuses of orders that do not count. Where one row of an order_id counts and another"
              + " does not, both are rejected as contradicting each other; of order lines, each is"
              + " counted or left out by its own status.",
          "[cancelled, unavailable]");

  static final Option<List<String>> RETURN_STATUSES =
      withDefault(
          "orders.return_statuses",
          OptionTypes.setOf(OptionTypes.status(), Comparator.naturalOrder(), 0),
          "[]",
          "The statuses of rows that are returns, whatever the sign of their amount. A return that"
              + " carries the order_id of an order that does not count is left out with it.",
          "[returned]");

  static final Option<NegativeAmounts> NEGATIVE_AMOUNTS =
      withDefault(
          "orders.negative_amounts",
          OptionTypes.oneOf(NegativeAmounts.class, NegativeAmounts::label),
          "return",
          "What a negative amount without a return status is taken for: a return that names no"
              + " order, a row to reject, or an order like any other.",
          "reject");

  static final Option<BigDecimal> MAXIMUM_AMOUNT =
      withDefault(
          "orders.maximum_amount",
          OptionTypes.amount(LARGEST_AMOUNT),
          "1000000000",
          "The largest absolute amount taken for real; a row beyond it is rejected.",
          "50000");

  static final Option<LocalDate> EARLIEST_DATE =
      withDefault(
          "orders.earliest_date",
          OptionTypes.date(),
          "1970-01-01",
          "The earliest order date taken for real; a row before it is rejected.",
          "2005-01-01");

  static final Option<ReturnsPolicy> RETURNS_POLICY =
      withDefault(
          "returns_policy",
          OptionTypes.oneOf(ReturnsPolicy.class, ReturnsPolicy::label),
          "order_date",
          "When returned amounts lower net revenue: on the day of the order they belong to, on the"
              + " day of the return, or never.",
          "return_date");

  static final Option<List<Granularity>> COHORT_GRANULARITIES =
      withDefault(
          "cohorts.granularities",
          OptionTypes.setOf(
              OptionTypes.oneOf(Granularity.class, Granularity::label),
              Comparator.naturalOrder(),
              1),
          "[month]",
          "The period lengths for which cohort tables are made.",
          "[week, month]");

  static final Option<CohortStart> COHORT_START =
      withDefault(
          "cohorts.start",
          OptionTypes.oneOf(CohortStart.class, CohortStart::label),
          "first_order",
          "The event that puts a customer into a cohort; `sign_up` needs `signed_up_at` of the"
              + " customers table.",
          "sign_up");

  static final Option<List<Granularity>> RETENTION_GRANULARITIES =
      withDefault(
          "retention.granularities",
          OptionTypes.setOf(
              OptionTypes.oneOf(Granularity.class, Granularity::label),
              Comparator.naturalOrder(),
              1),
          "[month, quarter, year]",
          "The period lengths for which retention is measured.",
          "[month]");

  static final Option<OptionalInt> ACTIVITY_WINDOW_DAYS =
      withDefault(
          "retention.activity_window_days",
          OptionTypes.wholeOr("learnt", 1, LONGEST_WINDOW),
          "learnt",
          "How many days after an order a customer stays in the customer base; `learnt` takes the"
              + " .95 quantile of the days between a customer's purchase days, and 365 where no"
              + " customer ever came back. On fewer than 100 such gaps the run warns.",
          "180");

  static final Option<OptionalInt> CHURN_WINDOW_DAYS =
      withDefault(
          "churn.window_days",
          OptionTypes.wholeOr("activity_window", 1, LONGEST_WINDOW),
          "activity_window",
          "Days without an order after which a customer has churned; `activity_window` takes the"
              + " window of retention, learnt or not, and so 365 where nothing could be learnt.",
          "365");

  static final Option<Double> AT_RISK_AFTER_TYPICAL_GAPS =
      withDefault(
          "churn.at_risk_after_typical_gaps",
          OptionTypes.number("number", BigDecimal.ONE, new BigDecimal("1000"), "2.0"),
          "2.0",
          "How many of a customer's typical gaps without an order put the customer at risk.",
          "1.5");

  static final Option<BigDecimal> HANDLING_COST_PER_HOUR =
      optional(
          "costs.handling_cost_per_hour",
          OptionTypes.amount(LARGEST_AMOUNT),
          "What an hour of work on orders costs, in the reporting currency; it turns"
              + " orders.handling_minutes into a cost. Absent, handling is not costed, because its cost"
              + " is not known or is part of the orders' cost already.",
          "42.50");

  static final Option<Double> AT_RISK_BELOW_PROBABILITY_ALIVE =
      withDefault(
          "churn.at_risk_below_probability_alive",
          OptionTypes.share(),
          "0.5",
          "A customer who has not churned is also at risk when the lifetime value model gives a lower"
              + " probability of being alive; 0 leaves the model out of it.",
          "0.3");

  static final Option<List<Integer>> HORIZONS_DAYS =
      withDefault(
          "lifetime_value.horizons_days",
          OptionTypes.ascending(1, LONGEST_WINDOW),
          "[90, 365, 1095]",
          "How many days ahead of the as-of date lifetime value looks.",
          "[182, 364]");

  static final Option<ModelChoice> LIFETIME_VALUE_MODEL =
      withDefault(
          "lifetime_value.model",
          OptionTypes.oneOf(ModelChoice.class, ModelChoice::label),
          "auto",
          "The model of repeat purchases that predicts, in the tables BG/NBD, MBG/NBD and Pareto/NBD:"
              + " `auto` takes the one that predicted a part of the history held out best, or where"
              + " nothing can be held out the one with the smallest Bayesian information criterion;"
              + " `none` predicts nothing.",
          "pareto_nbd");

  static final Option<Granularity> LIFETIME_VALUE_TIME_UNIT =
      withDefault(
          "lifetime_value.time_unit",
          OptionTypes.oneOf(ModelChoice.TIME_UNITS, Granularity::label),
          "week",
          "The unit that the rates of the fitted models are per; it changes parameters, not"
              + " predictions.",
          "day");

  static final Option<Double> YEARLY_DISCOUNT_RATE =
      withDefault(
          "lifetime_value.yearly_discount_rate",
          OptionTypes.number("number", BigDecimal.ZERO, new BigDecimal("10"), "0.1"),
          "0.1",
          "What money loses by being due a year later, as a yearly effective rate; the predicted value"
              + " of each month of 365.25 / 12 days is discounted from its end.",
          "0.08");

  static final Option<OptionalInt> HOLDOUT_DAYS =
      withDefault(
          "lifetime_value.holdout_days",
          OptionTypes.wholeOr("quarter", 1, LONGEST_WINDOW),
          "quarter",
          "How many days before the as-of date are held out to judge the models; `quarter` takes a"
              + " quarter of the history, at most 365 days. Where the history is not longer, nothing is"
              + " held out, and the run warns.",
          "182");

  static final Option<List<String>> MODEL_SEGMENTS =
      withDefault(
          "lifetime_value.segments",
          OptionTypes.setOf(OptionTypes.name(), Comparator.naturalOrder(), 0),
          "[]",
          "Segments of customers, by their names under `segments`, for each value of which the"
              + " predicting models are fitted too, to be compared in clv_model; predictions come from"
              + " the fit to all customers. Each value costs a fit, so name segments of few values.",
          "[country]");

  static final Option<Integer> MAXIMUM_MODEL_CELLS =
      withDefault(
          "lifetime_value.maximum_cells",
          OptionTypes.whole(1, 5_000_000),
          "500000",
          "Up to this many distinct purchase records the models are fitted in the driver, beyond it by"
              + " sums over the executors.",
          "100000");

  static final Option<Double> SPEND_CORRELATION_WARNING =
      withDefault(
          "lifetime_value.spend_correlation_warning",
          OptionTypes.share(),
          "0.3",
          "The correlation of frequency and spend, in either direction, from which a run warns: the"
              + " spend model takes them for independent.",
          "0.2");

  static final Option<Double> PENALISER =
      withDefault(
          "lifetime_value.penaliser",
          OptionTypes.number("number", BigDecimal.ZERO, new BigDecimal("1000000"), "0.1"),
          "0",
          "What a fit of the models of purchases and spend takes off the log-likelihood for each squared"
              + " logarithm of a parameter: a prior that keeps parameters of few customers from running"
              + " away. 0 is plain maximum likelihood; the standard errors are of what was maximised.",
          "0.5");

  static final Option<String> EXPERIMENT_CONTROL =
      withDefault(
          "experiments.control",
          OptionTypes.status(),
          "control",
          "The variant with which the other variants of a trial are compared, without regard to case"
              + " and outer blanks.",
          "no e-mail");

  static final Option<Integer> EXPERIMENT_OUTCOME_DAYS =
      withDefault(
          "experiments.outcome_days",
          OptionTypes.whole(1, LONGEST_WINDOW),
          "30",
          "How many days after the day of the assignment orders and revenue are counted; customers"
              + " whose days are not over on the as-of date are not compared by them.",
          "14");

  static final Option<Integer> EXPERIMENT_PRE_PERIOD_DAYS =
      withDefault(
          "experiments.pre_period_days",
          OptionTypes.whole(0, LONGEST_WINDOW),
          "365",
          "The net revenue of so many days before the day of the assignment is taken for reducing the"
              + " variance of means; 0 reduces nothing.",
          "90");

  static final Option<Map<String, Double>> EXPERIMENT_PLANNED_SIZES =
      withDefault(
          "experiments.planned_sizes",
          OptionTypes.mapOf(
              OptionTypes.number("number", SMALLEST_SIZE, LARGEST_SIZE, "2"),
              Map.of("minLength", 1),
              Options::plainKey),
          "{}",
          "The planned sizes of variants, up to a factor, by which it is checked whether customers were"
              + " split as planned; a variant that is not named has 1, so that nothing needs to be"
              + " named where all were to be of one size.",
          "{control: 1, letter: 3}");

  static final Option<Integer> ENGAGEMENT_WINDOW_DAYS =
      withDefault(
          "engagement.window_days",
          OptionTypes.whole(1, LONGEST_WINDOW),
          "90",
          "How many days, up to the as-of date, engagements count for; they are compared with as many"
              + " days before.",
          "30");

  static final Option<Map<String, Double>> ENGAGEMENT_WEIGHTS =
      withDefault(
          "engagement.weights",
          OptionTypes.mapOf(
              OptionTypes.number("number", BigDecimal.ZERO, LARGEST_SIZE, "0.5"),
              Map.of("minLength", 1),
              Options::plainKey),
          "{}",
          "How many points one engagement of a kind counts, with at most four decimals; a kind that is"
              + " not named counts 1, and 0 leaves it out. Kinds are compared without regard to case and"
              + " outer blanks.",
          "{visit: 1, newsletter_opened: 0.5, review: 3}");

  static final Option<Double> ENGAGEMENT_WAVERING_DROP =
      withDefault(
          "engagement.wavering_drop",
          OptionTypes.share(),
          "0.5",
          "A customer who has not churned wavers when engagement lost at least this share of its points"
              + " from one window to the next.",
          "0.7");

  static final Option<BigDecimal> ACTION_BUDGET =
      optional(
          "retention_actions.budget",
          OptionTypes.amount(LARGEST_AMOUNT),
          "What all retention actions together may cost, in the reporting currency; without it there"
              + " is no limit.",
          "5000");

  static final Option<BigDecimal> COST_PER_ACTION =
      withDefault(
          "retention_actions.cost_per_action",
          OptionTypes.amount(LARGEST_AMOUNT),
          "1",
          "What one retention action costs, in the reporting currency: the budget pays for as many as"
              + " it holds, and none is advised where no more than that is at stake.",
          "2.50");

  static final Option<Integer> RECOVER_WITHIN_DAYS =
      withDefault(
          "retention_actions.recover_within_days",
          OptionTypes.whole(1, LONGEST_WINDOW),
          "90",
          "For how many days, up to the as-of date, a complaint or a return that was handled badly or"
              + " is not settled makes recovering the customer the next action.",
          "60");

  static final Option<List<String>> PRICE_REASONS =
      withDefault(
          "departures.price_reasons",
          OptionTypes.setOf(OptionTypes.reason(), Comparator.naturalOrder(), 0),
          "[" + String.join(", ", DepartureRules.PRICE_BY_DEFAULT) + "]",
          "The reasons of departures that are of the price. Reasons are compared without regard to case"
              + " and outer blanks, and with underscores and hyphens read as blanks.",
          "[too expensive, price increase]");

  static final Option<List<String>> SERVICE_REASONS =
      withDefault(
          "departures.service_reasons",
          OptionTypes.setOf(OptionTypes.reason(), Comparator.naturalOrder(), 0),
          "[" + String.join(", ", DepartureRules.SERVICE_BY_DEFAULT) + "]",
          "The reasons of departures that are of the service or of what was delivered, compared in the"
              + " same way. A reason that stands in neither list is of neither.",
          "[attitude of support, outages]");

  static final Option<String> SEGMENT_NAME =
      required(
          "segments." + EACH + ".name",
          OptionTypes.name(),
          "The segment's name in the tables; `all` is the total's.",
          "country");

  static final Option<String> SEGMENT_TABLE =
      required(
          "segments." + EACH + ".table",
          OptionTypes.oneOf(
              List.of(
                  OrdersInput.NAME,
                  OrderLinesInput.NAME,
                  CustomersInput.NAME,
                  SubscriptionsInput.NAME)),
          "The input table that carries the attribute; one of the subscriptions slices the tables of"
              + " contracts alone, one of the orders all tables but those.",
          OrderLinesInput.NAME);

  static final Option<String> SEGMENT_ATTRIBUTE =
      required(
          "segments." + EACH + ".attribute",
          OptionTypes.name(),
          "The attribute, as it is mapped under the table's `attributes`; for the customers also"
              + " `acquisition_channel`, for the orders also `channel`.",
          "country");

  static final Option<Double> MAXIMUM_REJECTED_SHARE =
      withDefault(
          "quality.maximum_rejected_share",
          OptionTypes.share(),
          "0.05",
          "The largest share of rejected rows of an input table with which a run goes on; beyond it"
              + " nothing is published.",
          "0.01");

  static final Option<Double> MAXIMUM_REJECTED_SHARE_OF_TABLE =
      optional(
          "quality.maximum_rejected_share_by_table." + TABLE,
          OptionTypes.share(),
          "The same for this input table alone.",
          "0.001");

  static final Option<Integer> MINIMUM_GROUP_SIZE =
      withDefault(
          "quality.minimum_group_size",
          OptionTypes.whole(1, 1_000_000),
          "5",
          "Groups of fewer customers are published without their rates.",
          "10");

  static final Option<List<String>> MASKED_COLUMNS =
      withDefault(
          "quality.masked_columns",
          OptionTypes.setOf(OptionTypes.text(), Comparator.naturalOrder(), 0),
          "[]",
          "The source columns whose values are hidden in `rejected_rows`.",
          "[email, fullname]");

  static final Option<String> OUTPUT_PATH =
      required(
              "output.path",
              OptionTypes.text(),
              "The folder in which every table gets a folder of its own; any path Spark can write."
                  + " A relative path is relative to the working directory.",
              "target/company")
          .outsideDigest();

  static final Option<OutputFormat> OUTPUT_FORMAT =
      withDefault(
              "output.format",
              OptionTypes.oneOf(OutputFormat.class, OutputFormat::label),
              "delta",
              "The format of the published tables.",
              "parquet")
          .outsideDigest();

  static final Option<String> OUTPUT_DATABASE =
      optional(
              "output.database",
              OptionTypes.name(),
              "The catalogue database in which the tables are registered; without it they are not.",
              "retention")
          .outsideDigest();

  static final Option<Boolean> OUTPUT_DATABASE_FOLLOWS_NEWEST =
      withDefault(
              "output.database_follows_newest",
              OptionTypes.flag(),
              "false",
              "For outputs with a folder for each as-of date: whether a name in the database that"
                  + " stands at another folder's table moves to this run's, once all of its tables are"
                  + " published. It moves away from tables that an earlier run published as of the"
                  + " same or an earlier day; a run as of an earlier day leaves it where it is. Without"
                  + " this, a name that stands elsewhere ends the run before anything is computed.",
              "true")
          .outsideDigest();

  static final Option<String> INCREMENTAL_PATH =
      optional(
              "incremental.path",
              OptionTypes.text(),
              "The folder in which `run --incremental` keeps copies of sources that are slow to read;"
                  + " any path Spark can write. Without it they are in `_sources` in the folder of the"
                  + " tables, so it is needed where every as-of date has a folder of its own. The copies"
                  + " hold what the sources hold: guard them like these.",
              "/srv/retention/sources")
          .outsideDigest();

  static final Option<Integer> INCREMENTAL_OVERLAP_HOURS =
      withDefault(
              "incremental.overlap_hours",
              OptionTypes.whole(0, LONGEST_OVERLAP_HOURS),
              "24",
              "How far before the newest `inputs.<table>.updated_at` that was read the table is read"
                  + " again, for changes that were written late.",
              "72")
          .outsideDigest();

  static final Option<Boolean> REPORT_ENABLED =
      withDefault(
              "report.enabled",
              OptionTypes.flag(),
              "true",
              "Whether a run ends with the report, a page of HTML for people; the command report"
                  + " writes it in any case.",
              "false")
          .outsideDigest();

  static final Option<ReportLanguage> REPORT_LANGUAGE =
      withDefault(
              "report.language",
              OptionTypes.oneOf(List.of(ReportLanguage.values()), ReportLanguage::tag),
              "en",
              "The language of the report and of its numbers, money and dates: English or Dutch.",
              "nl")
          .outsideDigest();

  static final Option<String> REPORT_PATH =
      optional(
              "report.path",
              OptionTypes.text(),
              "The file the report is written to; any path Spark can write. Without it the report is"
                  + " `report.html` in the folder of the tables.",
              "/srv/reports/retention.html")
          .outsideDigest();

  static final Option<Boolean> REPORT_CUSTOMER_IDS =
      withDefault(
              "report.include_customer_ids",
              OptionTypes.flag(),
              "false",
              "Whether the report lists the customers whose revenue is most at risk, by their ids."
                  + " Whoever reads the file then reads these.",
              "true")
          .outsideDigest();

  static final Option<Integer> REPORT_CUSTOMERS =
      withDefault(
              "report.customers_listed",
              OptionTypes.whole(1, 1000),
              "25",
              "How many customers the report lists at most, where it lists any.",
              "100")
          .outsideDigest();

  static final Option<String> VIEW_NAME =
      required(
          "views." + EACH + ".name",
          OptionTypes.name(),
          "The view's name, by which later views and `inputs.<table>.table` name it.",
          "paid_orders");

  static final Option<String> VIEW_QUERY =
      optional(
          "views." + EACH + ".query",
          OptionTypes.text(),
          "A Spark SQL query over views further up and catalogue tables. It makes the view unless `path`"
              + " does.",
          "select o.*, p.total from raw_orders o join payments p using (order_id)");

  static final Option<String> VIEW_PATH =
      optional(
          "views." + EACH + ".path",
          OptionTypes.text(),
          "A file, folder or glob, which makes the view unless `query` does. Every column of a CSV file is"
              + " text, and a value that cannot be read is null: the rows of views are judged by the"
              + " input that reads them, not before.",
          "data/raw/orders*.csv");

  static final Option<InputFormat> VIEW_FORMAT =
      optional(
          "views." + EACH + ".format",
          OptionTypes.oneOf(InputFormat.class, InputFormat::label),
          "How the files are read; it must be given with a path.",
          "csv");

  static final Option<Map<String, String>> VIEW_OPTIONS =
      optional(
          "views." + EACH + ".options",
          OptionTypes.mapOf(OptionTypes.anyText(), Map.of(), Options::readerOption),
          "The options of Spark's reader for the format.",
          "{header: true}");

  static final Option<String> INPUT_PATH =
      optional(
          "inputs." + TABLE + ".path",
          OptionTypes.text(),
          "A file, folder or glob; any path Spark can read. A relative path is relative to the"
              + " working directory. Compressed files are read as they are.",
          "data/orders/*.csv.gz");

  static final Option<String> INPUT_TABLE =
      optional(
          "inputs." + TABLE + ".table",
          OptionTypes.text(),
          "Instead of a path: one of the `views`, a table of the catalogue, or of the database that"
              + " `options.url` names where the format is jdbc.",
          "sales.orders");

  static final Option<InputFormat> INPUT_FORMAT =
      optional(
          "inputs." + TABLE + ".format",
          OptionTypes.oneOf(InputFormat.class, InputFormat::label),
          "How the table is read. It must be given with a path; with a table it may be left out,"
              + " which means the catalogue.",
          "csv");

  static final Option<Map<String, String>> INPUT_OPTIONS =
      optional(
          "inputs." + TABLE + ".options",
          OptionTypes.mapOf(OptionTypes.anyText(), Map.of(), Options::readerOption),
          "The options of Spark's reader for the format. Credentials belong here, as placeholders:"
              + " the values are never printed.",
          "{header: true, sep: \";\"}");

  static final Option<List<SourceColumn>> INPUT_COLUMNS =
      optional(
          "inputs." + TABLE + ".columns",
          OptionTypes.sourceColumns(),
          "The source's columns in their order, for files that do not name theirs. A column without"
              + " a type is text.",
          "[id, {name: quantity, type: int}]");

  static final Option<String> INPUT_WHERE =
      optional(
          "inputs." + TABLE + ".where",
          OptionTypes.expression(),
          "A condition over the source columns; rows that do not meet it are not read.",
          "region <> 'test'");

  static final Option<String> INPUT_UPDATED_AT =
      optional(
              "inputs." + TABLE + ".updated_at",
              OptionTypes.text(),
              "The source column, a date or time stamp, that says when a row was last changed, for"
                  + " formats jdbc and table: with it and `key`, `run --incremental` reads the rows that"
                  + " changed since, and the others from its copy.",
              "modified_at")
          .outsideDigest();

  static final Option<List<String>> INPUT_KEY =
      optional(
              "inputs." + TABLE + ".key",
              OptionTypes.setOf(OptionTypes.anyText(), Comparator.naturalOrder(), 1),
              "With `updated_at`, the source columns that together tell one row from every other.",
              "[order_id, line_number]")
          .outsideDigest();

  static final Option<Map<String, String>> INPUT_ATTRIBUTES =
      optional(
          "inputs." + TABLE + ".attributes",
          OptionTypes.mapOf(
              OptionTypes.expression(),
              Map.of("pattern", "^" + OptionTypes.NAME.pattern() + "$"),
              Options::attributeName),
          "Further columns, by which segments slice: a name of your own and the source column or"
              + " expression that makes it.",
          "{country: upper(ship_country)}");

  /** The sections, in the order of the documentation. */
  static final List<Section> SECTIONS =
      List.of(
          new Section("", "What holds for the whole run."),
          new Section(
              "orders",
              "Which orders count. A status that is named here and that no row of the orders has is"
                  + " told among the warnings of a run."),
          new Section("cohorts", "How customers are put into cohorts."),
          new Section("retention", "How retention by period is measured."),
          new Section("churn", "When a customer counts as churned or at risk."),
          new Section("costs", "What work costs that the inputs give in minutes."),
          new Section(
              "lifetime_value",
              "How far lifetime value looks ahead, and the models that predict it."),
          new Section("experiments", "How the variants of trials are compared."),
          new Section("engagement", "How engagement is measured."),
          new Section(
              "retention_actions",
              "What may be spent on approaching customers, one next action each."),
          new Section(
              "departures",
              "How the reasons of departures are classed, so that who left because of the price can be"
                  + " told from who left because of the service."),
          new Section(
              "segments",
              "The attributes by which every rate table is also sliced, beside the total: a list,"
                  + " whose elements are counted from 0."),
          new Section("quality", "When a run stops, and what is hidden."),
          new Section("output", "Where and how the tables are published."),
          new Section(
              "incremental",
              "What `run --incremental` remembers, so that the next one reads only what is new."),
          new Section("report", "Whether and how the report is written."),
          new Section(
              "views",
              "Where the sources are not flat tables: files and queries that join them, in the order in"
                  + " which they are made, as a list whose elements are counted from 0. An input is read"
                  + " from a view by `table`."),
          new Section(
              "inputs",
              "Where the input tables are and how they are read. Orders or order lines are needed, the"
                  + " other tables are not."));

  /** The options of every section but the inputs, with the elements of lists as patterns. */
  static final List<Option<?>> GENERAL = general();

  /** Every option with its whole key; the elements of lists as patterns. */
  static final List<Option<?>> ALL = all();

  private static final Set<String> FREE_SECTIONS =
      Set.of(EXPERIMENT_PLANNED_SIZES.key(), ENGAGEMENT_WEIGHTS.key());
  private static final Set<String> FREE = Set.of(INPUT_OPTIONS.name(), INPUT_ATTRIBUTES.name());
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(password|passwd|secret|token|credential).*");
  private static final Pattern SECRET_IN_URL =
      Pattern.compile("(?i).*(password|passwd|secret|token)=(?!\\$\\{env:).*");

  private Options() {}

  private static List<Option<?>> general() {
    List<Option<?>> options =
        new ArrayList<>(
            List.of(
                AS_OF_DATE,
                TIME_ZONE,
                WEEK_START,
                CURRENCY,
                COUNTED_STATUSES,
                EXCLUDED_STATUSES,
                RETURN_STATUSES,
                NEGATIVE_AMOUNTS,
                MAXIMUM_AMOUNT,
                EARLIEST_DATE,
                RETURNS_POLICY,
                COHORT_GRANULARITIES,
                COHORT_START,
                RETENTION_GRANULARITIES,
                ACTIVITY_WINDOW_DAYS,
                CHURN_WINDOW_DAYS,
                AT_RISK_AFTER_TYPICAL_GAPS,
                AT_RISK_BELOW_PROBABILITY_ALIVE,
                HANDLING_COST_PER_HOUR,
                HORIZONS_DAYS,
                LIFETIME_VALUE_MODEL,
                LIFETIME_VALUE_TIME_UNIT,
                YEARLY_DISCOUNT_RATE,
                HOLDOUT_DAYS,
                MODEL_SEGMENTS,
                MAXIMUM_MODEL_CELLS,
                SPEND_CORRELATION_WARNING,
                PENALISER,
                EXPERIMENT_CONTROL,
                EXPERIMENT_OUTCOME_DAYS,
                EXPERIMENT_PRE_PERIOD_DAYS,
                EXPERIMENT_PLANNED_SIZES,
                ENGAGEMENT_WINDOW_DAYS,
                ENGAGEMENT_WEIGHTS,
                ENGAGEMENT_WAVERING_DROP,
                ACTION_BUDGET,
                COST_PER_ACTION,
                RECOVER_WITHIN_DAYS,
                PRICE_REASONS,
                SERVICE_REASONS,
                SEGMENT_NAME,
                SEGMENT_TABLE,
                SEGMENT_ATTRIBUTE,
                MAXIMUM_REJECTED_SHARE));
    for (InputContract contract : InputCatalog.ALL) {
      options.add(MAXIMUM_REJECTED_SHARE_OF_TABLE.of(contract.name()));
    }
    options.addAll(
        List.of(
            MINIMUM_GROUP_SIZE,
            MASKED_COLUMNS,
            OUTPUT_PATH,
            OUTPUT_FORMAT,
            OUTPUT_DATABASE,
            OUTPUT_DATABASE_FOLLOWS_NEWEST,
            INCREMENTAL_PATH,
            INCREMENTAL_OVERLAP_HOURS,
            REPORT_ENABLED,
            REPORT_LANGUAGE,
            REPORT_PATH,
            REPORT_CUSTOMER_IDS,
            REPORT_CUSTOMERS,
            VIEW_NAME,
            VIEW_QUERY,
            VIEW_PATH,
            VIEW_FORMAT,
            VIEW_OPTIONS));
    return List.copyOf(options);
  }

  private static List<Option<?>> all() {
    List<Option<?>> options = new ArrayList<>(GENERAL);
    for (InputContract contract : InputCatalog.ALL) {
      options.addAll(of(contract));
    }
    return List.copyOf(options);
  }

  /** The options that every input table has, whatever its columns. */
  static List<Option<?>> ofEveryTable() {
    return List.of(
        INPUT_PATH,
        INPUT_TABLE,
        INPUT_FORMAT,
        INPUT_OPTIONS,
        INPUT_COLUMNS,
        INPUT_WHERE,
        INPUT_UPDATED_AT,
        INPUT_KEY);
  }

  /** The options of one input table. */
  static List<Option<?>> of(InputContract contract) {
    List<Option<?>> options = new ArrayList<>();
    for (Option<?> option : ofEveryTable()) {
      options.add(option.of(contract.name()));
    }
    for (InputColumn column : contract.columns()) {
      options.add(mapping(contract, column));
    }
    if (contract.attributes()) {
      options.add(INPUT_ATTRIBUTES.of(contract.name()));
    }
    return options;
  }

  /** The option that maps a canonical column. */
  static Option<String> mapping(InputContract contract, InputColumn column) {
    String key = mappingKey(contract.name()) + "." + column.name();
    return column.required()
        ? required(key, OptionTypes.expression(), column.sentence(), column.name())
        : optional(key, OptionTypes.expression(), column.sentence(), column.name());
  }

  /** The key of an input table's mapping. */
  static String mappingKey(String table) {
    return "inputs." + table + ".mapping";
  }

  /** Whether the keys below a key are the user's own. */
  static boolean free(String key) {
    return FREE_SECTIONS.contains(key) || freeOfTable(key);
  }

  private static boolean freeOfTable(String key) {
    return key.startsWith("inputs.")
        && key.chars().filter(letter -> letter == '.').count() == 2
        && FREE.contains(key.substring(key.lastIndexOf('.') + 1));
  }

  /** A key that is compared in small letters, without outer blanks, must be written so. */
  private static boolean plainKey(String name, Value value, Place place) {
    if (name.isBlank() || !name.equals(name.strip().toLowerCase(Locale.ROOT))) {
      place.refuse(
          value,
          "must be named in small letters, without outer blanks",
          "Case and outer blanks make no difference in the data; write "
              + name.strip().toLowerCase(Locale.ROOT)
              + ".");
      return false;
    }
    return true;
  }

  private static boolean attributeName(String name, Value value, Place place) {
    String table = place.key().split("\\.")[1];
    if (!OptionTypes.NAME.matcher(name).matches()) {
      place.refuse(
          value,
          "must be named in small letters, digits and underscores",
          "Name it in snake case, such as member_card.");
      return false;
    }
    boolean canonical =
        InputCatalog.find(table).flatMap(contract -> contract.column(name)).isPresent();
    if (canonical) {
      place
          .findings()
          .add(
              value.origin(),
              Errors.attributeIsColumn(value.origin().place(), place.key(), table, name));
    }
    return !canonical;
  }

  private static boolean readerOption(String name, Value value, Place place) {
    String plain = name.toLowerCase(Locale.ROOT);
    String reason =
        switch (plain) {
          case "inferschema", "samplingratio" ->
              "source schemas are declared or taken from the mapping, never inferred";
          case "mode" ->
              "Perennial decides what becomes of a row that does not parse, and accounts for it";
          case "ignorecorruptfiles", "ignoremissingfiles" ->
              "files that cannot be read would be left out in silence";
          case "path", "paths" -> "the place is named by path";
          case "dbtable", "query" -> "the place is named by table";
          case "schema" -> "source columns are named by columns";
          default -> "";
        };
    if (!reason.isEmpty()) {
      place
          .findings()
          .add(
              value.origin(),
              Errors.readerOptionRefused(value.origin().place(), place.key(), reason));
      return false;
    }
    if (value instanceof Value.Scalar scalar && literalSecret(plain, scalar.text())) {
      place
          .findings()
          .add(
              value.origin(),
              Errors.secretInConfiguration(
                  value.origin().place(), place.key(), Placeholders.SECRETS_FILE));
      return false;
    }
    return true;
  }

  private static boolean literalSecret(String name, String text) {
    boolean named = SECRET_NAME.matcher(name).matches() && !Placeholders.in(text);
    return !text.isBlank() && (named || SECRET_IN_URL.matcher(text).matches());
  }
}
