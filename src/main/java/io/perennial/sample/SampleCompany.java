package io.perennial.sample;

import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.ProgrammeCostsInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a made-up company: a file of comma-separated values for each input table, named as the
 * table is, and truth.json with what is true of them. Its people, products and figures are
 * invented; addresses are of a domain that is reserved for examples.
 */
public final class SampleCompany {
  /** The input tables it writes; the file of each is named as the table is, and ends with .csv. */
  public static final List<String> INPUTS =
      InputCatalog.ALL.stream().map(InputContract::name).toList();

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
    DealingsRecorder dealingsRecorder = new DealingsRecorder(parameters, rates);
    ProgrammeCosts programmeCosts = new ProgrammeCosts(parameters);
    Map<String, GroundTruth.InputRows> rows;
    HistoryGenerator generator = new HistoryGenerator(parameters, rates);
    try (SampleFile orders = new OrdersFile(directory);
        SampleFile orderLines = new OrderLinesFile(directory);
        SampleFile customers = new CustomersFile(directory);
        DealingsFiles dealings = new DealingsFiles(directory, parameters.asOfDate())) {
      List<SampleFile> files = List.of(orders, orderLines, customers, dealings);
      for (int number = 1; number <= parameters.customers(); number++) {
        CustomerHistory history = generator.history(number, company.nextCustomer());
        for (SampleFile file : files) {
          file.add(history);
        }
        recorder.add(history);
        dealingsRecorder.add(history);
        programmeCosts.add(history);
      }
      rows = dealings.rows();
    }
    rows.put(ProgrammeCostsInput.NAME, programmeCosts.write(directory, company.next()));
    GroundTruth truth = recorder.truth(rows, dealingsRecorder.truth(programmeCosts.amounts()));
    truth.write(directory);
    return truth;
  }
}
