package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.DepartureRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.WinBackHistoryTable;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What customers were known to have left for, by classes of reasons. A customer has as many
 * departures as goodbyes, which is few, so that they travel with the customer's row.
 */
final class LeavingReasons {
  private static final String OWNER = "leaver";
  private static final String DEPARTURES = "departures_of_customer";
  private static final String AT = "left_at";
  private static final String DAY = "left_on";
  private static final String CLASS = "class_of_reason";

  private LeavingReasons() {}

  /** Whether departures are given. */
  static boolean areKnown(PurchaseHistory history) {
    return history.input(DeparturesInput.NAME).isPresent();
  }

  /** The rows with the departures of their customers, for {@link #between}. */
  static Dataset<Row> with(Dataset<Row> rows, String customerId, PurchaseHistory history) {
    Optional<Dataset<Row>> given = history.input(DeparturesInput.NAME);
    if (given.isEmpty()) {
      return rows;
    }
    Column departure =
        struct(
            col(DeparturesInput.LEFT_AT).as(AT),
            to_date(col(DeparturesInput.LEFT_AT)).as(DAY),
            reasonClass(history.rules().departures()).as(CLASS));
    Dataset<Row> departures =
        given
            .get()
            .groupBy(col(DeparturesInput.CUSTOMER_ID).as(OWNER))
            .agg(sort_array(collect_list(departure)).as(DEPARTURES));
    return rows.join(departures, col(customerId).equalTo(col(OWNER)), "left").drop(OWNER);
  }

  /**
   * The class of the reason of the last departure from one day to another, both included; {@link
   * RateColumns#UNKNOWN} where none is known or it has no reason. Asked of rows that are {@link
   * #with} departures.
   */
  static Column between(Column from, Column to) {
    Column within =
        filter(
            col(DEPARTURES),
            departure -> departure.getField(DAY).geq(from).and(departure.getField(DAY).leq(to)));
    Column last = get(within, size(within).minus(1)).getField(CLASS);
    return when(last.isNull(), lit(RateColumns.UNKNOWN)).otherwise(last);
  }

  private static Column reasonClass(DepartureRules rules) {
    Column reason = trim(translate(lower(col(DeparturesInput.REASON)), "_-", "  "));
    return when(reason.isNull(), lit(RateColumns.UNKNOWN))
        .when(reason.isin(rules.priceReasons().toArray()), lit(WinBackHistoryTable.PRICE))
        .when(reason.isin(rules.serviceReasons().toArray()), lit(WinBackHistoryTable.SERVICE))
        .otherwise(lit(WinBackHistoryTable.OTHER));
  }

  /** The classes of rows: all of them, and where departures are given their own. */
  static Column slices(PurchaseHistory history, Column reasonClass) {
    return areKnown(history)
        ? array(lit(RateColumns.ALL), reasonClass)
        : array(lit(RateColumns.ALL));
  }
}
