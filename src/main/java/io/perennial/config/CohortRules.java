package io.perennial.config;

import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import java.util.List;

/**
 * How cohorts are formed.
 *
 * @param granularities the period lengths for which cohort tables are made
 * @param start the event that puts a customer into a cohort
 */
public record CohortRules(List<Granularity> granularities, CohortStart start) {}
