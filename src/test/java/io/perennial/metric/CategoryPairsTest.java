package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.output.CategoryPairsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CategoryPairsTest {
  /**
   * Four customers are observed for 730 days: a and d buy toys and games in their first year, b
   * toys alone and c games alone; a and c order in their second. What c buys of garden is on the
   * 366th day, and e is observed a day too short.
   */
  @Test
  void pairsAreOfTheFirstYearAndStayingIsOfTheSecond() {
    PurchaseHistory history =
        Histories.history(
            rules("2020-06-01", Granularity.YEAR),
            365,
            order("a", "2018-01-01", 10),
            order("a", "2019-02-01", 10),
            order("b", "2018-01-01", 10),
            order("c", "2018-01-01", 10),
            order("c", "2019-01-01", 10),
            order("d", "2018-06-03", 10),
            order("e", "2018-06-04", 10));
    Dataset<Row> orders =
        Datasets.ofCsv(
            "order_id string, customer_id string, order_date date",
            "1,a,2018-01-01",
            "2,a,2019-02-01",
            "3,b,2018-01-01",
            "4,c,2018-01-01",
            "5,c,2019-01-01",
            "6,d,2018-06-03",
            "7,e,2018-06-04");
    Dataset<Row> lines =
        Datasets.ofCsv(
            "order_id string, category string, quantity decimal(18,4)",
            "1,toys,1",
            "1,games,1",
            "1,games,2",
            "2,toys,1",
            "3,toys,1",
            "3,games,-1",
            "4,games,1",
            "4,,1",
            "5,garden,1",
            "6,toys,1",
            "6,games,1",
            "7,toys,1",
            "7,games,1",
            "9,garden,1");
    List<Row> rows =
        MetricCatalog.find(CategoryPairsTable.NAME)
            .orElseThrow()
            .of(Histories.beside(history, Map.of(), Optional.of(orders), Optional.of(lines)))
            .collectAsList();
    assertThat(rows).hasSize(1);
    Row pair = rows.get(0);
    assertThat(pair.<String>getAs(CategoryPairsTable.FIRST_CATEGORY)).isEqualTo("games");
    assertThat(pair.<String>getAs(CategoryPairsTable.SECOND_CATEGORY)).isEqualTo("toys");
    assertThat(pair.<Long>getAs(CategoryPairsTable.CUSTOMERS)).isEqualTo(4);
    assertThat(pair.<Long>getAs(CategoryPairsTable.FIRST_CUSTOMERS)).isEqualTo(3);
    assertThat(pair.<Long>getAs(CategoryPairsTable.SECOND_CUSTOMERS)).isEqualTo(3);
    assertThat(pair.<Long>getAs(CategoryPairsTable.BOTH)).isEqualTo(2);
    assertThat(pair.<Double>getAs(CategoryPairsTable.LIFT)).isCloseTo(8.0 / 9, within(1e-12));
    assertThat(pair.<Double>getAs(CategoryPairsTable.RATE_BOTH)).isEqualTo(.5);
    assertThat(pair.<Long>getAs(CategoryPairsTable.EXACTLY_ONE)).isEqualTo(2);
    assertThat(pair.<Double>getAs(CategoryPairsTable.RATE_ONE)).isEqualTo(.5);
  }
}
