package io.perennial.quality;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.source.InputReader;
import io.perennial.source.MappedRows;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.ReturnsPolicy;
import io.perennial.testing.SharedSpark;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;

class RealDataLedgerTest {
  private static Path data(String file) {
    Path path = Path.of("..", "shared", "data").resolve(file);
    assumeTrue(Files.exists(path), "The real data are not here: " + path);
    return path;
  }

  private static OrderLedger rules(MappedRows rows, LocalDate asOfDate, List<String> returned) {
    return new OrderLedger(
        asOfDate,
        "GBP",
        LocalDate.of(1990, 1, 1),
        new BigDecimal("1000000"),
        new StatusRules(List.of(), List.of(), returned),
        NegativeAmounts.RETURN,
        ReturnsPolicy.ORDER_DATE,
        rows.mapped(),
        rows.attributes(),
        RowText.unmasked());
  }

  private static MappedRows read(
      String name,
      InputFormat format,
      Path path,
      Optional<String> where,
      Map<String, String> mapping) {
    return new InputReader(SharedSpark.session())
        .read(
            new InputTable(
                name,
                format,
                Optional.of(path.toString()),
                Optional.empty(),
                Map.of(),
                List.of(),
                where,
                mapping,
                Map.of(),
                Optional.empty(),
                1));
  }

  @Test
  void everyLineOfTheCdnowMasterFileIsAnOrder() throws Exception {
    MappedRows orders =
        read(
            "orders",
            InputFormat.TEXT,
            data("cdnow/CDNOW_master.txt.gz"),
            Optional.of("value not like '%customer_id%'"),
            Map.of(
                "customer_id", "split(trim(value), '\\\\s+')[0]",
                "ordered_at", "to_timestamp(split(trim(value), '\\\\s+')[1], 'yyyyMMdd')",
                "amount", "split(trim(value), '\\\\s+')[3]"));
    Row sums =
        rules(orders, LocalDate.of(1998, 6, 30), List.of())
            .ofOrders(orders.rows(), Optional.empty())
            .selectExpr(
                "sum(rows)",
                "sum(orders)",
                "count(distinct customer_id)",
                "sum(net_units)",
                "count_if(disposition <> 'accepted')")
            .head();
    assertThat(sums.toString()).isEqualTo("[69659,69659,23570,25003156300,0]");
    assertThat(orders.rowsRead()).isEqualTo(69_659);
  }

  @Test
  void everyLineOfTheOnlineRetailFileIsAccountedFor() throws Exception {
    MappedRows lines =
        read(
            "order_lines",
            InputFormat.CSV,
            data("online_retail/onlineretail.csv.gz"),
            Optional.empty(),
            Map.of(
                "order_id", "InvoiceNo",
                "customer_id", "CustomerID",
                "ordered_at", "InvoiceDate",
                "quantity", "Quantity",
                "unit_price", "UnitPrice",
                "status", "case when InvoiceNo like 'C%' then 'returned' end"));
    Dataset<Row> ledger =
        rules(lines, LocalDate.of(2011, 12, 9), List.of("returned"))
            .ofOrderLines(lines.rows(), Optional.empty())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row known =
          ledger
              .filter("disposition = 'accepted'")
              .agg(
                  expr("sum(rows)"),
                  expr("sum(orders)"),
                  expr("count(distinct if(orders > 0, customer_id, null))"),
                  expr("sum(net_units)"))
              .head();
      assertThat(known.toString()).isEqualTo("[406829,18536,4339,83000658140]");
      Row reconciled =
          InputReconciliation.of("order_lines", ledger)
              .select(
                  "rows_read",
                  "rows_accepted",
                  "rows_anonymous",
                  "rows_rejected",
                  "rows_excluded",
                  "amount_accepted")
              .head();
      assertThat(reconciled.toString()).isEqualTo("[541909,406829,135080,0,0,8300065.8140]");
      assertThat(lines.rowsRead()).isEqualTo(541_909);
    } finally {
      ledger.unpersist();
    }
  }
}
