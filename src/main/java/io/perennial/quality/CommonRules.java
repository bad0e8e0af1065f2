package io.perennial.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.LedgerTable;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.MappedColumns;
import io.perennial.table.input.OrdersInput;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/** The row rules that every input table has. */
final class CommonRules {
  /** What decoders put in the place of bytes that are no text. */
  private static final String REPLACEMENT = "\uFFFD";

  /** ISO 4217 has codes, too, for no currency at all and for tests. */
  private static final Set<String> NO_CURRENCIES = Set.of(LedgerTable.UNKNOWN_CURRENCY, "XTS");

  /**
   * As one text: a list of some three hundred literals would be copied into every rule of a plan.
   */
  private static final String CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .filter(code -> !NO_CURRENCIES.contains(code))
          .sorted()
          .collect(Collectors.joining(" ", " ", " "));

  private CommonRules() {}

  static RowRule malformed() {
    return RowRule.rejected(
        ReasonCode.MALFORMED_ROW,
        "The row could not be split into its columns.",
        col(MappedColumns.MALFORMED).isNotNull());
  }

  static RowRule statusNotCounted(StatusRules statuses) {
    return RowRule.excluded(
        ReasonCode.STATUS_NOT_COUNTED,
        "The status is not among those that count.",
        statuses.isNotCounted(col(OrdersInput.STATUS)));
  }

  /** The rules on values that are there and cannot be used: ids first, then in column order. */
  static List<RowRule> unreadable(
      InputContract contract, Set<String> mapped, List<String> attributes, List<String> ids) {
    List<RowRule> rules = new ArrayList<>();
    for (String id : ids) {
      if (mapped.contains(id)) {
        rules.add(
            RowRule.rejected(
                ReasonCode.UNDECODABLE_TEXT,
                id + " holds bytes that are not of the configured encoding.",
                col(id).contains(REPLACEMENT)));
      }
    }
    for (InputColumn column : contract.columns()) {
      if (mapped.contains(column.name())) {
        rules.add(
            unreadable(
                column.name(),
                column.name() + " is there but cannot be read as " + column.type().sql() + "."));
      }
    }
    for (String attribute : attributes) {
      rules.add(
          unreadable(
              LedgerTable.attribute(attribute),
              "The attribute " + attribute + " cannot be computed for the row."));
    }
    rules.add(
        RowRule.rejected(
            ReasonCode.UNREADABLE + "attribute",
            "An attribute cannot be computed for the row.",
            col(MappedColumns.UNREADABLE).isNotNull()));
    return rules;
  }

  private static RowRule unreadable(String column, String reason) {
    return RowRule.rejected(
        ReasonCode.UNREADABLE + column, reason, col(MappedColumns.UNREADABLE).equalTo(column));
  }

  static RowRule missing(String column) {
    return RowRule.rejected(
        ReasonCode.MISSING + column, column + " has no value.", col(column).isNull());
  }

  /** Of a column that knows some words alone: it holds another one. */
  static RowRule unknownValue(InputColumn column) {
    return RowRule.rejected(
        ReasonCode.UNKNOWN + column.name(),
        column.name() + " is none of " + String.join(", ", column.values()) + ".",
        not(word(col(column.name())).isin(column.values().toArray())));
  }

  /** A word of a short list as it is compared. */
  static Column word(Column text) {
    return lower(trim(text));
  }

  static RowRule negative(String column, Column value) {
    return RowRule.rejected(ReasonCode.NEGATIVE + column, column + " is negative.", value.lt(0));
  }

  /**
   * The rule for tables whose currencies need not be converted: any code of three letters will do.
   */
  static RowRule unknownCurrency(Column currency) {
    return unknownCurrency(currency, "The currency is not a code of three letters.");
  }

  /** The rule for tables whose currencies were held against the known ones. */
  static RowRule currencyUnknownAnywhere(Column currency) {
    return unknownCurrency(
        currency, "The currency is neither a code of ISO 4217 nor one that has exchange rates.");
  }

  private static RowRule unknownCurrency(Column currency, String reason) {
    return RowRule.rejected(
        ReasonCode.UNKNOWN_CURRENCY, reason, currency.equalTo(LedgerTable.UNKNOWN_CURRENCY));
  }

  /**
   * The currency of a row's amounts: the reporting currency where the source has none, {@code
   * UNKNOWN_CURRENCY} where what it has is no code.
   */
  static Column currency(Set<String> mapped, String reportingCurrency) {
    Column unknown =
        col(MappedColumns.MALFORMED)
            .isNotNull()
            .or(coalesce(col(MappedColumns.UNREADABLE).equalTo(OrdersInput.CURRENCY), lit(false)));
    return currency(mapped, reportingCurrency, unknown);
  }

  private static Column currency(Set<String> mapped, String reportingCurrency, Column unknown) {
    if (!mapped.contains(OrdersInput.CURRENCY)) {
      return lit(reportingCurrency);
    }
    Column code = code(col(OrdersInput.CURRENCY));
    return when(unknown, lit(LedgerTable.UNKNOWN_CURRENCY))
        .when(code.isNull(), lit(reportingCurrency))
        .when(code.rlike("^[A-Z]{3}$"), code)
        .otherwise(lit(LedgerTable.UNKNOWN_CURRENCY));
  }

  /** Whether a code is that of a currency, past or present, in ISO 4217. */
  static Column isCurrency(Column code) {
    return lit(CURRENCIES).contains(concat(lit(" "), code, lit(" ")));
  }

  /** A currency code as it is compared. */
  static Column code(Column currency) {
    return upper(trim(currency));
  }
}
