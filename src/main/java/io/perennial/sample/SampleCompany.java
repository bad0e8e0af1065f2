package io.perennial.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a made-up company: orders.csv, order_lines.csv, customers.csv and exchange_rates.csv as
 * the input tables want them, and truth.json with what is true of them. Its people, products and
 * figures are invented; addresses are of a domain that is reserved for examples.
 */
public final class SampleCompany {
  private SampleCompany() {}

  /**
   * Writes a company of the default kind.
   *
   * @param directory where the files go; made if need be, and files of those names are replaced
   * @param customers how many customers it has won, at least 1
   * @param seed equal seeds give equal files
   * @return what is true of the company
   * @throws IOException if a file cannot be written
   */
  public static GroundTruth write(Path directory, int customers, long seed) throws IOException {
    return write(directory, SampleParameters.of(customers, seed));
  }

  /**
   * Writes a company. Memory does not grow with the number of orders.
   *
   * @param directory where the files go; made if need be, and files of those names are replaced
   * @param parameters what it is made from
   * @return what is true of the company
   * @throws IOException if a file cannot be written
   */
  public static GroundTruth write(Path directory, SampleParameters parameters) throws IOException {
    Files.createDirectories(directory);
    RandomStreams company = new RandomStreams(parameters.seed());
    ExchangeRates rates =
        new ExchangeRates(parameters.firstDay(), parameters.asOfDate(), company.next());
    rates.write(directory);
    TruthRecorder recorder = new TruthRecorder(parameters, rates);
    HistoryGenerator generator = new HistoryGenerator(parameters, rates);
    try (SampleFile orders = new OrdersFile(directory);
        SampleFile orderLines = new OrderLinesFile(directory);
        SampleFile customers = new CustomersFile(directory)) {
      List<SampleFile> files = List.of(orders, orderLines, customers);
      for (int number = 1; number <= parameters.customers(); number++) {
        CustomerHistory history = generator.history(number, company.nextCustomer());
        for (SampleFile file : files) {
          file.add(history);
        }
        recorder.add(history);
      }
    }
    GroundTruth truth = recorder.truth();
    truth.write(directory);
    return truth;
  }
}
