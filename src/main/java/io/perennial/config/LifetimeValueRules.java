package io.perennial.config;

import io.perennial.table.Granularity;
import java.util.List;
import java.util.OptionalInt;

/**
 * How lifetime value is predicted.
 *
 * @param horizonsDays whole days ahead of the as-of date, ascending
 * @param model the model of repeat purchases
 * @param timeUnit the unit of the fitted rates: day, week or month
 * @param yearlyDiscountRate yearly effective rate, such as 0.1
 * @param holdoutDays days before the as-of date that are held out to judge the models; empty: a
 *     quarter of the history, at most a year
 * @param segments the segments of customers for whose values the models are fitted too
 * @param maximumCells the most distinct purchase records that are fitted in the driver
 * @param spendCorrelationWarning the correlation of frequency and spend from which a run warns
 * @param penaliser what a fit takes off the log-likelihood for each squared logarithm of a
 *     parameter; 0 for plain maximum likelihood
 */
public record LifetimeValueRules(
    List<Integer> horizonsDays,
    ModelChoice model,
    Granularity timeUnit,
    double yearlyDiscountRate,
    OptionalInt holdoutDays,
    List<String> segments,
    int maximumCells,
    double spendCorrelationWarning,
    double penaliser) {}
