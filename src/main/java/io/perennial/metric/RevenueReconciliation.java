package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import io.perennial.table.Units;
import io.perennial.table.output.RevenueReconciliationTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link RevenueReconciliationTable}: the ledger's side of the account and the customers'
 * side are summed apart and must meet.
 */
final class RevenueReconciliation {
  private static final String GROSS = "gross_amount";
  private static final String DISCOUNTS = "discounts";
  private static final String RETURNED = "returned";
  private static final String NET = "net_revenue";
  private static final String SINCE = "net_revenue_since_first_order";
  private static final String BEFORE = "net_revenue_before_first_order";
  private static final String WITHOUT = "net_revenue_of_customers_without_orders";
  private static final String ANONYMOUS = "anonymous_net_revenue";
  private static final String OF_CUSTOMERS = "_customers";
  private static final String ROW = "line_row";

  private RevenueReconciliation() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column net = col(NET);
    Column fromParts = col(GROSS).minus(col(DISCOUNTS)).minus(col(RETURNED));
    Column fromCustomers = col(SINCE).plus(col(BEFORE)).plus(col(WITHOUT));
    Column difference =
        when(net.minus(fromParts).notEqual(0), net.minus(fromParts))
            .otherwise(net.minus(fromCustomers));
    Column none = lit(0L);
    Column unknown = lit(null).cast("bigint");
    Column rows =
        array(
            line(
                1,
                GROSS,
                "Amounts of accepted orders before discounts and returns.",
                unknown,
                none),
            line(2, DISCOUNTS, "Discounts on them.", unknown, none),
            line(3, RETURNED, "Returned amounts, by the returns policy.", unknown, none),
            line(
                4,
                NET,
                "Net revenue of customers: gross amount less discounts less returns.",
                col(NET + OF_CUSTOMERS),
                difference),
            line(
                5,
                SINCE,
                "Net revenue from each customer's first order day on: what the cohort tables hold.",
                col(SINCE + OF_CUSTOMERS),
                none),
            line(
                6,
                BEFORE,
                "Returns dated before the customer's first order: in no cohort cell.",
                col(BEFORE + OF_CUSTOMERS),
                none),
            line(
                7,
                WITHOUT,
                "Returns of customers without an order: in no cohort cell.",
                col(WITHOUT + OF_CUSTOMERS),
                none),
            line(
                8,
                ANONYMOUS,
                "Net revenue of orders that name no customer: in no customer figure and not in"
                    + " net_revenue.",
                unknown,
                none));
    return ledgerSide(history)
        .crossJoin(broadcast(customerSide(history)))
        .withColumn(ROW, explode(rows))
        .select(col(ROW + ".*"));
  }

  private static Column line(
      int number, String name, String meaning, Column customers, Column difference) {
    return struct(
        lit(number).as(RevenueReconciliationTable.LINE_NUMBER),
        lit(name).as(RevenueReconciliationTable.LINE),
        lit(meaning).as(RevenueReconciliationTable.MEANING),
        customers.as(RevenueReconciliationTable.CUSTOMERS),
        Units.exact(col(name)).as(RevenueReconciliationTable.AMOUNT),
        Units.exact(difference).as(RevenueReconciliationTable.DIFFERENCE));
  }

  private static Dataset<Row> ledgerSide(PurchaseHistory history) {
    Column disposition = col(LedgerTable.DISPOSITION);
    Column accepted = disposition.equalTo(Disposition.ACCEPTED.label());
    Column anonymous = disposition.equalTo(Disposition.ANONYMOUS.label());
    return history
        .ledger()
        .agg(
            total(accepted, LedgerTable.GROSS_UNITS).as(GROSS),
            total(accepted, LedgerTable.DISCOUNT_UNITS).as(DISCOUNTS),
            total(accepted, LedgerTable.RETURNED_UNITS).as(RETURNED),
            total(accepted, LedgerTable.NET_UNITS).as(NET),
            total(anonymous, LedgerTable.NET_UNITS).as(ANONYMOUS));
  }

  private static Dataset<Row> customerSide(PurchaseHistory history) {
    Column hasOrders = col(CustomerTotals.ORDERS).gt(0);
    Column units = col(CustomerTotals.NET_UNITS);
    Column since = col(CustomerTotals.NET_UNITS_SINCE_FIRST_ORDER);
    Column before = units.minus(since);
    return history
        .everybody()
        .agg(
            coalesce(sum(when(hasOrders, since)), lit(0L)).as(SINCE),
            coalesce(sum(when(hasOrders, before)), lit(0L)).as(BEFORE),
            coalesce(sum(when(hasOrders, lit(0L)).otherwise(units)), lit(0L)).as(WITHOUT),
            count(lit(1)).as(NET + OF_CUSTOMERS),
            count(when(hasOrders, true)).as(SINCE + OF_CUSTOMERS),
            count(when(hasOrders.and(before.notEqual(0)), true)).as(BEFORE + OF_CUSTOMERS),
            count(when(hasOrders, null).otherwise(true)).as(WITHOUT + OF_CUSTOMERS));
  }

  private static Column total(Column condition, String units) {
    return coalesce(sum(when(condition, col(units))), lit(0L));
  }
}
