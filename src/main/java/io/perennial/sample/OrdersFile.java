package io.perennial.sample;

import io.perennial.table.input.OrdersInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes orders.csv, and brings each flaw into the text of its row. */
final class OrdersFile implements SampleFile {
  static final String NAME = "orders.csv";
  static final String EMAIL = "email";

  private static final List<String> UNREADABLE_DATES =
      List.of("2023-02-30 10:15:00", "31/31/2024", "last tuesday", "2022-1O-05 09:00:00");
  private static final List<String> UNREADABLE_AMOUNTS =
      List.of("12,5O", "n/a", "1.234,50", "EUR 20");
  private static final String SPREADSHEET_DAY_ZERO = "1899-12-30 00:00:00";
  private static final String ABSURD_AMOUNT = "99999999.99";
  private static final String NO_CURRENCY = "EUX";

  private final CsvFile file;

  OrdersFile(Path directory) throws IOException {
    file =
        new CsvFile(
            directory.resolve(NAME),
            OrdersInput.ORDER_ID,
            OrdersInput.CUSTOMER_ID,
            EMAIL,
            OrdersInput.ORDERED_AT,
            OrdersInput.CHANNEL,
            OrdersInput.STATUS,
            OrdersInput.CURRENCY,
            OrdersInput.AMOUNT_COLUMN,
            OrdersInput.DISCOUNT_AMOUNT,
            OrdersInput.RETURNED_AMOUNT,
            OrdersInput.COST_AMOUNT,
            OrdersInput.HANDLING_MINUTES,
            OrdersInput.DEVIATION_COST,
            OrdersInput.PROMISED_AT,
            OrdersInput.DELIVERED_AT);
  }

  @Override
  public void add(CustomerHistory history) throws IOException {
    for (SampleOrder order : history.orders()) {
      add(history.customer(), order);
    }
  }

  private void add(SampleCustomer customer, SampleOrder order) throws IOException {
    boolean anonymous = order.flaw().equals(Optional.of(Flaw.ANONYMOUS));
    file.text(order.flaw().equals(Optional.of(Flaw.MISSING_ORDER_ID)) ? "" : order.orderId())
        .text(anonymous ? "" : customer.customerId())
        .text(anonymous ? "" : customer.email());
    orderedAt(order);
    file.text(order.channel())
        .text(order.status())
        .text(
            order.flaw().equals(Optional.of(Flaw.UNKNOWN_CURRENCY))
                ? NO_CURRENCY
                : order.currency());
    amount(order);
    file.centsOrNothing(order.discountCents())
        .centsOrNothing(order.returnedCents())
        .cents(order.costCents())
        .number(order.fulfilment().handlingMinutes())
        .centsOrNothing(order.fulfilment().deviationCents())
        .text(Cells.moment(order.fulfilment().promised()))
        .text(Cells.moment(order.fulfilment().delivered()))
        .endRow();
  }

  private void orderedAt(SampleOrder order) {
    if (order.flaw().equals(Optional.of(Flaw.MISSING_ORDERED_AT))) {
      file.text("");
    } else if (order.flaw().equals(Optional.of(Flaw.UNREADABLE_ORDERED_AT))) {
      file.text(oneOf(UNREADABLE_DATES, order));
    } else if (order.flaw().equals(Optional.of(Flaw.IMPOSSIBLE_DATE))) {
      file.text(SPREADSHEET_DAY_ZERO);
    } else {
      file.timestamp(order.day(), order.second());
    }
  }

  private void amount(SampleOrder order) {
    if (order.flaw().equals(Optional.of(Flaw.MISSING_AMOUNT))) {
      file.text("");
    } else if (order.flaw().equals(Optional.of(Flaw.UNREADABLE_AMOUNT))) {
      file.text(oneOf(UNREADABLE_AMOUNTS, order));
    } else if (order.flaw().equals(Optional.of(Flaw.ABSURD_AMOUNT))) {
      file.text(ABSURD_AMOUNT);
    } else {
      file.cents(order.amountCents());
    }
  }

  private static String oneOf(List<String> texts, SampleOrder order) {
    return texts.get(order.second() % texts.size());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
