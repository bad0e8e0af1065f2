package io.perennial.config;

import io.perennial.error.Errors;
import io.perennial.table.CohortStart;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Reads a configuration: defaults, over them the YAML file, over that {@code --set}, over that
 * {@code --as-of}.
 */
public final class ConfigurationReader {
  private static final String TOTAL = "all";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Where copies of sources are below the tables; a name that readers of folders skip. */
  private static final String SOURCES = "/_sources";

  private ConfigurationReader() {}

  /**
   * The configuration of a file, overridden and checked.
   *
   * @param file the YAML file
   * @param overrides the {@code key=value} of each {@code --set}, in their order
   * @param asOf the date of {@code --as-of}
   * @param environment the environment, for {@code ${env:NAME}}
   * @throws io.perennial.error.PerennialException of category USAGE with every problem found
   */
  public static Configuration read(
      Path file,
      List<String> overrides,
      Optional<LocalDate> asOf,
      Map<String, String> environment) {
    Findings findings = new Findings();
    Placeholders placeholders = Placeholders.of(environment, findings);
    Optional<Value.Section> written = section(file, findings);
    if (written.isEmpty()) {
      // Without a file to put them over, the overrides can only be checked for their form.
      Overrides.apply(empty(file), overrides, findings);
      findings.throwIfAny();
    }
    Value.Section root = Overrides.apply(written.orElse(empty(file)), overrides, findings);
    if (asOf.isPresent()) {
      Value date = new Value.Scalar(asOf.get().toString(), Origin.outside("--as-of"));
      root = Overrides.put(root, Options.AS_OF_DATE.key(), date, findings);
    }
    KnownKeys.check(root, findings);
    return configuration(file, new Reading(root, placeholders, findings));
  }

  private static Value.Section empty(Path file) {
    return new Value.Section(Map.of(), Origin.line(file.toString(), 1));
  }

  private static Optional<Value.Section> section(Path file, Findings findings) {
    Origin whole = Origin.line(file.toString(), 1);
    Optional<String> text = text(file, findings);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    boolean soundBefore = findings.none();
    Optional<Value> value =
        YamlText.parse(text.get(), line -> Origin.line(file.toString(), line), findings);
    if (value.isEmpty() || value.get() instanceof Value.Nothing) {
      if (soundBefore == findings.none()) {
        findings.add(whole, Errors.configurationEmpty(file.toString()));
      }
      return Optional.empty();
    }
    if (value.get() instanceof Value.Section section) {
      return Optional.of(section);
    }
    findings.add(whole, Errors.configurationNotASection(whole.place()));
    return Optional.empty();
  }

