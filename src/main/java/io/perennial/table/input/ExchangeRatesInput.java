package io.perennial.table.input;

import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/** The exchange rates: one row a currency and day. */
public final class ExchangeRatesInput {
  public static final String NAME = "exchange_rates";
  public static final String CURRENCY = OrdersInput.CURRENCY;
  public static final String DATE_COLUMN = "date";
  public static final String RATE = "rate";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is the rate of one currency on one day.",
          List.of(
              required(CURRENCY, TEXT, "The ISO 4217 code of the foreign currency."),
              required(
                  DATE_COLUMN,
                  DATE,
                  "The day on which the rate holds, and the only one: an order takes the rate of its own"
                      + " day, so that weekends and holidays need rates too."),
              required(
                  RATE,
                  DataTypes.createDecimalType(18, 8),
                  "How many units of the reporting currency one unit of the foreign currency is worth.")),
          false,
          List.of(CURRENCY, DATE_COLUMN),
          List.of(DATE_COLUMN),
          List.of(InputCheck.positive(RATE)));

  private ExchangeRatesInput() {}
}
