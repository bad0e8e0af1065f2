package io.perennial.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is true of a made-up company: what its files hold, and what it was made from. The counts and
 * sums are what a job must find exactly; the parameters are what a fit must find nearly. Amounts
 * are in the reporting currency with 4 decimals: each amount of a row is converted and rounded half
 * up on its own, and net is amount less discount less returned.
 *
 * @param seed where the random streams started
 * @param customers rows of the customers, those who never ordered among them
 * @param firstDay the first day on which customers were won, as in 2021-01-01
 * @param asOfDate the day at whose end the observation ends
 * @param currency the reporting currency
 * @param purchases the planted BG/NBD process of repeat purchases, in weeks
 * @param spend the planted Gamma-Gamma distribution of the net value of an occasion
 * @param rows how many rows there are, and what must become of them
 * @param history the accepted orders in figures
 * @param concentration how the net revenue is spread over the customers who ordered
 * @param cohorts the customers by the month of their first order, oldest first
 * @param retention the size-weighted line over all cohorts, by months since the first order
 * @param countries figures by the customer's country
 * @param channels figures by the order's channel
 * @param inputs rows of the inputs beside the orders, and what must become of them
 * @param dealings what else customers and company had to do with each other
 */
public record GroundTruth(
    long seed,
    int customers,
    String firstDay,
    String asOfDate,
    String currency,
    SampleParameters.Purchases purchases,
    SampleParameters.Spend spend,
    Rows rows,
    History history,
    Concentration concentration,
    List<Cohort> cohorts,
    List<RetentionPoint> retention,
    Map<String, Slice> countries,
    Map<String, Slice> channels,
    Map<String, InputRows> inputs,
    DealingsTruth dealings) {

  /** The name of the file beside the data. */
  public static final String FILE = "truth.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              // The virtual machine's own text of a double changed with Java 19; this one stays.
              JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  /**
   * How many rows were written and what must become of them.
   *
   * @param orders rows of the orders
   * @param accepted clean orders
   * @param anonymous orders without a customer
   * @param rejected flawed orders by reason code
   * @param excluded sound orders that are left out, by reason code
   * @param orderLines rows of the order lines
   * @param orderLinesAccepted those of clean orders
   * @param orderLinesAnonymous those of orders without a customer
   * @param orderLinesExcluded those of excluded orders by reason code
   */
  public record Rows(
      long orders,
      long accepted,
      long anonymous,
      Map<String, Long> rejected,
      Map<String, Long> excluded,
      long orderLines,
      long orderLinesAccepted,
      long orderLinesAnonymous,
      Map<String, Long> orderLinesExcluded) {}

  /**
   * How many rows of an input table were written and what must become of them.
   *
   * @param rows all
   * @param accepted the clean ones
   * @param rejected flawed ones by reason code
   * @param excluded sound ones that are left out, by reason code
   */
  public record InputRows(
      long rows, long accepted, Map<String, Long> rejected, Map<String, Long> excluded) {}

  /**
   * The clean history in figures.
   *
   * @param customersWithOrders customers with an accepted order
   * @param customersWithRepeatOrders those with two or more
   * @param customersWithRepeatOccasions those who ordered on two or more days
   * @param occasions distinct pairs of a customer and a day
   * @param grossRevenue the sum of the amounts
   * @param discounts the sum of the discounts
   * @param returned the sum of the returned amounts
   * @param netRevenue gross less discounts less returned
   * @param cost the sum of the costs
   * @param anonymousNetRevenue the net revenue of the orders without a customer
   * @param customersGone how many customers the purchase process had ended for by the as-of date
   * @param shareGone the same as a share of the customers with orders
   */
  public record History(
      long customersWithOrders,
      long customersWithRepeatOrders,
      long customersWithRepeatOccasions,
      long occasions,
      BigDecimal grossRevenue,
      BigDecimal discounts,
      BigDecimal returned,
      BigDecimal netRevenue,
      BigDecimal cost,
      BigDecimal anonymousNetRevenue,
      long customersGone,
      double shareGone) {}

  /**
   * How the net revenue is spread.
   *
   * @param top1PercentRevenueShare what the first 1 % of the customers, rounded up, hold
   * @param top5PercentRevenueShare what the first 5 % hold
   * @param top10PercentRevenueShare what the first 10 % hold
   * @param top20PercentRevenueShare what the first 20 % hold
   * @param customersFor80Percent the fewest customers who together hold 80 %
   * @param customerShareFor80Percent the same as a share of the customers
   * @param giniCoefficient 0 where all are equal, near 1 where one holds all
   * @param herfindahlIndex the sum of the squared shares
   */
  public record Concentration(
      @JsonProperty("top_1_percent_revenue_share") double top1PercentRevenueShare,
      @JsonProperty("top_5_percent_revenue_share") double top5PercentRevenueShare,
      @JsonProperty("top_10_percent_revenue_share") double top10PercentRevenueShare,
      @JsonProperty("top_20_percent_revenue_share") double top20PercentRevenueShare,
      @JsonProperty("customers_for_80_percent") int customersFor80Percent,
      @JsonProperty("customer_share_for_80_percent") double customerShareFor80Percent,
      double giniCoefficient,
      double herfindahlIndex) {}

  /**
   * A monthly cohort.
   *
   * @param cohortMonth the month of the first order, by its first day
   * @param cohortSize how many customers
   * @param activeCustomers how many of them ordered so many months later, up to the as-of date
   */
  public record Cohort(String cohortMonth, int cohortSize, List<Integer> activeCustomers) {}

  /**
   * A point of the line over all cohorts, of which only those count whose month is complete.
   *
   * @param periodsSinceFirstOrder months since the month of the first order
   * @param cohortCustomers the customers of the cohorts that count
   * @param activeCustomers how many of them ordered in that month
   * @param retentionRate active per cohort customer
   */
  public record RetentionPoint(
      int periodsSinceFirstOrder,
      long cohortCustomers,
      long activeCustomers,
      double retentionRate) {}

  /**
   * The clean history of one segment.
   *
   * @param customers customers with an accepted order in the segment
   * @param orders accepted orders
   * @param netRevenue their net revenue
   */
  public record Slice(long customers, long orders, BigDecimal netRevenue) {}

  /** The truth that stands beside the data in a folder. */
  public static GroundTruth read(Path directory) throws IOException {
    return JSON.readValue(
        Files.readString(directory.resolve(FILE), StandardCharsets.UTF_8), GroundTruth.class);
  }

  /** Writes it into a folder. */
  void write(Path directory) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    Files.writeString(directory.resolve(FILE), text, StandardCharsets.UTF_8);
  }
}
