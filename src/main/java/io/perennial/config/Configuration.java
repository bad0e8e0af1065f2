package io.perennial.config;

import io.perennial.table.ReturnsPolicy;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * A whole configuration, read, overridden and checked.
 *
 * @param file the YAML file it was read from
 * @param asOfDate the day at whose end the observation ends
 * @param timeZone the zone in which an instant becomes a day
 * @param weekStart the first day of a week
 * @param currency the ISO 4217 code of the reporting currency
 * @param orders which orders count
 * @param returnsPolicy when returned amounts lower net revenue
 * @param cohorts how cohorts are formed
 * @param retention how retention by period is measured
 * @param churn when a customer counts as churned or at risk
 * @param costs what work costs that the inputs give in minutes
 * @param lifetimeValue the horizons of lifetime value
 * @param experiments how trials are compared
 * @param engagement how engagement is measured
 * @param retentionActions what may be spent on approaching customers
 * @param departures how reasons for leaving are classed
 * @param segments the attributes by which every rate table is also sliced
 * @param quality when a run stops, and what is hidden
 * @param output where and how tables are published
 * @param incremental how runs that read only what is new remember what they have read
 * @param report whether and how the report is written
 * @param views what input tables may be read from by name, in the order in which they are made
 * @param inputs the input tables by canonical name
 * @param digest a SHA-256 over everything that can change a figure, in hexadecimal, without secrets
 */
public record Configuration(
    Path file,
    LocalDate asOfDate,
    ZoneId timeZone,
    DayOfWeek weekStart,
    String currency,
    OrderRules orders,
    ReturnsPolicy returnsPolicy,
    CohortRules cohorts,
    RetentionRules retention,
    ChurnRules churn,
    CostRules costs,
    LifetimeValueRules lifetimeValue,
    ExperimentRules experiments,
    EngagementRules engagement,
    RetentionActionRules retentionActions,
    DepartureRules departures,
    List<Segment> segments,
    QualityRules quality,
    Output output,
    IncrementalRules incremental,
    ReportRules report,
    List<View> views,
    Map<String, InputTable> inputs,
    String digest) {}
