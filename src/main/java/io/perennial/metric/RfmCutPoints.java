package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.perennial.table.LedgerTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RfmCutPointsTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link RfmCutPointsTable}. */
final class RfmCutPoints {
  private RfmCutPoints() {}

  static Dataset<Row> of(Intermediates shared) {
    List<Column> rows = new ArrayList<>();
    for (int i = 0; i < RfmScores.QUANTILES.length; i++) {
      rows.add(row(PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER, i, cut(RfmScores.RECENCY_CUTS, i)));
      rows.add(row(PurchaseSummaryTable.ORDERS, i, cut(RfmScores.FREQUENCY_CUTS, i)));
      rows.add(
          row(
              PurchaseSummaryTable.NET_REVENUE,
              i,
              cut(RfmScores.MONETARY_CUTS, i).divide((double) LedgerTable.UNITS)));
    }
    return shared
        .rfmCutPoints()
        .withColumn("row", explode(array(rows.toArray(Column[]::new))))
        .select(
            col("row").getField(RfmCutPointsTable.MEASURE).as(RfmCutPointsTable.MEASURE),
            col("row").getField(RfmCutPointsTable.QUANTILE).as(RfmCutPointsTable.QUANTILE),
            col("row").getField(RfmCutPointsTable.CUT_POINT).as(RfmCutPointsTable.CUT_POINT))
        .filter(col(RfmCutPointsTable.CUT_POINT).isNotNull());
  }

  private static Column cut(String cuts, int place) {
    return col(cuts).getItem(place);
  }

  private static Column row(String measure, int place, Column cutPoint) {
    return struct(
        lit(measure).as(RfmCutPointsTable.MEASURE),
        lit(RfmScores.QUANTILES[place]).as(RfmCutPointsTable.QUANTILE),
        cutPoint.as(RfmCutPointsTable.CUT_POINT));
  }
}
