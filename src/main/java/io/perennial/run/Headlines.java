package io.perennial.run;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.RunTotals;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The figures a manager asks for first, read from the run's totals and the computed tables: how
 * many customers and how much revenue, retention of the last complete period, who came back, what
 * is at risk, where the revenue hangs, what is expected. A figure whose table was not computed is
 * left out. Each costs one small query over a table that is at hand.
 */
final class Headlines {
  private static final int YEAR_DAYS = 365;

  private final Map<String, Dataset<Row>> tables;
  private final Map<String, BigDecimal> totals;
  private final String currency;

  private Headlines(
      Map<String, Dataset<Row>> tables, Map<String, BigDecimal> totals, String currency) {
    this.tables = tables;
    this.totals = totals;
    this.currency = currency;
  }

  /**
   * The headlines of a run.
   *
   * @param tables the computed tables' rows by name
   * @param totals the run's totals by the names of {@link RunTotals}: exact, where rows of a table
   *     are rounded each and do not add up to the same
   * @param currency the code of the reporting currency
   */
  static List<RunReport.Headline> of(
      Map<String, Dataset<Row>> tables, Map<String, BigDecimal> totals, String currency) {
    Headlines headlines = new Headlines(tables, totals, currency);
    List<RunReport.Headline> found = new ArrayList<>();
    found.add(headlines.customers());
    headlines.retention().ifPresent(found::add);
    headlines.repeatPurchases().ifPresent(found::add);
    headlines.atRisk().ifPresent(found::add);
    headlines.concentration().ifPresent(found::add);
    headlines.equity().ifPresent(found::add);
    return found;
  }

  private RunReport.Headline customers() {
    return new RunReport.Headline(
        "customers and net revenue to date",
        "%s, %s"
            .formatted(
                customers(totals.get(RunTotals.CUSTOMERS_WITH_ORDERS).longValueExact()),
                money(totals.get(RunTotals.NET_REVENUE))));
  }

  private Optional<RunReport.Headline> retention() {
    Column longest =
        when(col(RetentionByPeriodTable.GRANULARITY).equalTo("year"), lit(0))
            .when(col(RetentionByPeriodTable.GRANULARITY).equalTo("quarter"), lit(1))
            .when(col(RetentionByPeriodTable.GRANULARITY).equalTo("month"), lit(2))
            .when(col(RetentionByPeriodTable.GRANULARITY).equalTo("week"), lit(3))
            .otherwise(lit(4));
    return row(
            RetentionByPeriodTable.NAME,
            rows ->
                everybody(rows)
                    .filter(col(RetentionByPeriodTable.IS_COMPLETE))
                    .groupBy(RetentionByPeriodTable.GRANULARITY)
                    .agg(
                        max(RetentionByPeriodTable.PERIOD_START)
                            .as(RetentionByPeriodTable.PERIOD_START),
                        max_by(
                                col(RetentionByPeriodTable.RETENTION_RATE),
                                col(RetentionByPeriodTable.PERIOD_START))
                            .as(RetentionByPeriodTable.RETENTION_RATE),
                        max_by(
                                col(RetentionByPeriodTable.CHURN_RATE),
                                col(RetentionByPeriodTable.PERIOD_START))
                            .as(RetentionByPeriodTable.CHURN_RATE))
                    .filter(col(RetentionByPeriodTable.RETENTION_RATE).isNotNull())
                    .orderBy(longest)
                    .limit(1))
        .map(
            row ->
                new RunReport.Headline(
                    "retention of the last complete %s (from %s)"
                        .formatted(
                            row.<String>getAs(RetentionByPeriodTable.GRANULARITY),
                            row.<Date>getAs(RetentionByPeriodTable.PERIOD_START).toLocalDate()),
                    "%s retained, %s churned"
                        .formatted(
                            percent(row.getAs(RetentionByPeriodTable.RETENTION_RATE)),
                            percent(row.getAs(RetentionByPeriodTable.CHURN_RATE)))));
  }

