package io.perennial.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.perennial.table.input.CustomersInput;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The segments of what customers did beside ordering: everybody, and each segment of customers. One
 * of orders does not divide it.
 */
public final class CustomerSegments {
  private static final String SEGMENT = "segment";
  private static final String OWNER = "segment_customer_id";
  private static final String ATTRIBUTE = "segment_attribute_";

  private CustomerSegments() {}

  /**
   * The rows once for everybody and once for each segment of customers, with segment_name and
   * segment_value; a customer without the attribute has {@link RateColumns#UNKNOWN}.
   *
   * @param rows rows with customer_id
   */
  public static Dataset<Row> of(Dataset<Row> rows, PurchaseHistory history) {
    List<SegmentRule> ofCustomers =
        history.customers().isEmpty()
            ? List.of()
            : history.rules().segments().stream().filter(SegmentRule::ofCustomer).toList();
    List<Column> segments = new ArrayList<>();
    segments.add(PurchaseDays.segment(RateColumns.ALL, lit(RateColumns.ALL)));
    List<Column> attributes = new ArrayList<>();
    attributes.add(col(CustomersInput.CUSTOMER_ID).as(OWNER));
    for (SegmentRule rule : ofCustomers) {
      String name = ATTRIBUTE + rule.name();
      attributes.add(col(rule.column()).as(name));
      segments.add(
          PurchaseDays.segment(rule.name(), coalesce(col(name), lit(RateColumns.UNKNOWN))));
    }
    Dataset<Row> known =
        ofCustomers.isEmpty()
            ? rows
            : rows.join(
                history.customers().orElseThrow().select(attributes.toArray(Column[]::new)),
                col(CustomersInput.CUSTOMER_ID).equalTo(col(OWNER)),
                "left");
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      columns.add(col(name));
    }
    columns.add(explode(array(segments.toArray(Column[]::new))).as(SEGMENT));
    return known
        .select(columns.toArray(Column[]::new))
        .withColumn(RateColumns.SEGMENT_NAME, col(SEGMENT).getField("name"))
        .withColumn(RateColumns.SEGMENT_VALUE, col(SEGMENT).getField("value"))
        .drop(SEGMENT);
  }
}
