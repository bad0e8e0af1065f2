package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.LedgerTable;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.testing.SharedSpark;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;

class OrderLedgerTest {
  private static final String PLAIN = "customer_id, ordered_at, amount";
  private static final String WITH_ID = "order_id, customer_id, ordered_at, amount";
  private static final String WITH_STATUS = "order_id, customer_id, ordered_at, amount, status";
  private static final String LINES = "order_id, customer_id, ordered_at, quantity, unit_price";

  private static OrderLedger rules(
      Set<String> mapped, NegativeAmounts negative, ReturnsPolicy returns, String... attributes) {
    return new OrderLedger(
        LocalDate.of(2024, 6, 30),
        "EUR",
        LocalDate.of(2000, 1, 1),
        new BigDecimal("1000000"),
        new StatusRules(List.of(), List.of("Cancelled"), List.of("returned")),
        negative,
        returns,
        mapped,
        List.of(attributes),
        RowText.unmasked());
  }

  private static OrderLedger rules(Set<String> mapped) {
    return rules(mapped, NegativeAmounts.RETURN, ReturnsPolicy.ORDER_DATE);
  }

  private static Dataset<Row> ledger(String columns, String... values) {
    MappedFixture orders = MappedFixture.of(OrdersInput.CONTRACT, columns, values);
    return rules(orders.mapped()).ofOrders(orders.rows(), Optional.empty());
  }

  private static Dataset<Row> lineLedger(String columns, String... values) {
    MappedFixture lines = MappedFixture.of(OrderLinesInput.CONTRACT, columns, values);
    return rules(lines.mapped()).ofOrderLines(lines.rows(), Optional.empty());
  }

  private static String shown(Dataset<Row> ledger, String... columns) {
    Column[] all = List.of(columns).stream().map(name -> col(name)).toArray(Column[]::new);
    return ledger.select(all).orderBy(all).collectAsList().toString();
  }

  /** Each reason with its rows and the amount read in them. */
  private static String reasons(Dataset<Row> ledger) {
    return shown(
        ledger
            .groupBy("disposition", "reason_code")
            .agg(
                expr("sum(rows) as rows"), expr("cast(sum(amount_read) as decimal(20,2)) as read")),
        "disposition",
        "reason_code",
        "rows",
        "read");
  }

  @Test
  void ordersOfOneCustomerAndDayAreSummed() {
    assertThat(
            shown(
                ledger(
                    PLAIN,
                    "('c1', '2024-01-02 03:04:05', 10.5)",
                    "('c1', '2024-01-02 23:59:59', 0)",
                    "('c1', '2024-01-03 00:00:00', 1.0001)",
                    "('c2', '2024-01-02 00:00:00', 2)"),
                "disposition",
                "customer_id",
                "order_date",
                "rows",
                "orders",
                "amount_read",
                "gross_units",
                "net_units",
                "first_ordered_at",
                "last_ordered_at"))
        .isEqualTo(
            "[[accepted,c1,2024-01-02,2,2,10.5000,105000,105000,2024-01-02 03:04:05.0,"
                + "2024-01-02 23:59:59.0],"
                + " [accepted,c1,2024-01-03,1,1,1.0001,10001,10001,2024-01-03 00:00:00.0,"
                + "2024-01-03 00:00:00.0],"
                + " [accepted,c2,2024-01-02,1,1,2.0000,20000,20000,2024-01-02 00:00:00.0,"
                + "2024-01-02 00:00:00.0]]");
  }

  @Test
  void withoutAnOrderIdEqualRowsAreOrdersOfTheirOwn() {
    assertThat(
            shown(
                ledger(PLAIN, "('c1', '2024-01-02', 1)", "('c1', '2024-01-02', 1)"),
                "rows",
                "orders",
                "net_units"))
        .isEqualTo("[[2,2,20000]]");
  }

  @Test
  void rowsWithoutACustomerAreAnonymousAndSummedPerDay() {
    assertThat(
            shown(
                ledger(
                    PLAIN,
                    "(null, '2024-01-02', 1)",
                    "(null, '2024-01-02 10:00:00', 2)",
                    "('c1', '2024-01-02', 4)"),
                "disposition",
                "customer_id",
                "order_date",
                "rows",
                "orders",
                "net_units"))
        .isEqualTo("[[accepted,c1,2024-01-02,1,1,40000], [anonymous,null,2024-01-02,2,2,30000]]");
  }

