package io.perennial.table;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import scala.Option;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The SQL functions that Spark has inside but does not offer, and some of our own. A session knows
 * them when {@code spark.sql.extensions} names this class.
 */
public final class SqlFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  /** The function that is null where its argument throws. */
  public static final String ATTEMPT = "perennial_attempt";

  /** The function that gives a decimal of at most 18 digits as a bigint without its point. */
  public static final String UNSCALED = "perennial_unscaled";

  /** The function that adds up a customer's days to periods, {@link PeriodsInTurn}. */
  public static final String PERIODS_IN_TURN = "perennial_periods_in_turn";

  /** The function that adds up a customer's days to one row, {@link TotalsInTurn}. */
  public static final String TOTALS_IN_TURN = "perennial_totals_in_turn";

  /** The function that adds up all customers' periods, {@link PeriodCellsInTurn}. */
  public static final String PERIOD_CELLS_IN_TURN = "perennial_period_cells_in_turn";

  /** The function that counts customers by their spells, {@link SpellCellsInTurn}. */
  public static final String SPELL_CELLS_IN_TURN = "perennial_spell_cells_in_turn";

  /** The function that adds up rows to rows of the order ledger, {@link LedgerInTurn}. */
  public static final String LEDGER_IN_TURN = "perennial_ledger_in_turn";

  /** The function that tells of the rows of an order id, {@link OrderRowsInTurn}. */
  public static final String ORDER_ROWS_IN_TURN = "perennial_order_rows_in_turn";

  /** The field that holds the outcome of an {@link #attempt}. */
  public static final String VALUE = "value";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(ATTEMPT, Option.empty()),
            new ExpressionInfo(Attempt.class.getName(), ATTEMPT),
            arguments -> new Attempt(arguments.head())));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(UNSCALED, Option.empty()),
            new ExpressionInfo(UnscaledValue.class.getName(), UNSCALED),
            arguments -> new UnscaledValue(arguments.head())));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(PERIODS_IN_TURN, Option.empty()),
            new ExpressionInfo(PeriodsInTurn.class.getName(), PERIODS_IN_TURN),
            PeriodsInTurn::new));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(TOTALS_IN_TURN, Option.empty()),
            new ExpressionInfo(TotalsInTurn.class.getName(), TOTALS_IN_TURN),
            TotalsInTurn::new));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(LEDGER_IN_TURN, Option.empty()),
            new ExpressionInfo(LedgerInTurn.class.getName(), LEDGER_IN_TURN),
            LedgerInTurn::new));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(PERIOD_CELLS_IN_TURN, Option.empty()),
            new ExpressionInfo(PeriodCellsInTurn.class.getName(), PERIOD_CELLS_IN_TURN),
            PeriodCellsInTurn::new));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(SPELL_CELLS_IN_TURN, Option.empty()),
            new ExpressionInfo(SpellCellsInTurn.class.getName(), SPELL_CELLS_IN_TURN),
            SpellCellsInTurn::new));
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(ORDER_ROWS_IN_TURN, Option.empty()),
            new ExpressionInfo(OrderRowsInTurn.class.getName(), ORDER_ROWS_IN_TURN),
            OrderRowsInTurn::new));
    extensions.injectPlannerStrategy(session -> new LedgerInTurnExec.Strategy());
    extensions.injectPlannerStrategy(session -> new OrderRowsInTurnExec.Strategy());
    return BoxedUnit.UNIT;
  }

  /**
   * A struct with the value of an expression in its field {@link #VALUE}, or null where the
   * expression throws; so a failure and a null can be told apart.
   */
  public static Column attempt(Column expression) {
    return call_function(ATTEMPT, struct(expression.as(VALUE)));
  }

  /**
   * The periods of a customer's days as {@link PeriodsInTurn} says, in every granularity; a
   * generator, whose rows have the columns that it names.
   *
   * @param granularities the period lengths
   * @param weekStart the first day of a week
   * @param customer the customer
   * @param day the day
   * @param nextDay the customer's next day
   * @param orders the day's orders
   * @param units its net units
   * @param firstDay the day of the customer's first order
   */
  public static Column periodsInTurn(
      List<Granularity> granularities,
      DayOfWeek weekStart,
      Column customer,
      Column day,
      Column nextDay,
      Column orders,
      Column units,
      Column firstDay) {
    return call_function(
        PERIODS_IN_TURN,
        labels(granularities),
        lit(weekStart.getValue()),
        customer,
        day,
        nextDay,
        orders,
        units,
        firstDay);
  }

  private static Column labels(List<Granularity> granularities) {
    return lit(granularities.stream().map(Granularity::label).collect(Collectors.joining(",")));
  }

  /**
   * The periods of all customers, added up; a generator, whose rows have the columns that {@link
   * PeriodCellsInTurn} names.
   *
   * @param granularities the period lengths
   * @param weekStart the first day of a week
   * @param byCohort those of them whose periods are told apart by cohort
   * @param values from the customer on, as {@link PeriodCellsInTurn} says
   */
  public static Column periodCellsInTurn(
      List<Granularity> granularities,
      DayOfWeek weekStart,
      List<Granularity> byCohort,
      Column... values) {
    List<Column> arguments =
        new ArrayList<>(
            List.of(labels(granularities), lit(weekStart.getValue()), labels(byCohort)));
    arguments.addAll(List.of(values));
    return call_function(PERIOD_CELLS_IN_TURN, arguments.toArray(Column[]::new));
  }

  /**
   * The spells of all customers, counted; a generator, whose rows have the columns that {@link
   * SpellCellsInTurn} names.
   *
   * @param granularities the period lengths
   * @param weekStart the first day of a week
   * @param window the days after an order for which a customer is in the base
   * @param asOf the as-of date
   * @param values from the customer on, as {@link SpellCellsInTurn} says
   */
  public static Column spellCellsInTurn(
      List<Granularity> granularities,
      DayOfWeek weekStart,
      int window,
      LocalDate asOf,
      Column... values) {
    List<Column> arguments =
        new ArrayList<>(
            List.of(labels(granularities), lit(weekStart.getValue()), lit(window), lit(asOf)));
    arguments.addAll(List.of(values));
    return call_function(SPELL_CELLS_IN_TURN, arguments.toArray(Column[]::new));
  }

  /**
   * The totals of a customer's days; a generator, whose rows have the columns that {@link
   * TotalsInTurn} names.
   *
   * @param arguments as {@link TotalsInTurn} says
   */
  public static Column totalsInTurn(Column... arguments) {
    return call_function(TOTALS_IN_TURN, arguments);
  }

  /**
   * Rows added up to rows of the order ledger; a generator, whose rows have the columns that {@link
   * LedgerInTurn} names.
   *
   * @param turn {@link LedgerInTurn#turn} of each row, by which the rows are sorted
   * @param kinds what is done with each value
   * @param values the values, in the order that {@link LedgerInTurn} says
   */
  public static Column ledgerInTurn(
      Column turn, List<LedgerInTurn.Kind> kinds, List<Column> values) {
    StringBuilder letters = new StringBuilder();
    kinds.forEach(kind -> letters.append(kind.letter()));
    List<Column> arguments = new ArrayList<>(List.of(lit(letters.toString()), turn));
    arguments.addAll(values);
    return call_function(LEDGER_IN_TURN, arguments.toArray(Column[]::new));
  }

  /**
   * What the rows of an order id say together, beside each of them; a generator, whose rows have
   * the columns that {@link OrderRowsInTurn} names.
   *
   * @param arguments as {@link OrderRowsInTurn} says
   */
  public static Column orderRowsInTurn(Column... arguments) {
    return call_function(ORDER_ROWS_IN_TURN, arguments);
  }

  /** An amount of type {@link Types#AMOUNT} in whole ten-thousandths. */
  public static Column units(Column amount) {
    return call_function(UNSCALED, amount);
  }

  /** Whole ten-thousandths as an amount with four decimals and as many digits as it takes. */
  public static Column amount(Column units) {
    return units.cast("decimal(19,0)").multiply(lit(new java.math.BigDecimal("0.0001")));
  }
}
