package io.perennial.config;

import io.perennial.table.ReportLanguage;
import java.util.Optional;

/**
 * Whether and how the report is written.
 *
 * @param enabled whether a run ends with a report
 * @param language the language it is written in
 * @param path the file it is written to; empty: report.html in the folder of the tables
 * @param includeCustomerIds whether it names customers
 * @param customersListed how many of them at most
 */
public record ReportRules(
    boolean enabled,
    ReportLanguage language,
    Optional<String> path,
    boolean includeCustomerIds,
    int customersListed) {}