  @Test
  void eachRowThatCannotBeUsedHasItsReasonAndKeepsItsText() {
    Dataset<Row> ledger =
        ledger(
            WITH_ID + ", _unreadable, _malformed",
            "('o1', 'c1', null, 1, null, null)",
            "('o2', 'c1', null, 1, 'ordered_at', null)",
            "('o3', 'c1', '2024-01-02', null, null, null)",
            "('o4', 'c1', '2024-01-02', null, 'amount', null)",
            "(null, 'c1', '2024-01-02', 5, null, null)",
            "('o6', 'c\uFFFD', '2024-01-02', 1, null, null)",
            "('o7', 'c1', '0001-01-01', 1, null, null)",
            "('o8', 'c1', '9999-12-31', 1, null, null)",
            "('o9', 'c1', '2024-01-02', 1000000.0001, null, null)",
            "('x', null, null, 7, null, 'x,y')",
            "('o11', 'c1', '2024-06-30 23:59:59', 1000000, null, null)");
    assertThat(reasons(ledger))
        .isEqualTo(
            "[[accepted,null,1,1000000.00], [excluded,after_as_of,1,1.00],"
                + " [rejected,absurd_amount,1,1000000.00], [rejected,impossible_date,1,1.00],"
                + " [rejected,malformed_row,1,0.00], [rejected,missing_amount,1,0.00],"
                + " [rejected,missing_order_id,1,5.00], [rejected,missing_ordered_at,1,1.00],"
                + " [rejected,undecodable_text,1,1.00], [rejected,unreadable_amount,1,0.00],"
                + " [rejected,unreadable_ordered_at,1,1.00]]");
    assertThat(
            shown(
                ledger.filter("reason_code in ('missing_amount', 'malformed_row')"),
                "reason",
                "row"))
        .isEqualTo(
            "[[The row could not be split into its columns.,{\"malformed_row\":\"x,y\"}],"
                + " [amount has no value.,{\"customer_id\":\"c1\",\"ordered_at\":\"2024-01-02\","
                + "\"amount\":null,\"order_id\":\"o3\"}]]");
  }

