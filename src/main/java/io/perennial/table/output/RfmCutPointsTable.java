package io.perennial.table.output;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.inUnitInterval;

import io.perennial.table.TableContract;
import java.util.List;

/** The values that divide customers into fifths by recency, frequency and money. */
public final class RfmCutPointsTable {
  public static final String NAME = "rfm_cut_points";
  public static final String MEASURE = "measure";
  public static final String QUANTILE = "quantile";
  public static final String CUT_POINT = "cut_point";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one cut point of one of the three measures that are scored.",
          List.of(
              required(
                  MEASURE,
                  TEXT,
                  "The scored column of purchase_summary: days_since_last_order, orders or net_revenue."),
              required(
                  QUANTILE,
                  RATE,
                  "The share of customers at or below the cut point: 0.2, 0.4, 0.6 or 0.8."),
              required(
                  CUT_POINT,
                  RATE,
                  "The quantile by linear interpolation (type 7 of Hyndman and Fan), in days, orders or the"
                      + " reporting currency; a score is one plus the number of cut points strictly below"
                      + " the value, and for days five minus that number.")),
          List.of(MEASURE, QUANTILE),
          constraints(inUnitInterval(QUANTILE)),
          "From which revenue on does a customer get the highest money score?",
          "SELECT cut_point FROM rfm_cut_points WHERE measure = 'net_revenue' AND quantile = 0.8");

  private RfmCutPointsTable() {}
}