  private Optional<RunReport.Headline> repeatPurchases() {
    Column orders = col(PurchaseSummaryTable.ORDERS);
    return row(
            PurchaseSummaryTable.NAME,
            rows ->
                rows.agg(
                    count(when(orders.gt(0), true)).as("customers"),
                    count(when(orders.geq(2), true)).as("repeat")))
        .filter(row -> row.<Long>getAs("customers") > 0)
        .map(
            row ->
                new RunReport.Headline(
                    "customers who ordered more than once",
                    percent((double) row.<Long>getAs("repeat") / row.<Long>getAs("customers"))));
  }

  private Optional<RunReport.Headline> atRisk() {
    Column isAtRisk = col(CustomerChurnTable.CHURN_STATUS).equalTo(CustomerChurnTable.AT_RISK);
    return row(
            CustomerChurnTable.NAME,
            rows ->
                rows.agg(
                    count(when(isAtRisk, true)).as("customers"),
                    sum(CustomerChurnTable.REVENUE_AT_RISK).as("revenue")))
        .map(
            row ->
                new RunReport.Headline(
                    "at risk now",
                    row.<Long>getAs("customers") == 0
                        ? "no customer"
                        : "%s with %s of the last 365 days' revenue"
                            .formatted(
                                customers(row.<Long>getAs("customers")),
                                money(row, "revenue", "none"))));
  }

  private Optional<RunReport.Headline> concentration() {
    return row(
            RevenueConcentrationSummaryTable.NAME,
            rows ->
                everybody(rows)
                    .filter(
                        col(RevenueConcentrationSummaryTable.SCOPE)
                            .equalTo(RevenueConcentrationTable.ALL_TIME)
                            .and(
                                col(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE)
                                    .isNotNull())))
        .map(
            row ->
                new RunReport.Headline(
                    "revenue of the top 20 % of customers",
                    "%s; %s of customers make 80 %%"
                        .formatted(
                            percent(
                                row.getAs(
                                    RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE)),
                            percent(
                                row.getAs(
                                    RevenueConcentrationSummaryTable
                                        .CUSTOMER_SHARE_FOR_80_PERCENT)))));
  }

  /** At the horizon nearest to a year. */
  private Optional<RunReport.Headline> equity() {
    return row(
            CustomerBaseValueTable.NAME,
            rows ->
                everybody(rows)
                    .filter(col(CustomerBaseValueTable.CUSTOMER_EQUITY).isNotNull())
                    .orderBy(
                        abs(col(CustomerBaseValueTable.HORIZON_DAYS).minus(YEAR_DAYS)),
                        col(CustomerBaseValueTable.HORIZON_DAYS))
                    .limit(1))
        .map(
            row ->
                new RunReport.Headline(
                    "expected of all customers to date within %,d days"
                        .formatted(row.<Integer>getAs(CustomerBaseValueTable.HORIZON_DAYS)),
                    "%s of %s%s"
                        .formatted(
                            money(row, CustomerBaseValueTable.CUSTOMER_EQUITY, ""),
                            row.<String>getAs(CustomerBaseValueTable.VALUE_BASIS),
                            row.getAs(CustomerBaseValueTable.CUSTOMER_EQUITY_LOW) == null
                                ? ""
                                : " (%s to %s)"
                                    .formatted(
                                        money(row, CustomerBaseValueTable.CUSTOMER_EQUITY_LOW, ""),
                                        money(
                                            row,
                                            CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH,
                                            "")))));
  }

  private Optional<Row> row(String table, java.util.function.UnaryOperator<Dataset<Row>> query) {
    return Optional.ofNullable(tables.get(table))
        .flatMap(rows -> query.apply(rows).takeAsList(1).stream().findFirst());
  }

  private static Dataset<Row> everybody(Dataset<Row> rows) {
    return rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL));
  }

  private static String customers(long customers) {
    return customers == 1 ? "1 customer" : String.format(Locale.ROOT, "%,d customers", customers);
  }

  private String money(Row row, String column, String none) {
    BigDecimal amount = row.getAs(column);
    return amount == null ? none : money(amount);
  }

  /** Rounded half up. */
  private String money(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f %s", amount, currency);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", rate * 100);
  }
}
