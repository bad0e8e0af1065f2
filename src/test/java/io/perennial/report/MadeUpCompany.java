package io.perennial.report;

import io.perennial.table.ReportLanguage;
import io.perennial.table.TableContract;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.LifecycleFlowTable;
import io.perennial.table.output.ProfitClaimsTable;
import io.perennial.table.output.ProfitConcentrationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RetentionCostTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.table.output.ServiceRecoveryTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers of the tables of a company that nobody computed: three years, of which the last is not
 * over, with names that would do harm in a page that does not escape them. Every test of the page
 * reads these, so that no run is needed.
 */
final class MadeUpCompany {
  static final LocalDate AS_OF = LocalDate.of(2025, 11, 15);
  static final String HOSTILE =
      "</script><script>document.title='taken'</script>\"'><img src=x onerror=alert(1)>&amp;{0}";
  static final String HOSTILE_ID = "<b id=taken>C-1</b>";

  private static final int QUARTERS = 12;
  private static final int WINDOW = 155;

  private MadeUpCompany() {}

  static ReportSettings settings(ReportLanguage language) {
    return new ReportSettings(language, "EUR", Optional.empty());
  }

  static ReportedRun run() {
    return new ReportedRun("2025-11-15-abc", AS_OF, "digest", "0.1.0", Map.of());
  }

  /** The page of the whole company. */
  static String page(ReportLanguage language) {
    return Report.html(run(), settings(language), answers());
  }

  /** What every table answers. */
  static Answers answers() {
    Map<String, List<Line>> lines = new HashMap<>();
    lines.put("latest periods", periods());
    lines.put("churn statuses", statuses());
    lines.put("customer equity", List.of(equity(90, 12_000), equity(364, 40_000)));
    lines.put("customers at risk by segment", groups());
    lines.put("customers at risk", List.of(atRisk(HOSTILE_ID, "950.25"), atRisk("C-2", "120.50")));
    lines.put("cohort cells", cohortCells());
    lines.put("cohort curve", cohortCurve());
    lines.put("latest period of segments", segments());
    lines.put("distribution of predicted value", distribution());
    lines.put("value of cohorts", cohortValues());
    lines.put("programmes to win customers", List.of(programmes()));
    lines.put("revenue curve", revenueCurve());
    lines.put("revenue concentration", concentration());
    lines.put("comparison of models", models());
    lines.put("weeks of the models", weeks());
    lines.put("survival of subscriptions", survival());
    lines.put("recurring revenue", movements());
    lines.put("actions", actions());
    lines.put("first actions", List.of(action(HOSTILE_ID, "950.25"), action("C-2", "120.50")));
    lines.put("lifecycle flows", lifecycle());
    lines.put("profit curve", profitCurve());
    lines.put("profit claims", profitClaims());
    lines.put("service recovery", recovery());
    lines.put("experiment results", trials());
    lines.put("rows of the inputs", inputs());
    lines.put("rejected rows by reason", rejections());
    lines.put("account of revenue", account());
    return new Answers(lines, Map.of(), List.of());
  }

  /** The same answers without some lines. */
  static Answers without(String question, Predicate<Line> gone) {
    Map<String, List<Line>> lines = new HashMap<>(answers().lines());
    lines.computeIfPresent(question, (name, all) -> all.stream().filter(gone.negate()).toList());
    return new Answers(lines, Map.of(), List.of());
  }

  /** The same answers with others to one question. */
  static Answers with(String question, List<Line> other) {
    Map<String, List<Line>> lines = new HashMap<>(answers().lines());
    lines.put(question, other);
    return new Answers(lines, Map.of(), List.of());
  }

  /** The answers of a run that did not publish some tables. */
  static Answers withoutTables(Collection<TableContract> gone) {
    Map<String, Answers.Missing> missing = new HashMap<>();
    gone.forEach(table -> missing.put(table.name(), Answers.Missing.NOT_PUBLISHED));
    Map<String, List<Line>> lines = new HashMap<>(answers().lines());
    Report.questions(settings(ReportLanguage.ENGLISH)).stream()
        .filter(question -> question.tables().stream().anyMatch(gone::contains))
        .forEach(question -> lines.remove(question.name()));
    return new Answers(lines, missing, List.of());
  }