  private static Optional<String> text(Path file, Findings findings) {
    Origin whole = Origin.line(file.toString(), 1);
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(
          text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text);
    } catch (CharacterCodingException e) {
      findings.add(whole, Errors.configurationNotUtf8(file.toString()));
    } catch (IOException e) {
      boolean missing = Files.notExists(file);
      findings.add(
          whole,
          missing
              ? Errors.configurationMissing(file.toString())
              : Errors.configurationUnreadable(file.toString(), Files.isDirectory(file)));
    }
    return Optional.empty();
  }

  private static Configuration configuration(Path file, Reading reading) {
    Optional<LocalDate> asOfDate = reading.read(Options.AS_OF_DATE);
    var timeZone = reading.read(Options.TIME_ZONE);
    var weekStart = reading.read(Options.WEEK_START);
    var currency = reading.read(Options.CURRENCY);
    var counted = reading.read(Options.COUNTED_STATUSES);
    var excluded = reading.read(Options.EXCLUDED_STATUSES);
    var returned = reading.read(Options.RETURN_STATUSES);
    var negativeAmounts = reading.read(Options.NEGATIVE_AMOUNTS);
    var maximumAmount = reading.read(Options.MAXIMUM_AMOUNT);
    var earliestDate = reading.read(Options.EARLIEST_DATE);
    var returnsPolicy = reading.read(Options.RETURNS_POLICY);
    var cohortGranularities = reading.read(Options.COHORT_GRANULARITIES);
    var cohortStart = reading.read(Options.COHORT_START);
    var retentionGranularities = reading.read(Options.RETENTION_GRANULARITIES);
    var activityWindow = reading.read(Options.ACTIVITY_WINDOW_DAYS);
    var churnWindow = reading.read(Options.CHURN_WINDOW_DAYS);
    var atRisk = reading.read(Options.AT_RISK_AFTER_TYPICAL_GAPS);
    var aliveThreshold = reading.read(Options.AT_RISK_BELOW_PROBABILITY_ALIVE);
    var handlingCost = reading.read(Options.HANDLING_COST_PER_HOUR);
    var horizons = reading.read(Options.HORIZONS_DAYS);
    var model = reading.read(Options.LIFETIME_VALUE_MODEL);
    var timeUnit = reading.read(Options.LIFETIME_VALUE_TIME_UNIT);
    var discountRate = reading.read(Options.YEARLY_DISCOUNT_RATE);
    var holdout = reading.read(Options.HOLDOUT_DAYS);
    var modelSegments = reading.read(Options.MODEL_SEGMENTS);
    var maximumCells = reading.read(Options.MAXIMUM_MODEL_CELLS);
    var correlation = reading.read(Options.SPEND_CORRELATION_WARNING);
    var penaliser = reading.read(Options.PENALISER);
    var control = reading.read(Options.EXPERIMENT_CONTROL);
    var outcomeDays = reading.read(Options.EXPERIMENT_OUTCOME_DAYS);
    var prePeriodDays = reading.read(Options.EXPERIMENT_PRE_PERIOD_DAYS);
    var plannedSizes = reading.read(Options.EXPERIMENT_PLANNED_SIZES);
    var engagementWindow = reading.read(Options.ENGAGEMENT_WINDOW_DAYS);
    var engagementWeights = reading.read(Options.ENGAGEMENT_WEIGHTS);
    var waveringDrop = reading.read(Options.ENGAGEMENT_WAVERING_DROP);
    var actionBudget = reading.read(Options.ACTION_BUDGET);
    var costPerAction = reading.read(Options.COST_PER_ACTION);
    var recoverWithin = reading.read(Options.RECOVER_WITHIN_DAYS);
    var priceReasons = reading.read(Options.PRICE_REASONS);
    var serviceReasons = reading.read(Options.SERVICE_REASONS);
    List<Segment> segments = segments(reading);
    var rejectedShare = reading.read(Options.MAXIMUM_REJECTED_SHARE);
    Map<String, Double> rejectedShareByTable = rejectedShareByTable(reading);
    var groupSize = reading.read(Options.MINIMUM_GROUP_SIZE);
    var masked = reading.read(Options.MASKED_COLUMNS);
    var outputPath = reading.read(Options.OUTPUT_PATH);
    var outputFormat = reading.read(Options.OUTPUT_FORMAT);
    var outputDatabase = reading.read(Options.OUTPUT_DATABASE);
    var databaseFollows = reading.read(Options.OUTPUT_DATABASE_FOLLOWS_NEWEST);
    var incrementalPath = reading.read(Options.INCREMENTAL_PATH);
    var overlapHours = reading.read(Options.INCREMENTAL_OVERLAP_HOURS);
    var reportEnabled = reading.read(Options.REPORT_ENABLED);
    var reportLanguage = reading.read(Options.REPORT_LANGUAGE);
    var reportPath = reading.read(Options.REPORT_PATH);
    var reportIds = reading.read(Options.REPORT_CUSTOMER_IDS);
    var reportCustomers = reading.read(Options.REPORT_CUSTOMERS);
    List<View> views = ViewReading.read(reading);
    Map<String, InputTable> inputs = inputs(reading);

    checkDates(reading, asOfDate, earliestDate);
    checkStatuses(
        reading, counted.orElse(List.of()), excluded.orElse(List.of()), returned.orElse(List.of()));
    checkReasons(reading, priceReasons.orElse(List.of()), serviceReasons.orElse(List.of()));
    cohortStart.ifPresent(start -> checkSignUp(reading, start));
    checkModelSegments(reading, modelSegments.orElse(List.of()), segments);
    reading.findings().throwIfAny();

    return new Configuration(
        file,
        asOfDate.orElseThrow(),
        timeZone.orElseThrow(),
        weekStart.orElseThrow(),
        currency.orElseThrow(),
        new OrderRules(
            counted.orElseThrow(),
            excluded.orElseThrow(),
            returned.orElseThrow(),
            negativeAmounts.orElseThrow(),
            maximumAmount.orElseThrow(),
            earliestDate.orElseThrow()),
        returnsPolicy.orElseThrow(),
        new CohortRules(cohortGranularities.orElseThrow(), cohortStart.orElseThrow()),
        new RetentionRules(retentionGranularities.orElseThrow(), activityWindow.orElseThrow()),
        new ChurnRules(
            churnWindow.orElseThrow(), atRisk.orElseThrow(), aliveThreshold.orElseThrow()),
        new CostRules(handlingCost),
        new LifetimeValueRules(
            horizons.orElseThrow(),
            model.orElseThrow(),
            timeUnit.orElseThrow(),
            discountRate.orElseThrow(),
            holdout.orElseThrow(),
            modelSegments.orElseThrow(),
            maximumCells.orElseThrow(),
            correlation.orElseThrow(),
            penaliser.orElseThrow()),
        new ExperimentRules(
            control.orElseThrow(),
            outcomeDays.orElseThrow(),
            prePeriodDays.orElseThrow(),
            plannedSizes.orElseThrow()),
        new EngagementRules(
            engagementWindow.orElseThrow(),
            engagementWeights.orElseThrow(),
            waveringDrop.orElseThrow()),
        new RetentionActionRules(
            actionBudget, costPerAction.orElseThrow(), recoverWithin.orElseThrow()),
        new DepartureRules(priceReasons.orElseThrow(), serviceReasons.orElseThrow()),
        segments,
        new QualityRules(
            rejectedShare.orElseThrow(),
            rejectedShareByTable,
            groupSize.orElseThrow(),
            masked.orElseThrow()),
        new Output(
            outputPath.orElseThrow(),
            outputFormat.orElseThrow(),
            outputDatabase,
            databaseFollows.orElseThrow()),
        new IncrementalRules(
            incrementalPath.orElseGet(() -> outputPath.orElseThrow() + SOURCES),
            overlapHours.orElseThrow()),
        new ReportRules(
            reportEnabled.orElseThrow(),
            reportLanguage.orElseThrow(),
            reportPath,
            reportIds.orElseThrow(),
            reportCustomers.orElseThrow()),
        views,
        inputs,
        digest(reading.canonical()));
  }

  private static Map<String, Double> rejectedShareByTable(Reading reading) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (InputContract contract : InputCatalog.ALL) {
      reading
          .read(Options.MAXIMUM_REJECTED_SHARE_OF_TABLE.of(contract.name()))
          .ifPresent(share -> shares.put(contract.name(), share));
    }
    return Map.copyOf(shares);
  }

  private static Map<String, InputTable> inputs(Reading reading) {
    Map<String, InputTable> inputs = new LinkedHashMap<>();
    for (InputContract contract : InputCatalog.ALL) {
      if (given(reading, contract.name())) {
        InputReading.read(reading, contract).ifPresent(table -> inputs.put(contract.name(), table));
      }
    }
    if (!given(reading, OrdersInput.NAME) && !given(reading, OrderLinesInput.NAME)) {
      Origin origin = reading.origin("inputs");
      reading
          .findings()
          .add(
              origin, Errors.ordersMissing(origin.place(), OrdersInput.NAME, OrderLinesInput.NAME));
    }
    return Map.copyOf(inputs);
  }

  /** Whether an input table is configured; one that is no section is refused elsewhere. */
  private static boolean given(Reading reading, String table) {
    return reading.written("inputs." + table).filter(Value.Section.class::isInstance).isPresent();
  }

  private static List<Segment> segments(Reading reading) {
    int count = reading.length("segments");
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> canonical = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      if (!(reading.written("segments." + i).orElse(null) instanceof Value.Section)) {
        continue;
      }
      Optional<String> name = reading.read(Options.SEGMENT_NAME.of(i));
      Optional<String> table = reading.read(Options.SEGMENT_TABLE.of(i));
      Optional<String> attribute = reading.read(Options.SEGMENT_ATTRIBUTE.of(i));
      int index = i;
      name.ifPresent(known -> checkSegmentName(reading, index, known, names));
      if (table.isPresent() && attribute.isPresent()) {
        checkAttribute(reading, i, table.get(), attribute.get());
        name.ifPresent(
            known -> {
              segments.add(new Segment(known, table.get(), attribute.get()));
              canonical.add(known + "=" + table.get() + "." + attribute.get());
            });
      }
    }
    // The order of segments changes no table, so the digest does not see it.
    reading.canonical().keySet().removeIf(key -> key.startsWith("segments."));
    reading.canonical().put("segments", canonical.toString());
    return List.copyOf(segments);
  }

  private static void checkSegmentName(Reading reading, int index, String name, Set<String> names) {
    String key = Options.SEGMENT_NAME.of(index).key();
    Origin origin = reading.origin(key);
    if (name.equals(TOTAL)) {
      reading.findings().add(origin, Errors.segmentNameReserved(origin.place(), key, TOTAL));
    }
    if (!names.add(name)) {
      reading.findings().add(origin, Errors.segmentNameTwice(origin.place(), key, name));
    }
  }

  private static void checkAttribute(Reading reading, int index, String table, String attribute) {
    String key = Options.SEGMENT_ATTRIBUTE.of(index).key();
    if (!given(reading, table)) {
      String tableKey = Options.SEGMENT_TABLE.of(index).key();
      Origin origin = reading.origin(tableKey);
      reading.findings().add(origin, Errors.segmentTableMissing(origin.place(), tableKey, table));
      return;
    }
    Set<String> known =
        new TreeSet<>(reading.entries(Options.INPUT_ATTRIBUTES.of(table).key()).keySet());
    InputCatalog.find(table).map(InputContract::slicing).orElse(List.of()).stream()
        .filter(column -> mapped(reading, table, column))
        .forEach(known::add);
    if (known.contains(attribute)) {
      return;
    }
    Origin origin = reading.origin(key);
    String remedy =
        NearestKey.find(attribute, known)
            .map(near -> "Did you mean " + near + "?")
            .orElse(
                "Map it under inputs."
                    + table
                    + ".attributes: {"
                    + attribute
                    + ": column or expression}.");
    reading
        .findings()
        .add(origin, Errors.segmentAttributeUnknown(origin.place(), key, table, attribute, remedy));
  }

  private static boolean mapped(Reading reading, String table, String column) {
    return reading.written(Options.mappingKey(table) + "." + column).isPresent();
  }

  private static void checkDates(
      Reading reading, Optional<LocalDate> asOfDate, Optional<LocalDate> earliestDate) {
    if (reading.written(Options.AS_OF_DATE.key()).isEmpty()) {
      Origin origin = reading.origin(Options.AS_OF_DATE.key());
      reading
          .findings()
          .add(origin, Errors.asOfDateMissing(origin.place(), Options.AS_OF_DATE.key()));
    }
    if (asOfDate.isPresent()
        && earliestDate.isPresent()
        && earliestDate.get().isAfter(asOfDate.get())) {
      Origin origin = reading.origin(Options.EARLIEST_DATE.key());
      reading
          .findings()
          .add(
              origin,
              Errors.earliestAfterAsOf(
                  origin.place(), Options.EARLIEST_DATE.key(), earliestDate.get(), asOfDate.get()));
    }
  }

  private static void checkStatuses(
      Reading reading, List<String> counted, List<String> excluded, List<String> returned) {
    checkDisjoint(reading, Options.COUNTED_STATUSES, counted, Options.EXCLUDED_STATUSES, excluded);
    checkDisjoint(reading, Options.COUNTED_STATUSES, counted, Options.RETURN_STATUSES, returned);
    checkDisjoint(reading, Options.RETURN_STATUSES, returned, Options.EXCLUDED_STATUSES, excluded);
    boolean status =
        mapped(reading, OrdersInput.NAME, OrdersInput.STATUS)
            || mapped(reading, OrderLinesInput.NAME, OrderLinesInput.STATUS);
    for (Option<?> option :
        List.of(Options.COUNTED_STATUSES, Options.RETURN_STATUSES, Options.EXCLUDED_STATUSES)) {
      boolean some =
          reading
              .written(option.key())
              .filter(Value.Sequence.class::isInstance)
              .filter(value -> !((Value.Sequence) value).items().isEmpty())
              .isPresent();
      if (some && !status) {
        Origin origin = reading.origin(option.key());
        reading.findings().add(origin, Errors.statusUnmapped(origin.place(), option.key()));
      }
    }
  }

  private static void checkModelSegments(
      Reading reading, List<String> names, List<Segment> segments) {
    List<String> ofCustomers =
        segments.stream()
            .filter(segment -> segment.table().equals(CustomersInput.NAME))
            .map(Segment::name)
            .toList();
    for (String name : names) {
      if (!ofCustomers.contains(name)) {
        Origin origin = reading.origin(Options.MODEL_SEGMENTS.key());
        reading
            .findings()
            .add(
                origin,
                Errors.modelSegmentUnknown(
                    origin.place(), Options.MODEL_SEGMENTS.key(), name, ofCustomers));
      }
    }
  }

  private static void checkDisjoint(
      Reading reading, Option<?> one, List<String> left, Option<?> other, List<String> right) {
    for (String status : left) {
      if (right.contains(status)) {
        Origin origin = reading.origin(one.key());
        reading
            .findings()
            .add(origin, Errors.statusTwice(origin.place(), one.key(), other.key(), status));
      }
    }
  }

  private static void checkReasons(Reading reading, List<String> ofPrice, List<String> ofService) {
    String price = Options.PRICE_REASONS.key();
    String service = Options.SERVICE_REASONS.key();
    boolean isOfPrice = reading.written(price).isPresent();
    Origin origin = reading.origin(isOfPrice ? price : service);
    ofPrice.stream()
        .filter(ofService::contains)
        .forEach(
            reason ->
                reading
                    .findings()
                    .add(origin, Errors.reasonTwice(origin.place(), price, service, reason)));
  }

  private static void checkSignUp(Reading reading, CohortStart start) {
    if (start == CohortStart.SIGN_UP
        && !mapped(reading, CustomersInput.NAME, CustomersInput.SIGNED_UP_AT)) {
      Origin origin = reading.origin(Options.COHORT_START.key());
      reading
          .findings()
          .add(
              origin,
              Errors.signUpUnmapped(
                  origin.place(),
                  Options.COHORT_START.key(),
                  Options.mappingKey(CustomersInput.NAME) + "." + CustomersInput.SIGNED_UP_AT));
    }
  }

  private static String digest(SortedMap<String, String> canonical) {
    StringBuilder text = new StringBuilder();
    // Lengths keep two different configurations from ever being written as the same text.
    canonical.forEach(
        (key, value) ->
            text.append(key)
                .append(' ')
                .append(value.length())
                .append(' ')
                .append(value)
                .append('\n'));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
