package io.perennial.report;

import io.perennial.table.ReportLanguage;
import java.util.Optional;

/**
 * What a report needs to know beside the tables.
 *
 * @param language the language of the page and of its numbers, money and dates
 * @param currency the ISO 4217 code of the currency of all amounts
 * @param customersListed how many customers are named at most; empty: none is named
 */
public record ReportSettings(
    ReportLanguage language, String currency, Optional<Integer> customersListed) {}
