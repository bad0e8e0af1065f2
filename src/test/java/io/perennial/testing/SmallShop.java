package io.perennial.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A shop of some dozens of orders: a configuration with one input, which reads the file of orders
 * beside it.
 *
 * @param configuration the YAML file; the tables go to the folder {@code output} beside it, as
 *     Parquet
 * @param orders a CSV file with the columns of {@link #HEADER}; not there until it is written
 */
public record SmallShop(Path configuration, Path orders) {
  /** The names of the columns of the orders. */
  public static final String HEADER = "id,customer,day,total";

  /**
   * Writes the configuration.
   *
   * @param folder where the shop's files are to be
   * @param more further lines of the configuration, each a key and its value, such as {@code
   *     as_of_date: 2025-12-31}
   */
  public static SmallShop in(Path folder, String... more) throws IOException {
    Path orders = folder.resolve("orders.csv");
    String yaml =
        """
        currency: EUR
        inputs:
          orders:
            path: %s
            format: csv
            options: {header: true}
            mapping: {order_id: id, customer_id: customer, ordered_at: day, amount: total}
        output: {path: %s, format: parquet}
        """
            .formatted(orders, folder.resolve("output"));
    Path configuration =
        Files.writeString(folder.resolve("shop.yaml"), yaml + String.join("\n", more) + "\n");
    return new SmallShop(configuration, orders);
  }

  /** Writes orders below their header, in the place of those that are there. */
  public SmallShop sell(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(rows);
    Files.write(orders, lines);
    return this;
  }

  /** Orders spread over the months and days of 2025 and over customers in turn. */
  public static List<String> ordersOf2025(int orders, int customers) {
    List<String> rows = new ArrayList<>();
    for (int number = 0; number < orders; number++) {
      rows.add(
          "o%d,c%d,2025-%02d-%02d,%d.50"
              .formatted(
                  number, number % customers, number % 12 + 1, number % 28 + 1, 10 + number));
    }
    return rows;
  }

  /** The folder of the tables. */
  public Path output() {
    return configuration.resolveSibling("output");
  }
}
