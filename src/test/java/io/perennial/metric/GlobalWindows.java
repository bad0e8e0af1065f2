package io.perennial.metric;

import io.perennial.history.PeriodCells;
import io.perennial.history.PurchaseDays;
import io.perennial.table.PeriodCellsInTurn;
import io.perennial.table.PeriodCellsInTurn.Sum;
import io.perennial.table.SpellCellsInTurn;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CompanyStageTable;
import io.perennial.table.output.SegmentMigrationTable;
import io.perennial.table.output.SpendingHeadroomTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds the windows of a plan that bring together in one partition as many rows as there are
 * customers: those that are neither by customer nor by stretch of {@link RunningTotals}, and whose
 * rows are not grouped by columns of few values alone.
 */
final class GlobalWindows {
  private static final Set<String> APART =
      Set.of(PurchaseDays.CUSTOMER_ID, "stretch", RetentionActions.IS_BUDGET_TIE);

  /** Columns with few values, however many customers there are. */
  private static final Set<String> FEW =
      Set.of(
          PurchaseDays.SEGMENT_NAME,
          PurchaseDays.SEGMENT_VALUE,
          RevenueRanks.SCOPE,
          PeriodCells.GRANULARITY,
          PeriodCellsInTurn.SEGMENT_NAME,
          PeriodCellsInTurn.SEGMENT_VALUE,
          PeriodCellsInTurn.GRANULARITY,
          PeriodCellsInTurn.PERIOD_INDEX,
          PeriodCellsInTurn.COHORT_INDEX,
          SpellCellsInTurn.SEGMENT_NAME,
          SpellCellsInTurn.SEGMENT_VALUE,
          SpellCellsInTurn.GRANULARITY,
          SpellCellsInTurn.RANGE_FROM,
          SpellCellsInTurn.RANGE_TO,
          SpellCellsInTurn.GOES_ON,
          SpellCellsInTurn.IS_FIRST,
          PeriodCells.PERIOD_INDEX,
          CohortCells.COHORT_INDEX,
          CohortCells.AGE,
          LifecycleFlow.STATE,
          CompanyStageTable.YEAR,
          SegmentMigration.YEARS_BACK,
          SegmentMigrationTable.CLASSIFICATION,
          SegmentMigrationTable.FROM_GROUP,
          SegmentMigrationTable.TO_GROUP,
          SpendingHeadroomTable.COHORT_YEAR,
          WinBackHistory.REASON_CLASS,
          WinBackHistory.TENURE_BAND,
          WinBackHistory.TIME_AWAY_BAND,
          "shop",
          CohortLifetimeValueTable.COHORT_MONTH,
          PredictedValues.HORIZON_DAYS,
          Holdout.PREDICTOR,
          "stretch");

  private GlobalWindows() {}

  static List<String> of(LogicalPlan plan) {
    List<String> found = new ArrayList<>();
    all(plan)
        .filter(Window.class::isInstance)
        .map(Window.class::cast)
        .forEach(
            window -> {
              List<String> by = names(window.partitionSpec());
              if (by.stream().noneMatch(APART::contains) && !areFew(window.child())) {
                found.add(window.simpleString(1000));
              }
            });
    return found;
  }

  private static Stream<LogicalPlan> all(LogicalPlan plan) {
    return Stream.concat(
        Stream.of(plan),
        CollectionConverters.asJava(plan.children()).stream().flatMap(GlobalWindows::all));
  }

  /** Whether it is one row, or the first aggregation below is by columns of few values. */
  private static boolean areFew(LogicalPlan plan) {
    Optional<LogicalPlan> below = Optional.of(plan);
    while (below.isPresent()) {
      LogicalPlan one = below.get();
      if (one.maxRows().isDefined() && (long) one.maxRows().get() <= 1) {
        return true;
      }
      if (one instanceof Aggregate aggregate) {
        return FEW.containsAll(names(aggregate.groupingExpressions()));
      }
      List<LogicalPlan> children = CollectionConverters.asJava(one.children());
      if (children.isEmpty()) {
        return areCells(one);
      }
      if (children.size() > 1) {
        return children.stream().allMatch(GlobalWindows::areFew);
      }
      below = children.stream().findFirst();
    }
    return false;
  }

  /**
   * Whether these are kept rows of {@link PeriodCells}, which are as few as periods and cohorts.
   */
  private static boolean areCells(LogicalPlan kept) {
    return CollectionConverters.asJava(kept.output()).stream()
        .anyMatch(column -> column.name().equals(Sum.ACTIVE_CUSTOMERS.column()));
  }

  private static List<String> names(scala.collection.Seq<Expression> expressions) {
    return CollectionConverters.asJava(expressions).stream()
        // A constant does not tell rows apart.
        .filter(expression -> !expression.foldable())
        .map(
            expression ->
                expression instanceof NamedExpression named ? named.name() : expression.sql())
        .toList();
  }
}
