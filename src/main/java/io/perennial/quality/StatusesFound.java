package io.perennial.quality;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.input.OrdersInput;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which statuses the orders have, or the lines beside them, noted while they are read: a status
 * that is misspelt in the configuration lets orders count that should not, lines with words of
 * their own do not count at all, and nothing else would show it. It costs neither a scan nor a job,
 * and holds a bounded number of texts whatever the column holds.
 */
public final class StatusesFound {
  /** How many statuses a warning names. */
  private static final int NAMED_AT_MOST = 10;

  /** Among how many statuses the most frequent are sought; beyond them it is approximate. */
  private static final int TRACKED = 1_000;

  /** A text as long as this is hardly a status, and a warning is no place for the whole of it. */
  private static final int LENGTH = 40;

  private static final String CONFIGURED = "configured";
  private static final String OTHERS = "others";
  private static final String ROWS_OF_OTHERS = "rows_of_others";

  private final Observation observation = new Observation();
  private final List<String> configured;
  private final LocalDate asOfDate;

  /**
   * Notes the statuses of orders or order lines up to a day.
   *
   * @param configured the statuses that the configuration names, at least one
   * @param asOfDate the day at whose end the observation ends
   */
  public StatusesFound(List<String> configured, LocalDate asOfDate) {
    this.configured = configured.stream().map(StatusRules::plain).distinct().sorted().toList();
    this.asOfDate = asOfDate;
  }

  /**
   * The same rows, whose statuses are noted when they are computed.
   *
   * @param rows mapped orders or order lines with a status
   */
  public Dataset<Row> of(Dataset<Row> rows) {
    Column status =
        when(
            to_date(col(OrdersInput.ORDERED_AT)).leq(lit(asOfDate)),
            StatusRules.plain(col(OrdersInput.STATUS)));
    Column isConfigured = status.isin(configured.toArray());
    Column other = when(not(isConfigured), substring(status, 1, LENGTH));
    return rows.observe(
        observation,
        collect_set(when(isConfigured, status)).as(CONFIGURED),
        call_function("approx_top_k", other, lit(NAMED_AT_MOST + 1), lit(TRACKED)).as(OTHERS),
        count(other).as(ROWS_OF_OTHERS));
  }

  /**
   * A sentence on the configured statuses that no row has; empty where each was found. Waits for
   * the first action that computes the rows.
   *
   * @param input the name of the input table
   */
  public Optional<String> warning(String input) throws InterruptedException {
    Map<String, Object> noted = observation.getAsJava();
    TreeSet<String> found = new TreeSet<>();
    texts(noted.get(CONFIGURED)).forEach(found::add);
    List<String> missing = configured.stream().filter(one -> !found.contains(one)).toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    List<String> others = texts(noted.get(OTHERS));
    // Where so many differ that none is frequent, none is told.
    boolean tooMany =
        others.isEmpty()
            && noted.get(ROWS_OF_OTHERS) instanceof Number rows
            && rows.longValue() > 0;
    List<String> all = new ArrayList<>(found);
    all.addAll(others);
    String those =
        tooMany
            ? "the statuses found are too many to name"
            : all.isEmpty() ? "no row has a status" : "the statuses found are " + named(all);
    return Optional.of(
        "The configuration names the status %s, and no row of %s has it; %s."
            .formatted(named(missing), input, those));
  }

  private static String named(List<String> statuses) {
    String names =
        statuses.stream()
            .limit(NAMED_AT_MOST)
            .map(status -> "'" + status + "'")
            .collect(Collectors.joining(", "));
    return statuses.size() > NAMED_AT_MOST ? names + " and others" : names;
  }

  /** The texts of an observed array of texts, or of structs whose first field is one. */
  private static List<String> texts(Object observed) {
    List<String> texts = new ArrayList<>();
    // Of a scan that gives no row Spark may leave out what observes it.
    if (observed instanceof scala.collection.Seq<?> values) {
      for (Object value : CollectionConverters.asJava(values)) {
        Object text = value instanceof Row row ? row.get(0) : value;
        if (text != null) {
          texts.add(text.toString());
        }
      }
    }
    return texts;
  }
}
