package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.output.ContactDriversTable;
import io.perennial.table.output.ReturnOriginsTable;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceWarningsTest {
  private static final String LOWERS_NOTHING =
      "3 returns paid back 1,012.50 EUR that lower no revenue: only what the orders say of returns"
          + " does, and they say nothing. To lower it, ";

  @TempDir private static Path folder;

  @BeforeAll
  static void writeTheInputs() throws IOException {
    Files.writeString(
        folder.resolve("orders.csv"),
        "id,customer,day,total,refund\no1,c1,2024-01-05,10,5\no2,c2,2024-02-05,20,\n");
    Files.writeString(
        folder.resolve("with_a_return.csv"),
        "id,customer,day,total,refund\no1,c1,2024-01-05,10,5\no2,c2,2024-02-05,-20,\n");
    // Of these the second names no order that there is, and the fourth one of another customer.
    Files.writeString(
        folder.resolve("returns.csv"),
        "id,customer,order,day,amount\nr1,c1,o1,2024-01-08,5\nr2,c1,o9,2024-01-09,7.5\n"
            + "r3,c2,,2024-02-08,1000\nr4,c2,o1,2024-02-09,\n");
    Files.writeString(
        folder.resolve("contacts.csv"),
        "id,customer,order,day,kind\nk1,c1,o1,2024-01-08,question\nk2,c2,o9,2024-02-08,complaint\n");
  }

  @Test
  void returnsThatLowerNoRevenueAndEventsOfUnknownOrdersAreTold() {
    RunReport report =
        job(List.of(ReturnOriginsTable.NAME, ContactDriversTable.NAME), "orders.csv").run();

    assertThat(report.warnings())
        .contains(
            LOWERS_NOTHING
                + "map inputs.orders.mapping.returned_amount, what was paid back of each order, or"
                + " give the returns as rows of orders, too, with a negative amount or a status of"
                + " orders.return_statuses.",
            "2 of 4 returns name an order that is not among the accepted orders of their customer:"
                + " they count with their customers and in return_origins, see"
                + " returns_of_unknown_orders there, and belong to no order in order_economics.",
            "1 of 2 contacts name an order that is not among the accepted orders of their customer:"
                + " they count with their customers and in contact_drivers, see"
                + " contacts_of_unknown_orders there, and belong to no order in order_economics.");
  }

  @Test
  void whereNoOrderHasAnIdThatIsTheCause() {
    Dataset<Row> drivers =
        SharedSpark.session()
            .sql(
                "SELECT '%s' AS %s, 1200L AS %s, 1200L AS %s"
                    .formatted(
                        ContactDriversTable.ALL,
                        ContactDriversTable.BREAKDOWN,
                        ContactDriversTable.CONTACTS,
                        ContactDriversTable.CONTACTS_OF_UNKNOWN_ORDERS));
    assertThat(
            ServiceWarnings.ofUnknownOrders(
                configuration("", "orders.csv"), Map.of(ContactDriversTable.NAME, drivers)))
        .containsExactly(
            "1,200 of 1,200 contacts name an order and no order has an id, for"
                + " inputs.orders.mapping.order_id is not mapped: they count with their customers"
                + " and in contact_drivers, see contacts_of_unknown_orders there, and belong to no"
                + " order in order_economics.");
  }

  @Test
  void whereTheOrdersSayWhatCameBackOrNoneShallCountNothingIsTold() {
    assertThat(checked("orders.csv")).anyMatch(warning -> warning.startsWith(LOWERS_NOTHING));
    assertThat(
            List.of(
                checked("orders.csv", "inputs.orders.mapping.returned_amount=refund"),
                checked("with_a_return.csv"),
                checked("orders.csv", "returns_policy=ignore")))
        .allSatisfy(
            warnings -> assertThat(warnings).noneMatch(warning -> warning.contains("no revenue:")));
  }

  @Test
  void theRemedyIsOneThatTheConfigurationTakes() {
    assertThat(
            List.of(
                checked("orders.csv", "orders.negative_amounts=reject"),
                checked("orders.csv", "orders.negative_amounts=order")))
        .allSatisfy(
            warnings ->
                assertThat(warnings)
                    .anyMatch(
                        warning ->
                            warning.endsWith(
                                " or give the returns as rows of orders, too, with a status of"
                                    + " orders.return_statuses.")));
  }

  private static List<String> checked(String orders, String... overrides) {
    return job(List.of(), orders, overrides).check().warnings();
  }

  private static RetentionJob job(List<String> metrics, String orders, String... overrides) {
    return new RetentionJob(
        SharedSpark.session(),
        new RunRequest(configuration("order_id: id, ", orders, overrides), metrics),
        RunListener.SILENT);
  }

  /**
   * The shop's configuration.
   *
   * @param orderId how the orders' id is mapped, if it is
   */
  private static Configuration configuration(String orderId, String orders, String... overrides) {
    String csv = "path: %s, format: csv, options: {header: true}";
    String yaml =
        """
        as_of_date: 2024-06-30
        currency: EUR
        output: {path: %s, format: parquet}
        inputs:
          orders: {%s,
            mapping: {%scustomer_id: customer, ordered_at: day, amount: total}}
          returns: {%s,
            mapping: {return_id: id, customer_id: customer, order_id: order, returned_at: day, amount: amount}}
          contacts: {%s,
            mapping: {contact_id: id, customer_id: customer, order_id: order, contacted_at: day, kind: kind}}
        """
            .formatted(
                folder.resolve("output"),
                csv.formatted(folder.resolve(orders)),
                orderId,
                csv.formatted(folder.resolve("returns.csv")),
                csv.formatted(folder.resolve("contacts.csv")));
    Path file = folder.resolve("shop.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ConfigurationReader.read(file, List.of(overrides), Optional.empty(), Map.of());
  }
}
