package io.perennial.quality;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of the orders, or of the lines that make up orders, with what became of each. The ledger
 * and the accepted orders and lines are all made of them, so that whoever wants more than the
 * ledger keeps the rows and still scans the source once.
 */
public final class JudgedOrders {
  private final OrderLedger judge;
  private final Dataset<Row> rows;
  private final RowRules rules;
  private final boolean areKeyed;
  private final boolean areLines;

  JudgedOrders(
      OrderLedger judge, Dataset<Row> rows, RowRules rules, boolean areKeyed, boolean areLines) {
    this.judge = judge;
    this.rows = rows;
    this.rules = rules;
    this.areKeyed = areKeyed;
    this.areLines = areLines;
  }

  /** The same rows, kept, with the columns alone that anything is made of. */
  public JudgedOrders kept(UnaryOperator<Dataset<Row>> keep) {
    return new JudgedOrders(judge, keep.apply(judge.needed(rows)), rules, areKeyed, areLines);
  }

  /** The ledger: rows as {@link io.perennial.table.LedgerTable} says. */
  public Dataset<Row> ledger() {
    return ledger(false, summed -> summed);
  }

  /**
   * The ledger, kept before its rules become words, which take more room and are made quickly.
   *
   * @param areDays whether each customer has at most one accepted row per day, which then tells of
   *     those before and after
   * @param keep keeps rows
   */
  public Dataset<Row> ledger(boolean areDays, UnaryOperator<Dataset<Row>> keep) {
    Dataset<Row> summed = judge.summed(rows, areLines);
    Dataset<Row> wanted =
        areDays ? summed : summed.drop(OrderLedger.IN_TURN.toArray(String[]::new));
    return judge.named(keep.apply(wanted), rules);
  }

  /** The accepted orders: rows as {@link io.perennial.table.OrderFacts} says. */
  public Dataset<Row> orders() {
    return judge.facts(rows, areKeyed, areLines);
  }

  /**
   * The accepted lines: rows as {@link io.perennial.table.LineFacts} says. Only of orders that are
   * made up of lines.
   */
  public Dataset<Row> lines() {
    return judge.lines(rows);
  }
}
