package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.input.ReferralsInput;
import io.perennial.table.output.ReferrerValueTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A chain of eleven, n0 to n10, each of whom brought the next; x and y, who brought each other, and
 * z, whom y brought; and early, who had ordered before n10 referred them. Each bought for 10.
 */
class ReferrerValueTest {
  private static final String DAY = "2021-03-01";
  private static Map<String, Row> rows;

  @BeforeAll
  static void compute() {
    List<String> referrals = new ArrayList<>();
    List<Event> orders = new ArrayList<>();
    orders.add(order("n0", DAY, 10));
    for (int i = 1; i <= 10; i++) {
      referrals.add("n" + (i - 1) + ",n" + i + "," + DAY + " 08:00:00");
      orders.add(order("n" + i, DAY, 10));
    }
    for (String pair : List.of("x,y", "y,x", "y,z")) {
      referrals.add(pair + "," + DAY + " 08:00:00");
    }
    for (String customer : List.of("x", "y", "z")) {
      orders.add(order(customer, DAY, 10));
    }
    referrals.add("n10,early,2021-04-01 08:00:00");
    orders.add(order("early", DAY, 10));
    rows =
        MetricCatalog.find(ReferrerValueTable.NAME)
            .orElseThrow()
            .of(
                GivenInput.beside(
                    Histories.history(
                        rules("2021-12-31", Granularity.YEAR), 30, orders.toArray(Event[]::new)),
                    ReferralsInput.NAME,
                    "referrer_id,referred_id,referred_at",
                    referrals.toArray(String[]::new)))
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(row -> row.getAs(ReferrerValueTable.CUSTOMER_ID), row -> row));
  }

  @Test
  void everybodyBroughtInTurnIsDownstreamForEightGenerations() {
    assertThat(downstream("n0")).isEqualTo("8 80.00 90.00");
    assertThat(downstream("n2")).isEqualTo("8 80.00 90.00");
    assertThat(downstream("n3")).isEqualTo("7 70.00 80.00");
    assertThat(downstream("n9")).isEqualTo("1 10.00 20.00");
  }

  @Test
  void whoHadOrderedBeforeIsNotDownstream() {
    assertThat(rows.get("n10").<Long>getAs(ReferrerValueTable.REFERRED_CUSTOMERS)).isEqualTo(1);
    assertThat(downstream("n10")).isEqualTo("0 0.00 10.00");
  }

  @Test
  void inACircleEverybodyElseIsDownstreamOnce() {
    assertThat(downstream("x")).isEqualTo("2 20.00 30.00");
    assertThat(downstream("y")).isEqualTo("2 20.00 30.00");
  }

  private static String downstream(String customer) {
    Row row = rows.get(customer);
    return row.<Long>getAs(ReferrerValueTable.DOWNSTREAM_CUSTOMERS)
        + " "
        + row.<BigDecimal>getAs(ReferrerValueTable.DOWNSTREAM_NET_REVENUE)
        + " "
        + row.<BigDecimal>getAs(ReferrerValueTable.NET_REVENUE_WITH_DOWNSTREAM);
  }
}
