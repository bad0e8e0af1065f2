package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.LineFacts;
import io.perennial.table.OrderFacts;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * On which day each customer first bought in each category: one row per customer and category.
 * Lines without a category, of units taken back, or of orders that do not count are left out. Cost:
 * one join of the lines with their orders, after the lines are as few as orders and categories.
 */
final class CategoryPurchases {
  static final String CUSTOMER_ID = OrderFacts.CUSTOMER_ID;
  static final String CATEGORY = LineFacts.CATEGORY;
  static final String FIRST_BOUGHT = "first_bought_on";

  private CategoryPurchases() {}

  static Dataset<Row> of(PurchaseHistory history) {
    Dataset<Row> lines =
        history
            .lines()
            .orElseThrow(() -> new IllegalStateException("order lines were not made"))
            .filter(col(LineFacts.CATEGORY).isNotNull().and(col(LineFacts.QUANTITY).gt(0)))
            .select(LineFacts.ORDER_ID, LineFacts.CATEGORY)
            .distinct();
    return OrderService.eachOrder(history)
        .select(OrderFacts.CUSTOMER_ID, OrderFacts.ORDER_ID, OrderFacts.ORDER_DATE)
        .join(lines, OrderFacts.ORDER_ID)
        .groupBy(CUSTOMER_ID, CATEGORY)
        .agg(min(OrderFacts.ORDER_DATE).as(FIRST_BOUGHT));
  }
}