  /** A line from columns and values in turn; a null leaves its column out. */
  static Line line(Object... columnsAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      if (columnsAndValues[i + 1] != null) {
        values.put((String) columnsAndValues[i], columnsAndValues[i + 1]);
      }
    }
    return new Line(values);
  }

  static BigDecimal money(String amount) {
    return new BigDecimal(amount);
  }

  /** Yearly and quarterly periods of everybody. */
  static List<Line> periods() {
    List<Line> lines = new ArrayList<>();
    long[] atStart = {0, 400, 460, 520};
    for (int year = 0; year < 3; year++) {
      LocalDate start = LocalDate.of(2023 + year, 1, 1);
      lines.add(
          period("year", start, start.plusYears(1).minusDays(1), atStart[year], atStart[year + 1]));
    }
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      LocalDate start = LocalDate.of(2023, 1, 1).plusMonths(3L * quarter);
      lines.add(
          period(
              "quarter",
              start,
              start.plusMonths(3).minusDays(1),
              40L * quarter,
              40L * (quarter + 1)));
    }
    return lines;
  }

  private static Line period(
      String granularity, LocalDate start, LocalDate end, long atStart, long atEnd) {
    long retained = atStart * 3 / 4;
    long added = atEnd - retained;
    long reactivated = atStart > 0 ? added / 4 : 0;
    Double rate = atStart > 0 ? (double) retained / atStart : null;
    return line(
        RateColumns.SEGMENT_NAME,
        RateColumns.ALL,
        RateColumns.SEGMENT_VALUE,
        RateColumns.ALL,
        RetentionByPeriodTable.GRANULARITY,
        granularity,
        RetentionByPeriodTable.PERIOD_START,
        start,
        RetentionByPeriodTable.PERIOD_END,
        end,
        RetentionByPeriodTable.IS_COMPLETE,
        !end.isAfter(AS_OF),
        RetentionByPeriodTable.ACTIVITY_WINDOW_DAYS,
        WINDOW,
        RetentionByPeriodTable.CUSTOMERS_AT_START,
        atStart,
        RetentionByPeriodTable.CUSTOMERS_AT_END,
        atEnd,
        RetentionByPeriodTable.NEW_CUSTOMERS,
        added - reactivated,
        RetentionByPeriodTable.RETAINED_CUSTOMERS,
        retained,
        RetentionByPeriodTable.REACTIVATED_CUSTOMERS,
        reactivated,
        RetentionByPeriodTable.LOST_CUSTOMERS,
        atStart - retained,
        RetentionByPeriodTable.ACQUIRED_CUSTOMERS,
        added,
        RetentionByPeriodTable.RETENTION_RATE,
        rate,
        RetentionByPeriodTable.CHURN_RATE,
        rate == null ? null : 1 - rate,
        RetentionByPeriodTable.ACTIVE_CUSTOMERS,
        atEnd,
        RetentionByPeriodTable.ORDERS,
        3 * atEnd,
        RetentionByPeriodTable.NET_REVENUE,
        BigDecimal.valueOf(150 * atEnd, 0).setScale(2),
        RetentionByPeriodTable.AVERAGE_ORDER_VALUE,
        money("50.0000"),
        RetentionByPeriodTable.PURCHASE_FREQUENCY,
        3.0,
        RetentionByPeriodTable.REPEAT_PURCHASE_RATE,
        0.625,
        RetentionByPeriodTable.REPEAT_REVENUE_SHARE,
        0.55);
  }

  private static List<Line> statuses() {
    return List.of(
        status(CustomerChurnTable.ACTIVE, 300, "30000.00", "0.00"),
        status(CustomerChurnTable.AT_RISK, 100, "10000.00", "10000.00"),
        status(CustomerChurnTable.CHURNED, 200, "0.00", "0.00"));
  }

  private static Line status(String name, long customers, String revenue, String atRisk) {
    return line(
        CustomerChurnTable.CHURN_STATUS,
        name,
        "customers",
        customers,
        CustomerChurnTable.REVENUE_LAST_365_DAYS,
        money(revenue),
        CustomerChurnTable.REVENUE_AT_RISK,
        money(atRisk),
        CustomerChurnTable.CHURN_WINDOW_DAYS,
        WINDOW);
  }

  private static Line equity(int horizon, long value) {
    return line(
        RateColumns.SEGMENT_NAME,
        RateColumns.ALL,
        CustomerBaseValueTable.HORIZON_DAYS,
        horizon,
        CustomerBaseValueTable.CUSTOMERS,
        600L,
        CustomerBaseValueTable.EXPECTED_CUSTOMERS_ALIVE,
        410.4,
        CustomerBaseValueTable.CUSTOMERS_ALIVE_BY_DEFINITION,
        130L,
        CustomerBaseValueTable.EXPECTED_ORDERS,
        1234.6,
        CustomerBaseValueTable.VALUE_BASIS,
        CustomerLifetimeValueTable.REVENUE,
        CustomerBaseValueTable.CUSTOMER_EQUITY,
        BigDecimal.valueOf(value),
        CustomerBaseValueTable.CUSTOMER_EQUITY_LOW,
        BigDecimal.valueOf(value - 1000),
        CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH,
        BigDecimal.valueOf(value + 1000));
  }

  private static List<Line> groups() {
    return List.of(group("cannot_lose", 40, "2500.00"), group("loyal", 60, "7500.00"));
  }

  private static Line group(String name, long customers, String revenue) {
    return line(
        PurchaseSummaryTable.RFM_SEGMENT,
        name,
        "customers",
        customers,
        CustomerChurnTable.REVENUE_AT_RISK,
        money(revenue),
        CustomerChurnTable.DAYS_SINCE_LAST_ORDER,
        62.4);
  }

  private static Line atRisk(String id, String revenue) {
    return line(
        CustomerChurnTable.CUSTOMER_ID,
        id,
        CustomerChurnTable.REVENUE_AT_RISK,
        money(revenue),
        CustomerChurnTable.DAYS_SINCE_LAST_ORDER,
        60,
        CustomerChurnTable.TYPICAL_GAP_DAYS,
        14.5,
        CustomerChurnTable.PROBABILITY_ALIVE,
        0.345);
  }

  /** The rate of a cohort at an age; the cohort before last is too small for one. */
  static Optional<Double> cohortRate(int cohort, int age) {
    return cohort == QUARTERS - 2 ? Optional.empty() : Optional.of(0.6 / age + 0.001 * cohort);
  }

  static List<Line> cohortCells() {
    List<Line> lines = new ArrayList<>();
    for (int cohort = 0; cohort < QUARTERS; cohort++) {
      LocalDate start = LocalDate.of(2023, 1, 1).plusMonths(3L * cohort);
      for (int age = 0; cohort + age < QUARTERS; age++) {
        lines.add(
            line(
                CohortRetentionTable.GRANULARITY,
                "quarter",
                CohortRetentionTable.COHORT_START,
                start,
                CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER,
                age,
                CohortRetentionTable.IS_COMPLETE,
                cohort + age < QUARTERS - 1,
                CohortRetentionTable.COHORT_SIZE,
                50L + cohort,
                CohortRetentionTable.RETENTION_RATE,
                age == 0 ? Double.valueOf(1) : cohortRate(cohort, age).orElse(null)));
      }
    }
    return lines;
  }

  private static List<Line> cohortCurve() {
    List<Line> lines = new ArrayList<>();
    for (int age = 0; age < QUARTERS - 1; age++) {
      double rate = age == 0 ? 1 : 0.6 / age;
      lines.add(
          line(
              CohortRetentionSummaryTable.GRANULARITY,
              "quarter",
              CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER,
              age,
              CohortRetentionSummaryTable.CUSTOMERS,
              600L - 50 * age,
              CohortRetentionSummaryTable.RETENTION_RATE,
              rate,
              CohortRetentionSummaryTable.RETENTION_RATE_LOW,
              rate * 0.9,
              CohortRetentionSummaryTable.RETENTION_RATE_HIGH,
              Math.min(1, rate * 1.1)));
    }
    return lines;
  }

  private static List<Line> segments() {
    List<Line> lines = new ArrayList<>();
    lines.add(segment("country", "NL", 300, 0.7));
    lines.add(segment("country", RateColumns.UNKNOWN, 40, 0.5));
    lines.add(segment("country", HOSTILE, 3, null));
    lines.add(segment(HOSTILE, "one", 200, 0.6));
    return lines;
  }

  private static Line segment(String name, String value, long customers, Double rate) {
    return line(
        RateColumns.SEGMENT_NAME,
        name,
        RateColumns.SEGMENT_VALUE,
        value,
        RetentionByPeriodTable.GRANULARITY,
        "year",
        RetentionByPeriodTable.PERIOD_START,
        LocalDate.of(2024, 1, 1),
        RetentionByPeriodTable.CUSTOMERS_AT_START,
        customers,
        RetentionByPeriodTable.RETENTION_RATE,
        rate,
        RetentionByPeriodTable.ACQUIRED_CUSTOMERS,
        10L,
        RetentionByPeriodTable.NET_REVENUE,
        money("12345.67"),
        RetentionByPeriodTable.AVERAGE_ORDER_VALUE,
        money("50.1250"));
  }

  private static List<Line> distribution() {
    double[] edges = {0, 10, 20, 100, 1000};
    long[] customers = {300, 150, 90, 50, 10};
    String[] values = {"100", "2000", "3000", "9900", "25000"};
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < edges.length; i++) {
      lines.add(
          line(
              CustomerLifetimeValueTable.HORIZON_DAYS,
              364,
              CustomerLifetimeValueTable.VALUE_DECILE,
              edges[i] >= 100 ? 1 : 5,
              "lower_edge",
              edges[i],
              "customers",
              customers[i],
              CustomerLifetimeValueTable.PREDICTED_VALUE,
              money(values[i])));
    }
    return lines;
  }

  private static List<Line> cohortValues() {
    List<Line> lines = new ArrayList<>();
    for (int month = 0; month < 24; month++) {
      lines.add(
          line(
              PurchaseSummaryTable.COHORT_MONTH,
              LocalDate.of(2023, 12, 1).plusMonths(month),
              CohortLifetimeValueTable.HORIZON_DAYS,
              364,
              CohortLifetimeValueTable.CUSTOMERS,
              20L,
              CohortLifetimeValueTable.VALUE_TO_DATE,
              money("4000.00"),
              CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE,
              money("1500.00"),
              CohortLifetimeValueTable.ACQUISITION_COST,
              money("900.00"),
              CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST,
              18L,
              CohortLifetimeValueTable.PAYBACK_MONTH,
              month < 20 ? 2 : null));
    }
    return lines;
  }

  private static Line programmes() {
    return line(
        RetentionCostTable.GRANULARITY,
        "year",
        RetentionCostTable.PERIOD_START,
        LocalDate.of(2024, 1, 1),
        RetentionCostTable.PERIOD_END,
        LocalDate.of(2024, 12, 31),
        RetentionCostTable.ACQUISITION_COST,
        money("1840.00"),
        RetentionCostTable.ACQUIRED_CUSTOMERS,
        160L,
        RetentionCostTable.COST_PER_NEW,
        money("11.5000"));
  }

  private static List<Line> revenueCurve() {
    List<Line> lines = new ArrayList<>();
    for (int percentile = 0; percentile <= 100; percentile++) {
      double share = Math.pow(percentile / 100.0, 0.3);
      lines.add(
          line(
              RevenueConcentrationTable.SCOPE,
              RevenueConcentrationTable.LAST_365_DAYS,
              RevenueConcentrationTable.PERCENTILE,
              percentile,
              RevenueConcentrationTable.CUSTOMERS,
              4L * percentile,
              RevenueConcentrationTable.CUMULATIVE_REVENUE,
              BigDecimal.valueOf(40_000 * share).setScale(2, RoundingMode.HALF_UP),
              RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE,
              share));
    }
    return lines;
  }

  private static List<Line> concentration() {
    return List.of(
        scope(RevenueConcentrationTable.ALL_TIME, 0.75),
        scope(RevenueConcentrationTable.LAST_365_DAYS, 0.617),
        scope(RevenueConcentrationTable.YEAR + 2023, 0.60),
        scope(RevenueConcentrationTable.YEAR + 2024, 0.65),
        scope(RevenueConcentrationTable.YEAR + 2025, 0.80));
  }

  private static Line scope(String name, double share) {
    return line(
        RevenueConcentrationSummaryTable.SCOPE,
        name,
        RevenueConcentrationSummaryTable.CUSTOMERS,
        400L,
        RevenueConcentrationSummaryTable.NET_REVENUE,
        money("40000.00"),
        RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE,
        share,
        RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT,
        190L,
        RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT,
        0.475,
        RevenueConcentrationSummaryTable.GINI_COEFFICIENT,
        0.54);
  }

  private static List<Line> models() {
    return List.of(
        model("BG/NBD", true, 1300, 1.2),
        model(ClvModelComparisonTable.LAST_YEAR_AGAIN, false, 1500, 1.4),
        model(ClvModelComparisonTable.COHORT_MEAN, false, 700, 1.1));
  }

  private static Line model(String name, boolean isSelected, double expected, double error) {
    return line(
        ClvModelComparisonTable.MODEL,
        name,
        ClvModelComparisonTable.IS_SELECTED,
        isSelected,
        ClvModelComparisonTable.CALIBRATED_TO,
        LocalDate.of(2024, 11, 15),
        ClvModelComparisonTable.EXPECTED_ORDERS,
        expected,
        ClvModelComparisonTable.ACTUAL_ORDERS,
        1000L,
        ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR,
        error,
        ClvModelComparisonTable.MEAN_ABSOLUTE_ERROR,
        error / 2,
        ClvModelComparisonTable.NORMALISED_GINI,
        0.8);
  }

  private static List<Line> weeks() {
    List<Line> lines = new ArrayList<>();
    for (int week = 1; week <= 150; week++) {
      lines.add(
          line(
              ClvValidationTable.MODEL,
              "BG/NBD",
              ClvValidationTable.BUCKET,
              week,
              ClvValidationTable.PERIOD_END,
              LocalDate.of(2023, 1, 8).plusWeeks(week - 1L),
              ClvValidationTable.IN_HOLDOUT,
              week > 98,
              ClvValidationTable.ACTUAL_ORDERS,
              20L * week,
              ClvValidationTable.EXPECTED_ORDERS,
              21.0 * week));
    }
    return lines;
  }

  private static List<Line> survival() {
    List<Line> lines = new ArrayList<>();
    for (int month = 0; month <= 36; month++) {
      double rate = Math.pow(0.96, month);
      boolean observed = month <= 24;
      lines.add(
          line(
              ContractRetentionTable.MONTHS_SINCE_START,
              month,
              ContractRetentionTable.IS_OBSERVED,
              observed,
              ContractRetentionTable.SUBSCRIPTIONS,
              500L,
              ContractRetentionTable.AT_RISK,
              observed ? 500L - 18 * month : 0L,
              ContractRetentionTable.CANCELLATIONS,
              observed ? 18L : 0L,
              ContractRetentionTable.MEDIAN_MONTHS,
              17.0,
              ContractRetentionTable.SURVIVAL_RATE,
              observed ? rate : null,
              ContractRetentionTable.SURVIVAL_RATE_LOW,
              observed ? rate * 0.95 : null,
              ContractRetentionTable.SURVIVAL_RATE_HIGH,
              observed ? Math.min(1, rate * 1.05) : null,
              ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE,
              rate,
              ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE,
              rate * 0.98));
    }
    return lines;
  }

  private static List<Line> movements() {
    List<Line> lines = new ArrayList<>();
    for (int month = 0; month < 24; month++) {
      LocalDate start = LocalDate.of(2023, 12, 1).plusMonths(month);
      BigDecimal before = BigDecimal.valueOf(1000 + 50L * month).setScale(4);
      lines.add(
          line(
              RecurringRevenueMovementsTable.MONTH_START, start,
              RecurringRevenueMovementsTable.IS_COMPLETE,
                  !start.plusMonths(1).minusDays(1).isAfter(AS_OF),
              RecurringRevenueMovementsTable.STARTING_RECURRING_REVENUE, before,
              RecurringRevenueMovementsTable.NEW_RECURRING_REVENUE, money("90.0000"),
              RecurringRevenueMovementsTable.REACTIVATED_RECURRING_REVENUE, money("10.0000"),
              RecurringRevenueMovementsTable.EXPANSION_RECURRING_REVENUE, money("20.0000"),
              RecurringRevenueMovementsTable.CONTRACTION_RECURRING_REVENUE, money("15.0000"),
              RecurringRevenueMovementsTable.CHURNED_RECURRING_REVENUE, money("55.0000"),
              RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE, before.add(money("50")),
              RecurringRevenueMovementsTable.CUSTOMERS_AT_END, 100L + month,
              RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION, 0.95,
              RecurringRevenueMovementsTable.NET_REVENUE_RETENTION, 0.97));
    }
    return lines;
  }

  private static List<Line> actions() {
    return List.of(
        actions(RetentionActionsTable.LEAVE_ALONE, 190, "0.00", 0),
        actions(RetentionActionsTable.THANK, 60, "20000.00", 60),
        actions(RetentionActionsTable.SECOND_ORDER, 200, "4000.00", 120),
        actions(RetentionActionsTable.WIN_BACK, 150, "9000.00", 60));
  }

  static Line actions(String name, long customers, String value, long withinBudget) {
    return line(
        RetentionActionsTable.ACTION,
        name,
        "customers",
        customers,
        RetentionActionsTable.VALUE_AT_STAKE,
        money(value),
        "within_budget",
        withinBudget);
  }

  private static Line action(String id, String value) {
    return line(
        RetentionActionsTable.CUSTOMER_ID,
        id,
        RetentionActionsTable.ACTION,
        RetentionActionsTable.WIN_BACK,
        RetentionActionsTable.VALUE_AT_STAKE,
        money(value),
        RetentionActionsTable.EVIDENCE,
        HOSTILE);
  }

  /** Two quarters, the later of which is not over. */
  private static List<Line> lifecycle() {
    List<Line> lines = new ArrayList<>();
    for (LocalDate start : List.of(LocalDate.of(2025, 7, 1), LocalDate.of(2025, 10, 1))) {
      List<String> states = new ArrayList<>(LifecycleFlowTable.STATES);
      states.add(LifecycleFlowTable.NOT_YET_CUSTOMER);
      for (String state : states) {
        boolean begins = state.equals(LifecycleFlowTable.NOT_YET_CUSTOMER);
        lines.add(
            line(
                LifecycleFlowTable.GRANULARITY,
                "quarter",
                LifecycleFlowTable.PERIOD_START,
                start,
                LifecycleFlowTable.IS_COMPLETE,
                start.getMonthValue() == 7,
                LifecycleFlowTable.STATE_AT_START,
                state,
                LifecycleFlowTable.AT_RISK_AFTER_DAYS,
                40,
                LifecycleFlowTable.CHURN_WINDOW_DAYS,
                WINDOW,
                LifecycleFlowTable.CUSTOMERS_AT_START,
                21L,
                LifecycleFlowTable.ended(LifecycleFlowTable.NEW),
                begins ? 9L : 0L,
                LifecycleFlowTable.ended(LifecycleFlowTable.ACTIVE),
                begins ? 3L : 7L,
                LifecycleFlowTable.ended(LifecycleFlowTable.AT_RISK),
                5L,
                LifecycleFlowTable.ended(LifecycleFlowTable.LAPSED),
                2L,
                LifecycleFlowTable.ended(LifecycleFlowTable.LOST),
                1L,
                LifecycleFlowTable.ended(LifecycleFlowTable.WON_BACK),
                begins ? 1L : 6L,
                LifecycleFlowTable.CUSTOMERS_AT_END,
                begins ? 0L : 24L));
      }
    }
    return lines;
  }

  private static List<Line> profitCurve() {
    List<Line> lines = new ArrayList<>();
    for (int percentile = 0; percentile <= 100; percentile++) {
      double share = percentile <= 60 ? percentile / 50.0 : 1.2 - (percentile - 60) / 200.0;
      lines.add(
          line(
              ProfitConcentrationTable.SCOPE,
              RevenueConcentrationTable.ALL_TIME,
              ProfitConcentrationTable.PERCENTILE,
              percentile,
              ProfitConcentrationTable.CUSTOMERS,
              5L * percentile,
              ProfitConcentrationTable.CUMULATIVE_PROFIT,
              BigDecimal.valueOf(10_000 * share).setScale(2, RoundingMode.HALF_UP),
              ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE,
              share));
    }
    return lines;
  }

  private static List<Line> profitClaims() {
    return List.of(
        line(
            ProfitClaimsTable.CLAIM,
            ProfitClaimsTable.TOP_20_PERCENT,
            ProfitClaimsTable.CLAIMED_SHARE,
            0.8,
            ProfitClaimsTable.MEASURED_SHARE,
            0.65,
            ProfitClaimsTable.HOLDS,
            false),
        line(
            ProfitClaimsTable.CLAIM,
            ProfitClaimsTable.LOYAL,
            ProfitClaimsTable.CLAIMED_SHARE,
            0.5));
  }

  private static List<Line> recovery() {
    return List.of(
        recovery(ServiceRecoveryTable.EITHER, ServiceRecoveryTable.BADLY, 40, 0.4),
        recovery(ServiceRecoveryTable.EITHER, ServiceRecoveryTable.WELL, 90, 0.7),
        recovery(ServiceRecoveryTable.NONE, ServiceRecoveryTable.NONE, 400, 0.6));
  }

  private static Line recovery(String incident, String handling, long customers, double rate) {
    return line(
        ServiceRecoveryTable.INCIDENT, incident,
        ServiceRecoveryTable.HANDLING, handling,
        ServiceRecoveryTable.WINDOW_DAYS, WINDOW,
        ServiceRecoveryTable.CUSTOMERS, customers,
        ServiceRecoveryTable.RATE_AGAIN, rate,
        ServiceRecoveryTable.RATE_LOW, rate - 0.1,
        ServiceRecoveryTable.RATE_HIGH, rate + 0.1,
        ServiceRecoveryTable.COMPARISON_RATE,
            incident.equals(ServiceRecoveryTable.NONE) ? null : 0.55);
  }

  private static List<Line> trials() {
    return List.of(
        trial("reminder", ExperimentResultsTable.ORDERED, 0.012, 0.003, "as_planned"),
        trial("reminder", ExperimentResultsTable.NET_REVENUE, 1.25, 0.4, "as_planned"),
        trial(HOSTILE, ExperimentResultsTable.ORDERED, 0.05, 0.0001, "mismatch"));
  }

  private static Line trial(
      String name, String outcome, double difference, double p, String sampleRatio) {
    return line(
        ExperimentResultsTable.EXPERIMENT,
        name,
        ExperimentResultsTable.VARIANT,
        "treatment",
        ExperimentResultsTable.OUTCOME,
        outcome,
        ExperimentResultsTable.COMPARED_CUSTOMERS,
        1000L,
        ExperimentResultsTable.CONTROL_VALUE,
        0.1,
        ExperimentResultsTable.DIFFERENCE,
        difference,
        ExperimentResultsTable.DIFFERENCE_LOW,
        difference / 2,
        ExperimentResultsTable.DIFFERENCE_HIGH,
        difference * 1.5,
        ExperimentResultsTable.P_VALUE_HOLM,
        p,
        ExperimentResultsTable.SAMPLE_RATIO_VERDICT,
        sampleRatio);
  }

  private static List<Line> inputs() {
    return List.of(input("customers", 600, 600, 0), input("orders", 3000, 2800, 120));
  }

  private static Line input(String name, long read, long accepted, long rejected) {
    return line(
        InputReconciliationTable.INPUT_TABLE, name,
        InputReconciliationTable.ROWS_READ, read,
        InputReconciliationTable.ROWS_ACCEPTED, accepted,
        InputReconciliationTable.ROWS_REJECTED, rejected,
        InputReconciliationTable.ROWS_EXCLUDED, read - accepted - rejected,
        InputReconciliationTable.ROWS_ANONYMOUS, 0L);
  }

  private static List<Line> rejections() {
    return List.of(
        rejection("unreadable_amount", 100),
        rejection("impossible_date", 15),
        rejection(HOSTILE, 5));
  }

  private static Line rejection(String code, long rows) {
    return line(
        RejectedRowsTable.INPUT_TABLE, "orders",
        RejectedRowsTable.REASON_CODE, code,
        RejectedRowsTable.OCCURRENCES, rows);
  }

  private static List<Line> account() {
    return List.of(
        line(
            RevenueReconciliationTable.LINE,
            "gross_amount",
            RevenueReconciliationTable.AMOUNT,
            money("90000.1250")),
        line(
            RevenueReconciliationTable.LINE,
            "net_revenue",
            RevenueReconciliationTable.AMOUNT,
            money("81000.0050")));
  }

  /** Months between the first cohort and another. */
  static int cohortOf(LocalDate start) {
    return (int) (ChronoUnit.MONTHS.between(LocalDate.of(2023, 1, 1), start) / 3);
  }
}
