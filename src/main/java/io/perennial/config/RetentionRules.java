package io.perennial.config;

import io.perennial.table.Granularity;
import java.util.List;
import java.util.OptionalInt;

/**
 * How retention by period is measured.
 *
 * @param granularities the period lengths
 * @param activityWindowDays how many days after an order a customer stays in the base; empty:
 *     learnt from the data
 */
public record RetentionRules(List<Granularity> granularities, OptionalInt activityWindowDays) {}
