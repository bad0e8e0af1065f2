package io.perennial.config;

import java.util.List;
import java.util.Map;

/**
 * When a run stops, and what is hidden.
 *
 * @param maximumRejectedShare the largest share of rejected rows, in [0, 1], with which a run goes
 *     on
 * @param maximumRejectedShareByTable the same for single input tables, by canonical name
 * @param minimumGroupSize groups of fewer customers are published without their rates
 * @param maskedColumns source columns whose values are hidden in rejected_rows
 */
public record QualityRules(
    double maximumRejectedShare,
    Map<String, Double> maximumRejectedShareByTable,
    int minimumGroupSize,
    List<String> maskedColumns) {}
