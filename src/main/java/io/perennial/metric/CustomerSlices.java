package io.perennial.metric;

import static org.apache.spark.sql.functions.col;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.table.output.RateColumns;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The segments that each customer belongs to: everybody's and one for each configured attribute of
 * customers. An attribute of orders does not slice what happens to a customer, who may have ordered
 * under several of its values. Cost: a filter of the customer totals, which are partitioned by
 * customer.
 */
final class CustomerSlices {
  static final String SEGMENT_NAME = CustomerTotals.SEGMENT_NAME;
  static final String SEGMENT_VALUE = CustomerTotals.SEGMENT_VALUE;
  static final String CUSTOMER_ID = CustomerTotals.CUSTOMER_ID;

  private CustomerSlices() {}

  /** One row per segment and customer with an order or a return. */
  static Dataset<Row> of(PurchaseHistory history) {
    List<String> names =
        Stream.concat(
                Stream.of(RateColumns.ALL),
                history.rules().segments().stream()
                    .filter(SegmentRule::ofCustomer)
                    .map(SegmentRule::name))
            .toList();
    return history
        .totals()
        .filter(col(SEGMENT_NAME).isin(names.toArray()))
        .select(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(CUSTOMER_ID));
  }
}
