package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.Types;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The last complaint or return of each customer, of the configured last days, that was handled
 * badly or is not settled. Cost: one pass over the contacts and the returns that are given, and one
 * to see whether they say at all when something was settled.
 */
final class OpenGrievances {
  /** Such as "complaint of 2025-11-03 was handled badly"; null where there is none. */
  static final String WORDS = "grievance";

  private static final String OWNER = "aggrieved";
  private static final String AT = "at";
  private static final String DAY = "day";
  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String STATE = "state";
  private static final String SETTLES = "settles_any";
  private static final String LAST = "last_grievance";

  private OpenGrievances() {}

  /** The rows, one per customer, with {@link #WORDS}. */
  static Dataset<Row> with(Dataset<Row> customers, PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Stream<Dataset<Row>> complaints =
        history.input(ContactsInput.NAME).stream()
            .map(rows -> rows.filter(col(ContactsInput.KIND).equalTo(ContactsInput.COMPLAINT)))
            .map(
                rows ->
                    grievances(
                        rows,
                        "complaint",
                        ContactsInput.CONTACTED_AT,
                        ContactsInput.CONTACT_ID,
                        ContactsInput.RESOLVED_AT,
                        Handling.ofContacts(asOf),
                        asOf));
    Stream<Dataset<Row>> returns =
        history.input(ReturnsInput.NAME).stream()
            .map(
                rows ->
                    grievances(
                        rows,
                        "return",
                        ReturnsInput.RETURNED_AT,
                        ReturnsInput.RETURN_ID,
                        ReturnsInput.RESOLVED_AT,
                        Handling.ofReturns(asOf),
                        asOf));
    Optional<Dataset<Row>> all = Stream.concat(complaints, returns).reduce(Dataset::unionByName);
    if (all.isEmpty()) {
      return customers.withColumn(WORDS, lit(null).cast(Types.TEXT));
    }
    int within = history.rules().actions().recoverWithinDays();
    Column last = col(LAST);
    Dataset<Row> lasts =
        all.get()
            .filter(col(DAY).gt(lit(asOf.minusDays(within))).and(col(STATE).isNotNull()))
            .groupBy(OWNER)
            .agg(max(struct(col(AT), col(ID), col(NAME), col(DAY), col(STATE))).as(LAST))
            .select(
                col(OWNER),
                concat_ws(
                        " ",
                        last.getField(NAME),
                        lit("of"),
                        last.getField(DAY).cast(Types.TEXT),
                        last.getField(STATE))
                    .as(WORDS));
    return customers
        .join(lasts, col(ContactsInput.CUSTOMER_ID).equalTo(col(OWNER)), "left")
        .drop(OWNER);
  }

  /** A source that never says when anything was settled tells nothing of what is not. */
  private static Dataset<Row> grievances(
      Dataset<Row> rows,
      String name,
      String at,
      String id,
      String resolvedAt,
      Column isWell,
      LocalDate asOf) {
    Dataset<Row> settling = rows.agg(max(col(resolvedAt).isNotNull()).as(SETTLES));
    Column isSettled = coalesce(to_date(col(resolvedAt)).leq(lit(asOf)), lit(false));
    Column state =
        when(isWell.equalTo(false), lit("was handled badly"))
            .when(isWell.isNull().and(not(isSettled)).and(col(SETTLES)), lit("is not settled"));
    return rows.crossJoin(broadcast(settling))
        .select(
            col(ContactsInput.CUSTOMER_ID).as(OWNER),
            col(at).as(AT),
            to_date(col(at)).as(DAY),
            col(id).as(ID),
            lit(name).as(NAME),
            state.as(STATE));
  }
}
