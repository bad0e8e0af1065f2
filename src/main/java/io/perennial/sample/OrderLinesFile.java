package io.perennial.sample;

import io.perennial.table.input.OrderLinesInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes order_lines.csv: the lines of each order add up to its amount and its cost, to the cent.
 */
final class OrderLinesFile implements SampleFile {
  static final String NAME = "order_lines.csv";

  private final CsvFile file;

  OrderLinesFile(Path directory) throws IOException {
    file =
        new CsvFile(
            directory.resolve(NAME),
            OrderLinesInput.ORDER_ID,
            OrderLinesInput.CUSTOMER_ID,
            OrderLinesInput.ORDERED_AT,
            OrderLinesInput.STATUS,
            OrderLinesInput.CURRENCY,
            OrderLinesInput.PRODUCT_ID,
            OrderLinesInput.CATEGORY,
            OrderLinesInput.QUANTITY,
            OrderLinesInput.UNIT_PRICE,
            OrderLinesInput.UNIT_COST);
  }

  @Override
  public void add(CustomerHistory history) throws IOException {
    for (SampleOrder order : history.orders()) {
      if (order.flaw().isEmpty() || order.flaw().get().hasLines()) {
        add(history.customer(), order);
      }
    }
  }

  private void add(SampleCustomer customer, SampleOrder order) throws IOException {
    boolean anonymous = order.flaw().equals(Optional.of(Flaw.ANONYMOUS));
    for (SampleOrder.Line line : order.lines()) {
      file.text(order.orderId())
          .text(anonymous ? "" : customer.customerId())
          .timestamp(order.day(), order.second())
          .text(order.status())
          .text(order.currency())
          .text(line.productId())
          .text(line.category())
          .number(line.quantity())
          .cents(line.unitPriceCents())
          .cents(line.unitCostCents())
          .endRow();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