  @Test
  void maskedColumnsAreHiddenInEveryText() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            WITH_ID + ", _malformed",
            "('o1', 'secret-1', null, 1, null)",
            "('o2', 'secret-2', '2024-01-02', 1, null)",
            "('o2', 'secret-2', '2024-01-02', 2, null)",
            "(null, null, null, null, 'secret-3,x')");
    OrderLedger plain = rules(orders.mapped());
    OrderLedger masked =
        new OrderLedger(
            plain.asOfDate(),
            plain.currency(),
            plain.earliestDate(),
            plain.maximumAmount(),
            plain.statuses(),
            plain.negativeAmounts(),
            plain.returnsPolicy(),
            plain.mapped(),
            plain.attributes(),
            new RowText(Set.of("Customer_ID"), Set.of("customer_id")));
    String texts = shown(masked.ofOrders(orders.rows(), Optional.empty()), "reason_code", "row");
    assertThat(texts).doesNotContain("secret").contains("\"customer_id\":\"***\"");
    assertThat(texts).contains("[malformed_row,{\"malformed_row\":\"***\"}]");
  }

  @Test
  void statusesDecideWithoutRegardToCaseAndBlanks() {
    Dataset<Row> ledger =
        ledger(
            WITH_STATUS,
            "('o1', 'c1', '2024-01-02', 1, 'CANCELLED ')",
            "('o2', 'c1', '2024-01-03', 2, 'paid')",
            "('o3', 'c1', '2024-01-04', 4, null)",
            "('o4', 'c1', '2024-01-05', 8, ' Returned')",
            "('o5', 'c1', '2024-01-06', -16, 'returned')");
    assertThat(reasons(ledger))
        .isEqualTo("[[accepted,null,4,-2.00], [excluded,status_not_counted,1,1.00]]");
    assertThat(
            shown(
                ledger.filter("disposition = 'accepted'"),
                "order_date",
                "orders",
                "returned_units",
                "net_units",
                "first_ordered_at"))
        .isEqualTo(
            "[[2024-01-03,1,0,20000,2024-01-03 00:00:00.0],"
                + " [2024-01-04,1,0,40000,2024-01-04 00:00:00.0],"
                + " [2024-01-05,0,80000,-80000,null], [2024-01-06,0,160000,-160000,null]]");
  }

  @Test
  void whereCountedStatusesAreNamedNoOtherCounts() {
    StatusRules statuses = new StatusRules(List.of("paid"), List.of(), List.of("returned"));
    assertThat(
            MappedFixture.of(
                    OrdersInput.CONTRACT,
                    "status",
                    "('Paid')",
                    "('open')",
                    "(null)",
                    "('returned')")
                .rows()
                .filter(statuses.isNotCounted(col("status")))
                .select("status")
                .collectAsList()
                .toString())
        .isEqualTo("[[open], [null]]");
  }

  @Test
  void identicalRepeatsOfAnOrderCollapseAndConflictingOnesAreRejected() {
    Dataset<Row> ledger =
        ledger(
            WITH_ID,
            "('o1', 'c1', '2024-01-02', 1)",
            "('o1', 'c1', '2024-01-02', 1)",
            "('o1', 'c1', '2024-01-02', 1)",
            "('o2', 'c1', '2024-01-02', 2)",
            "('o2', 'c1', '2024-01-02', 3)",
            "('o3', 'c1', '2024-01-02', 4)",
            "('o3', null, '2024-01-02', 4)",
            "('o4', 'c1', '2024-01-02', 8)",
            "('o4', 'c1', '2024-07-02', 9)");
    assertThat(reasons(ledger))
        .isEqualTo(
            "[[accepted,null,2,9.00], [excluded,after_as_of,1,9.00],"
                + " [excluded,identical_repeat,2,2.00], [rejected,conflicting_order_id,4,13.00]]");
    assertThat(shown(ledger.filter("customer_id is not null"), "orders", "net_units"))
        .isEqualTo("[[2,90000]]");
  }

  @Test
  void aNullIsNotTheSameAsItsNeighboursValue() {
    assertThat(
            reasons(
                ledger(
                    WITH_ID + ", currency, status",
                    "('o1', 'c1', '2024-01-02', 1, 'EUR', null)",
                    "('o1', 'c1', '2024-01-02', 1, null, 'EUR')")))
        .isEqualTo("[[rejected,conflicting_order_id,2,2.00]]");
  }

  @Test
  void aNegativeAmountFollowsThePolicy() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT, PLAIN, "('c1', '2024-01-02', -3)", "('c1', '2024-01-02', 5)");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.RETURN_DATE)
                    .ofOrders(orders.rows(), Optional.empty()),
                "orders",
                "gross_units",
                "returned_units",
                "net_units"))
        .isEqualTo("[[1,50000,30000,20000]]");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.IGNORE)
                    .ofOrders(orders.rows(), Optional.empty()),
                "rows",
                "orders",
                "gross_units",
                "returned_units",
                "net_units"))
        .isEqualTo("[[2,1,50000,0,50000]]");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.ORDER, ReturnsPolicy.ORDER_DATE)
                    .ofOrders(orders.rows(), Optional.empty()),
                "orders",
                "gross_units",
                "returned_units",
                "net_units"))
        .isEqualTo("[[2,20000,0,20000]]");
    assertThat(
            reasons(
                rules(orders.mapped(), NegativeAmounts.REJECT, ReturnsPolicy.ORDER_DATE)
                    .ofOrders(orders.rows(), Optional.empty())))
        .isEqualTo("[[accepted,null,1,5.00], [rejected,negative_amount,1,-3.00]]");
  }

  @Test
  void aDayOfReturnsAloneHasNoOrderAndItsAmountsRead() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            PLAIN,
            "('c1', '2024-01-02', -3)",
            "('c1', '2024-01-02', -4)",
            "('c1', '2024-01-05', -1)",
            "('c2', '2024-01-05', 6)");
    for (ReturnsPolicy policy : List.of(ReturnsPolicy.RETURN_DATE, ReturnsPolicy.IGNORE)) {
      Dataset<Row> ledger =
          rules(orders.mapped(), NegativeAmounts.RETURN, policy)
              .ofOrders(orders.rows(), Optional.empty())
              .persist(StorageLevel.MEMORY_ONLY());
      boolean counts = policy == ReturnsPolicy.RETURN_DATE;
      assertThat(
              shown(
                  ledger,
                  "customer_id",
                  "order_date",
                  "rows",
                  "orders",
                  "amount_read",
                  "gross_units",
                  "returned_units",
                  "net_units",
                  "first_ordered_at",
                  "last_ordered_at"))
          .isEqualTo(
              "[[c1,2024-01-02,2,0,-7.0000,0,%s,null,null],"
                      .formatted(counts ? "70000,-70000" : "0,0")
                  + " [c1,2024-01-05,1,0,-1.0000,0,%s,null,null],"
                      .formatted(counts ? "10000,-10000" : "0,0")
                  + " [c2,2024-01-05,1,1,6.0000,60000,0,60000,2024-01-05 00:00:00.0,"
                  + "2024-01-05 00:00:00.0]]");
      ledger.unpersist();
    }
  }

  @Test
  void aReturnThatNamesItsOrderIsBookedOnTheOrdersDayUnderOrderDate() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            WITH_STATUS,
            "('o1', 'c1', '2024-01-02', 9, null)",
            "('o1', 'c1', '2024-02-02', 4, 'returned')",
            "('o1', 'c1', '2024-03-02', 3, 'returned')",
            "('o1', 'c1', '2024-03-02', 3, 'returned')",
            "('r2', 'c1', '2024-04-02', 1, 'returned')",
            "('o1', 'c1', '2024-07-02', 1, 'returned')");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.ORDER_DATE)
                    .ofOrders(orders.rows(), Optional.empty())
                    .filter("disposition = 'accepted'"),
                "order_date",
                "orders",
                "returned_units",
                "net_units"))
        .isEqualTo("[[2024-01-02,1,70000,20000], [2024-04-02,0,10000,-10000]]");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.RETURN_DATE)
                    .ofOrders(orders.rows(), Optional.empty())
                    .filter("disposition = 'accepted'"),
                "order_date",
                "returned_units"))
        .isEqualTo("[[2024-01-02,0], [2024-02-02,40000], [2024-03-02,30000], [2024-04-02,10000]]");
  }

  @Test
  void aReturnThatNamesItsOrderAndNoCustomerIsThatOfTheOrdersCustomer() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            WITH_STATUS,
            "('o1', 'c1', '2024-01-02', 9, null)",
            "('o1', null, '2024-02-02', 4, 'returned')",
            "('o2', null, '2024-02-02', 4, null)",
            "('r3', null, '2024-02-02', 1, 'returned')");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.RETURN_DATE)
                    .ofOrders(orders.rows(), Optional.empty()),
                "disposition",
                "customer_id",
                "order_date",
                "rows",
                "net_units"))
        .isEqualTo(
            "[[accepted,c1,2024-01-02,1,90000], [accepted,c1,2024-02-02,1,-40000],"
                + " [anonymous,null,2024-02-02,2,30000]]");
  }

  @Test
  void anOrderThatCountsAndOneOfItsIdThatDoesNotAreBothRejected() {
    Dataset<Row> ledger =
        ledger(
            WITH_STATUS,
            "('o1', 'c1', '2024-01-02', 1, 'paid')",
            "('o1', 'c1', '2024-01-02', 1, 'cancelled')",
            "('o2', 'c1', '2024-01-02', 2, 'paid')",
            "('o2', 'c1', '2024-01-05', -2, 'cancelled')",
            "('o3', 'c1', '2024-01-02', 4, 'cancelled')",
            "('o3', 'c1', '2024-01-03', 4, 'cancelled')",
            "('o4', 'c1', '2024-01-02', 8, 'paid')",
            "('o4', 'c1', '2024-07-02', 8, 'cancelled')",
            "('o5', 'c1', '2024-01-02', 16, 'paid')",
            "('o5', 'c1', null, 16, 'cancelled')");
    assertThat(reasons(ledger))
        .isEqualTo(
            "[[accepted,null,2,24.00], [excluded,after_as_of,1,8.00],"
                + " [excluded,status_not_counted,2,8.00], [rejected,conflicting_order_id,4,2.00],"
                + " [rejected,missing_ordered_at,1,16.00]]");
    assertThat(shown(ledger.filter("reason_code = 'conflicting_order_id'"), "row"))
        .contains("\"status\":\"paid\"", "\"status\":\"cancelled\"", "\"amount\":-2.0000");
  }

  @Test
  void aReturnOfAnOrderThatDoesNotCountIsLeftOutWithIt() {
    Dataset<Row> ledger =
        ledger(
            WITH_STATUS,
            "('o1', 'c1', '2024-01-02', 9, 'cancelled')",
            "('o1', 'c1', '2024-02-02', 4, 'returned')",
            "('o2', 'c1', '2024-01-02', 9, 'paid')",
            "('o2', 'c1', '2024-02-02', 3, 'returned')",
            "('r3', 'c1', '2024-02-02', 1, 'returned')");
    assertThat(reasons(ledger))
        .isEqualTo("[[accepted,null,3,13.00], [excluded,status_not_counted,2,13.00]]");
    assertThat(
            shown(
                lineLedger(
                        LINES + ", status, attribute_country",
                        "('o1', 'c9', '2024-01-01', 10, 1, 'cancelled', 'NL')",
                        "('o1', 'c1', '2024-02-01', 3, 1, 'returned', 'NL')",
                        "('o2', 'c1', '2024-01-01', 10, 1, 'cancelled', 'NL')",
                        "('o2', 'c1', '2024-01-02', 7, 1, 'paid', 'DE')",
                        "('o2', 'c1', '2024-02-02', 2, 1, 'returned', null)")
                    .groupBy("disposition", "reason_code", "reason", "order_date")
                    .agg(
                        expr("sum(rows) as rows"),
                        expr("sum(orders) as orders"),
                        expr("sum(net_units) as net_units")),
                "disposition",
                "reason_code",
                "order_date",
                "rows",
                "orders",
                "net_units"))
        .isEqualTo(
            "[[accepted,null,2024-01-02,2,1,50000], [excluded,status_not_counted,null,1,0,0],"
                + " [excluded,status_not_counted,null,2,0,0]]");
  }

  @Test
  void aReturnThatMirrorsItsOrderWithMinusSignsIsNotRejected() {
    Dataset<Row> ledger =
        ledger(
            PLAIN + ", discount_amount, returned_amount, cost_amount",
            "('c1', '2024-01-02', 100, 10, null, 50)",
            "('c1', '2024-01-03', -100, -10, null, -50)");
    assertThat(shown(ledger, "disposition", "order_date", "orders", "net_units"))
        .isEqualTo("[[accepted,2024-01-02,1,900000], [accepted,2024-01-03,0,-1000000]]");
  }

  @Test
  void discountsReturnedAmountsAndCostsEnterTheSums() {
    String columns = PLAIN + ", discount_amount, returned_amount, cost_amount";
    Dataset<Row> ledger =
        ledger(
            columns,
            "('c1', '2024-01-02', 10, 1, 2, 5)",
            "('c1', '2024-01-02', 20, null, null, 6)",
            "('c2', '2024-01-02', 30, null, null, 7)",
            "('c2', '2024-01-02', 40, null, null, null)",
            "('c3', '2024-01-02', 1, -1, null, null)",
            "('c3', '2024-01-02', 1, null, -1, null)",
            "('c3', '2024-01-02', 1, null, null, -1)",
            "('c3', '2024-01-02', 1, null, null, 2000000)");
    assertThat(
            shown(
                ledger.filter("disposition = 'accepted'"),
                "customer_id",
                "gross_units",
                "discount_units",
                "returned_units",
                "net_units",
                "cost_units"))
        .isEqualTo("[[c1,300000,10000,20000,270000,110000], [c2,700000,0,0,700000,null]]");
    assertThat(reasons(ledger))
        .isEqualTo(
            "[[accepted,null,4,100.00], [rejected,absurd_amount,1,1.00],"
                + " [rejected,negative_cost_amount,1,1.00],"
                + " [rejected,negative_discount_amount,1,1.00],"
                + " [rejected,negative_returned_amount,1,1.00]]");
  }

  @Test
  void foreignAmountsTakeTheRateOfTheirDay() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            PLAIN + ", currency",
            "('c1', '2024-01-02', 10, 'EUR')",
            "('c1', '2024-01-02', 10, 'usd')",
            "('c1', '2024-01-02', 10, null)",
            "('c1', '2024-01-03', 10, 'USD')",
            "('c1', '2024-01-02', 10, 'GBP')",
            "('c1', '2024-01-02', 10, '$')",
            "('c1', '2024-01-02', 10, 'EUX')",
            "('c1', '2024-01-03', 10, 'GEL')",
            "('c1', '2024-01-03', 10, 'BTC')",
            "('c1', '2024-01-02', 900000, 'JPY')",
            "('c1', '2024-01-02', 99999999999999, 'JPY')");
    Dataset<Row> rates =
        MappedFixture.of(
                ExchangeRatesInput.CONTRACT,
                "currency, date, rate",
                "('USD', '2024-01-02', 0.91234567)",
                "('JPY', '2024-01-02', 0.00640000)",
                "('BTC', '2024-01-02', 40000)")
            .rows();
    Dataset<Row> ledger = rules(orders.mapped()).ofOrders(orders.rows(), Optional.of(rates));
    assertThat(
            shown(
                ledger,
                "disposition",
                "reason_code",
                "currency",
                "rows",
                "amount_read",
                "net_units"))
        .isEqualTo(
            "[[accepted,null,EUR,2,20.0000,200000], [accepted,null,JPY,1,900000.0000,57600000],"
                + " [accepted,null,USD,1,10.0000,91235],"
                + " [rejected,absurd_amount,JPY,1,99999999999999.0000,0],"
                + " [rejected,missing_exchange_rate,BTC,1,10.0000,0],"
                + " [rejected,missing_exchange_rate,GBP,1,10.0000,0],"
                + " [rejected,missing_exchange_rate,GEL,1,10.0000,0],"
                + " [rejected,missing_exchange_rate,USD,1,10.0000,0],"
                + " [rejected,unknown_currency,XXX,1,10.0000,0],"
                + " [rejected,unknown_currency,XXX,1,10.0000,0]]");
    assertThat(reasons(rules(orders.mapped()).ofOrders(orders.rows(), Optional.empty())))
        .contains("[rejected,missing_exchange_rate,6,");
  }

  @Test
  void attributesKeepTheSumsApart() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            PLAIN + ", attribute_channel",
            "('c1', '2024-01-02', 1, 'web')",
            "('c1', '2024-01-02', 2, 'shop')",
            "('c1', '2024-01-02', 4, 'web')",
            "(null, '2024-01-02', 8, 'web')");
    assertThat(
            shown(
                rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.ORDER_DATE, "channel")
                    .ofOrders(orders.rows(), Optional.empty()),
                "customer_id",
                LedgerTable.attribute("channel"),
                "net_units"))
        .isEqualTo("[[null,null,80000], [c1,shop,20000], [c1,web,50000]]");
  }

  @Test
  void amountsThatNoLongCanSumAreStillAccountedFor() {
    String[] many = new String[40];
    Arrays.fill(many, "('c1', '2024-01-02', 99999999999999.9999)");
    assertThat(shown(ledger(PLAIN, many), "reason_code", "rows", "amount_read"))
        .isEqualTo("[[absurd_amount,40,3999999999999999.9960]]");
  }

  @Test
  void linesMakeUpOrdersThatAreCountedOnce() {
    Dataset<Row> ledger =
        lineLedger(
            LINES,
            "('o1', null, '2024-01-02 10:00:00', 2, 1.25)",
            "('o1', 'c1', '2024-01-01 09:00:00', 1, 3)",
            "('o1', 'c1', '2024-01-01 09:00:00', 1, 3)",
            "('o2', null, '2024-01-03', 1, 4)");
    assertThat(
            shown(
                ledger,
                "disposition",
                "customer_id",
                "order_date",
                "rows",
                "orders",
                "amount_read",
                "net_units",
                "last_ordered_at"))
        .isEqualTo(
            "[[accepted,c1,2024-01-01,3,1,8.5000,85000,2024-01-01 09:00:00.0],"
                + " [anonymous,null,2024-01-03,1,1,4.0000,40000,2024-01-03 00:00:00.0]]");
  }

  @Test
  void theSignOfAnOrderIsThatOfTheSumOfItsLines() {
    String[] values = {
      "('o1', 'c1', '2024-01-01', 5, 1)",
      "('o1', 'c1', '2024-01-01', -2, 1)",
      "('o2', 'c1', '2024-01-02', -5, 1)",
      "('o2', 'c1', '2024-01-02', 2, 1)",
      "('o3', 'c1', '2024-01-03', 0, 1)"
    };
    assertThat(
            shown(
                lineLedger(LINES, values), "order_date", "orders", "gross_units", "returned_units"))
        .isEqualTo("[[2024-01-01,1,30000,0], [2024-01-02,0,0,30000], [2024-01-03,1,0,0]]");
    MappedFixture lines = MappedFixture.of(OrderLinesInput.CONTRACT, LINES, values);
    assertThat(
            reasons(
                rules(lines.mapped(), NegativeAmounts.REJECT, ReturnsPolicy.ORDER_DATE)
                    .ofOrderLines(lines.rows(), Optional.empty())))
        .isEqualTo("[[accepted,null,3,3.00], [rejected,negative_amount,2,-3.00]]");
  }

  @Test
  void linesOfAReturnStatusAreReturnsWhicheverSignTheyHave() {
    assertThat(
            shown(
                lineLedger(
                    LINES + ", status",
                    "('o1', 'c1', '2024-01-01', 10, 1, 'paid')",
                    "('o1', 'c1', '2024-02-01', 3, 1, 'returned')",
                    "('r2', 'c1', '2024-03-01', -4, 1, 'returned')",
                    "('r2', 'c1', '2024-03-01', 1, 1, 'returned')",
                    "('o3', 'c1', '2024-04-01', 5, 1, 'cancelled')"),
                "disposition",
                "order_date",
                "orders",
                "returned_units",
                "net_units"))
        .isEqualTo(
            "[[accepted,2024-01-01,1,30000,70000], [accepted,2024-03-01,0,30000,-30000],"
                + " [excluded,null,0,0,0]]");
  }

  @Test
  void anOrderWithTwoCustomersIsRejectedWhole() {
    assertThat(
            reasons(
                lineLedger(
                    LINES,
                    "('o1', 'c1', '2024-01-01', 1, 1)",
                    "('o1', 'c2', '2024-01-01', 1, 2)",
                    "('o1', null, '2024-01-01', 1, 4)",
                    "('o2', 'c2', '2024-01-01', 1, 8)")))
        .isEqualTo("[[accepted,null,1,8.00], [rejected,conflicting_customer,3,7.00]]");
  }

  @Test
  void anAttributeIsThatOfTheEarliestLineThatHasOne() {
    MappedFixture lines =
        MappedFixture.of(
            OrderLinesInput.CONTRACT,
            LINES + ", unit_cost, attribute_country",
            "('o1', 'c1', '2024-01-01', 1, 1, 0.5, null)",
            "('o1', 'c1', '2024-01-02', 2, 1, 0.25, 'FR')",
            "('o1', 'c1', '2024-01-03', 1, 1, 0.5, 'DE')",
            "('o2', 'c1', '2024-01-01', 1, 1, null, 'FR')",
            "('o3', 'c1', '2024-01-01', 1, 1, -1, 'FR')");
    assertThat(
            shown(
                rules(lines.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.ORDER_DATE, "country")
                    .ofOrderLines(lines.rows(), Optional.empty()),
                "reason_code",
                LedgerTable.attribute("country"),
                "rows",
                "orders",
                "cost_units"))
        .isEqualTo("[[null,FR,4,2,null], [negative_unit_cost,null,1,0,null]]");
  }

  @Test
  void aLineAmountIsRoundedHalfUpToFourDecimals() {
    assertThat(
            shown(
                lineLedger(
                    LINES,
                    "('o1', 'c1', '2024-01-01', 0.5, 0.0001)",
                    "('o2', 'c2', '2024-01-01', 99999999999999, 10)"),
                "reason_code",
                "amount_read",
                "net_units"))
        .isEqualTo("[[null,0.0001,1], [absurd_amount,0.0000,0]]");
  }

  @Test
  void manyRowsWithoutAnIdDoNotMeetInOnePartition() {
    String[] values = new String[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = "(null, 'c1', '2024-01-02', " + i + ")";
    }
    MappedFixture orders = MappedFixture.of(OrdersInput.CONTRACT, WITH_ID, values);
    String plan =
        rules(orders.mapped())
            .ofOrders(orders.rows().repartition(2), Optional.empty())
            .queryExecution()
            .optimizedPlan()
            .toString();
    assertThat(plan).contains("monotonically_increasing_id()");
    assertThat(
            reasons(
                rules(orders.mapped()).ofOrders(orders.rows().repartition(2), Optional.empty())))
        .isEqualTo("[[rejected,missing_order_id,60,1770.00]]");
  }

  /** A million orders of one customer, and a hundred thousand rows without a date. */
  private static Dataset<Row> many() {
    return SharedSpark.session()
        .range(1_100_000)
        .selectExpr(
            "'c1' as customer_id",
            "if(id < 1000000, timestamp'2024-01-02 00:00:00' + make_interval(0, 0, 0, int(id % 90)),"
                + " null) as ordered_at",
            "cast(1.01 as decimal(18,4)) as amount",
            "string(id) as order_id",
            "cast(null as string) as currency",
            "cast(null as string) as status",
            "cast(null as decimal(18,4)) as discount_amount",
            "cast(null as decimal(18,4)) as returned_amount",
            "cast(null as decimal(18,4)) as cost_amount",
            "cast(null as string) as _unreadable",
            "cast(null as string) as _malformed",
            "struct(id) as _source");
  }

  @Test
  void oneCustomerWithAMillionOrdersAndAHundredThousandRejectedRowsAreAccountedFor() {
    Dataset<Row> ledger =
        rules(Set.of("customer_id", "ordered_at", "amount", "order_id"))
            .ofOrders(many(), Optional.empty());
    assertThat(reasons(ledger))
        .isEqualTo(
            "[[accepted,null,1000000,1010000.00], [rejected,missing_ordered_at,100000,101000.00]]");
    assertThat(RejectedRows.of("orders", ledger, "run").count()).isEqualTo(100_000);
  }

  private static final String[] FACTS = {
    "order_id",
    "customer_id",
    "order_date",
    "gross_units",
    "discount_units",
    "returned_units",
    "net_units",
    "cost_units",
    "deviation_units",
    "handling_minutes",
    "promised_at",
    "delivered_at",
    "channel",
    "attribute_shop"
  };

  @Test
  void acceptedOrdersStandOneByOneWithTheirReturns() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            "order_id, customer_id, ordered_at, amount, status"
                + ", returned_amount, discount_amount, cost_amount, deviation_cost,"
                + " handling_minutes, promised_at, delivered_at, channel, attribute_shop",
            "('o1', 'c1', '2024-01-02', 10, 'ok', 1, 2, 4, 0.5, 12, '2024-01-05', '2024-01-06',"
                + " 'web', 'north')",
            // The same again, a part of it taken back, and a return that names no order.
            "('o1', 'c1', '2024-01-02', 10, 'ok', 1, 2, 4, 0.5, 12, '2024-01-05', '2024-01-06',"
                + " 'web', 'north')",
            "('o1', 'c1', '2024-01-09', 3, 'returned', null, null, null, null, null, null, null,"
                + " null, null)",
            "('r1', 'c1', '2024-01-09', -3, 'ok', null, null, null, null, null, null, null,"
                + " null, null)",
            // Delivered after the as-of date, which is not known yet; nothing else is known either.
            "('o2', 'c1', '2024-06-30', 5, 'ok', null, null, null, null, null, null,"
                + " '2024-07-01', null, null)",
            "('o3', null, '2024-01-02', 5, 'ok', null, null, null, null, null, null, null, null,"
                + " null)",
            "('o4', 'c1', '2024-01-02', 5, 'cancelled', null, null, null, null, null, null, null,"
                + " null, null)",
            "('o5', 'c1', '2024-01-02', 5, 'ok', null, null, null, null, -1, null, null, null,"
                + " null)");
    JudgedOrders judged =
        rules(orders.mapped(), NegativeAmounts.RETURN, ReturnsPolicy.RETURN_DATE, "shop")
            .judgeOrders(orders.rows(), Optional.empty());
    assertThat(shown(judged.orders(), FACTS))
        .isEqualTo(
            "[[o1,c1,2024-01-02,100000,20000,40000,40000,40000,5000,12.0000,"
                + "2024-01-05 00:00:00.0,2024-01-06 00:00:00.0,web,north],"
                + " [o2,c1,2024-06-30,50000,0,0,50000,null,null,null,null,null,null,null]]");
    assertThat(reasons(judged.ledger())).contains("[rejected,negative_handling_minutes,1,5.00]");
    assertThat(shown(judged.kept(rows -> rows).orders(), FACTS))
        .isEqualTo(shown(judged.orders(), FACTS));
  }

  @Test
  void withoutAnOrderIdEveryRowIsAnAcceptedOrderOfItsOwn() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            "customer_id, ordered_at, amount",
            "('c1', '2024-01-02', 10)",
            "('c1', '2024-01-02', 10)",
            "('c1', '2024-01-03', -4)");
    JudgedOrders judged =
        rules(orders.mapped()).judgeOrders(orders.rows(), Optional.empty()).kept(rows -> rows);
    assertThat(shown(judged.orders(), "order_id", "customer_id", "net_units"))
        .isEqualTo("[[null,c1,100000], [null,c1,100000]]");
  }

  @Test
  void linesMakeUpAcceptedOrders() {
    MappedFixture lines =
        MappedFixture.of(
            OrderLinesInput.CONTRACT,
            LINES + ", unit_cost, product_id, category, status",
            "('o1', 'c1', '2024-01-02', 5, 1, 0.5, 'p1', 'a', 'ok')",
            "('o1', 'c1', '2024-01-01', 2, 2, 0.5, 'p2', 'b', 'ok')",
            "('o1', 'c1', '2024-01-03', 1, 2, null, 'p2', 'b', 'returned')",
            "('o2', 'c1', '2024-01-02', 1, 1, null, 'p1', 'a', 'ok')",
            "('o3', 'c1', '2024-01-02', -1, 1, 1, 'p1', 'a', 'ok')",
            "('o4', null, '2024-01-02', 1, 1, 1, 'p1', 'a', 'ok')");
    JudgedOrders judged =
        rules(lines.mapped()).judgeOrderLines(lines.rows(), Optional.empty()).kept(rows -> rows);
    assertThat(
            shown(
                judged.orders(),
                "order_id",
                "order_date",
                "gross_units",
                "returned_units",
                "cost_units",
                "channel"))
        .isEqualTo("[[o1,2024-01-01,90000,20000,35000,null], [o2,2024-01-02,10000,0,null,null]]");
    assertThat(shown(judged.lines(), "order_id", "product_id", "category", "quantity", "amount"))
        .isEqualTo(
            "[[o1,p1,a,5.0000,5.0000], [o1,p2,b,1.0000,2.0000], [o1,p2,b,2.0000,4.0000],"
                + " [o2,p1,a,1.0000,1.0000], [o3,p1,a,-1.0000,-1.0000]]");
  }
}
