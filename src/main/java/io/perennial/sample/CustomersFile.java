package io.perennial.sample;

import io.perennial.table.input.CustomersInput;
import java.io.IOException;
import java.nio.file.Path;

/** Writes customers.csv. */
final class CustomersFile implements SampleFile {
  static final String NAME = "customers.csv";
  static final String COUNTRY = "country";
  static final String PERSON_NAME = "name";

  private final CsvFile file;

  CustomersFile(Path directory) throws IOException {
    file =
        new CsvFile(
            directory.resolve(NAME),
            CustomersInput.CUSTOMER_ID,
            PERSON_NAME,
            OrdersFile.EMAIL,
            COUNTRY,
            CustomersInput.SIGNED_UP_AT,
            CustomersInput.ACQUISITION_CHANNEL,
            CustomersInput.ACQUISITION_COST);
  }

  @Override
  public void add(CustomerHistory history) throws IOException {
    SampleCustomer customer = history.customer();
    file.text(customer.customerId())
        .text(customer.name())
        .text(customer.email())
        .text(customer.country())
        .timestamp(customer.signedUpDay(), customer.signedUpSecond())
        .text(customer.acquisitionChannel())
        .cents(customer.acquisitionCostCents())
        .endRow();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
