package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;

import io.perennial.report.Cell;
import io.perennial.report.Chart;
import io.perennial.report.Content;
import io.perennial.report.DataTable;
import io.perennial.report.Header;
import io.perennial.report.Line;
import io.perennial.report.Material;
import io.perennial.report.Paragraph;
import io.perennial.report.Question;
import io.perennial.report.ReportSettings;
import io.perennial.report.Section;
import io.perennial.report.Source;
import io.perennial.report.Words;
import io.perennial.table.TableContract;
import io.perennial.table.output.LifecycleFlowTable;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** In which state customers are over time, and where those of each state went. */
public final class LifecycleCourse implements Section {
  private static final int PERIODS = 20;
  private static final int ROWS = 1_000;

  /** The lengths of periods that are shown, the first that there is. */
  private static final List<String> LENGTHS = List.of("quarter", "month", "year");

  /** States that are drawn as one, lest a bar have more colours than can be told apart. */
  private record Drawn(String label, List<String> states) {}

  /** From the bottom of a bar to its top. */
  private static final List<Drawn> DRAWN =
      List.of(
          new Drawn(
              "active_or_won_back",
              List.of(LifecycleFlowTable.ACTIVE, LifecycleFlowTable.WON_BACK)),
          new Drawn(LifecycleFlowTable.NEW, List.of(LifecycleFlowTable.NEW)),
          new Drawn(LifecycleFlowTable.AT_RISK, List.of(LifecycleFlowTable.AT_RISK)),
          new Drawn("lapsed_or_lost", List.of(LifecycleFlowTable.LAPSED, LifecycleFlowTable.LOST)));

  /** The latest periods, for everybody. */
  static final Question FLOWS =
      Question.of(
          "lifecycle flows",
          LifecycleFlowTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(col(LifecycleFlowTable.GRANULARITY).isin(LENGTHS.toArray())))
                  .orderBy(
                      col(LifecycleFlowTable.PERIOD_START).desc(),
                      col(LifecycleFlowTable.GRANULARITY),
                      col(LifecycleFlowTable.STATE_AT_START))
                  .limit(ROWS),
          ROWS);

  @Override
  public String key() {
    return "lifecycle";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(LifecycleFlowTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(FLOWS);
  }

  @Override
  public Optional<Content> content(Material material) {
    List<Line> complete =
        material.answers().of(FLOWS).stream()
            .filter(line -> line.flag(LifecycleFlowTable.IS_COMPLETE))
            .toList();
    return LENGTHS.stream()
        .filter(length -> complete.stream().anyMatch(line -> isOf(line, length)))
        .findFirst()
        .map(length -> content(material.words(), length, complete));
  }

  private static boolean isOf(Line line, String length) {
    return line.text(LifecycleFlowTable.GRANULARITY).equals(length);
  }

  private static Content content(Words words, String length, List<Line> complete) {
    TreeMap<LocalDate, Map<String, Line>> periods =
        complete.stream()
            .filter(line -> isOf(line, length))
            .collect(
                Collectors.groupingBy(
                    line -> line.date(LifecycleFlowTable.PERIOD_START),
                    TreeMap::new,
                    Collectors.toMap(
                        line -> line.text(LifecycleFlowTable.STATE_AT_START), line -> line)));
    while (periods.size() > PERIODS) {
      periods.pollFirstEntry();
    }
    String latest = words.period(length, periods.lastKey());
    Map<String, Line> last = periods.lastEntry().getValue();
    return Content.of(
        List.of(
            Paragraph.message(
                words.text(
                    "section.lifecycle.message",
                    latest,
                    words.count(sum(last, LifecycleFlowTable.ended(LifecycleFlowTable.NEW))),
                    words.count(sum(last, LifecycleFlowTable.ended(LifecycleFlowTable.WON_BACK))),
                    words.count(lapsing(last)))),
            Paragraph.note(states(words, last.values().iterator().next())),
            course(words, length, periods),
            matrix(words, latest, last)));
  }

  /** What the states are; the same days for everybody, unlike the status of customer_churn. */
  private static String states(Words words, Line line) {
    long churned = line.count(LifecycleFlowTable.CHURN_WINDOW_DAYS);
    return words.text(
        "section.lifecycle.states",
        words.count(line.count(LifecycleFlowTable.AT_RISK_AFTER_DAYS)),
        words.count(churned),
        words.count(2 * churned));
  }

  private static long sum(Map<String, Line> states, String column) {
    return states.values().stream().mapToLong(line -> line.count(column)).sum();
  }

  /** Customers who had not churned at the start, or were not there yet, and have at the end. */
  private static long lapsing(Map<String, Line> states) {
    return states.entrySet().stream()
        .filter(
            state ->
                !state.getKey().equals(LifecycleFlowTable.LAPSED)
                    && !state.getKey().equals(LifecycleFlowTable.LOST))
        .mapToLong(
            state ->
                state.getValue().count(LifecycleFlowTable.ended(LifecycleFlowTable.LAPSED))
                    + state.getValue().count(LifecycleFlowTable.ended(LifecycleFlowTable.LOST)))
        .sum();
  }

  private static Optional<Double> together(Map<String, Line> period, List<String> states) {
    return Optional.of(states.stream().mapToDouble(state -> atEnd(period, state).orElse(0L)).sum());
  }

  private static Optional<Long> atEnd(Map<String, Line> states, String state) {
    return Optional.ofNullable(states.get(state))
        .flatMap(line -> line.optionalCount(LifecycleFlowTable.CUSTOMERS_AT_END));
  }

  private static Chart course(
      Words words, String length, TreeMap<LocalDate, Map<String, Line>> periods) {
    List<String> names = periods.keySet().stream().map(day -> words.period(length, day)).toList();
    String title = words.text("section.lifecycle.chart_title");
    List<Chart.Series> series = new ArrayList<>();
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("granularity." + length),
            new Source(LifecycleFlowTable.CONTRACT, LifecycleFlowTable.PERIOD_START)));
    for (Drawn drawn : DRAWN) {
      series.add(
          new Chart.Series(
              words.label("state", drawn.label()),
              Chart.Style.STACKED,
              periods.values().stream().map(period -> together(period, drawn.states())).toList()));
    }
    for (String state : LifecycleFlowTable.STATES) {
      headers.add(
          Header.number(
              words.label("state", state),
              new Source(LifecycleFlowTable.CONTRACT, LifecycleFlowTable.CUSTOMERS_AT_END)));
    }
    List<List<Cell>> rows = new ArrayList<>();
    periods.forEach(
        (start, states) -> {
          List<Cell> cells = new ArrayList<>();
          cells.add(Cell.of(words.period(length, start)));
          for (String state : LifecycleFlowTable.STATES) {
            cells.add(Cell.of(atEnd(states, state), words::count));
          }
          rows.add(cells);
        });
    return new Chart(
        "lifecycle-course",
        title,
        words.text("section.lifecycle.chart_summary"),
        Chart.Unit.COUNT,
        words.text("granularity." + length),
        names,
        series,
        Optional.empty(),
        DataTable.of("lifecycle-course-table", title, headers, rows));
  }

  private static DataTable matrix(Words words, String period, Map<String, Line> states) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("column.state_at_start"),
            new Source(LifecycleFlowTable.CONTRACT, LifecycleFlowTable.STATE_AT_START)));
    headers.add(
        Header.number(
            words.text("column.at_start"),
            new Source(LifecycleFlowTable.CONTRACT, LifecycleFlowTable.CUSTOMERS_AT_START)));
    for (String state : LifecycleFlowTable.STATES) {
      headers.add(
          Header.number(
              words.label("state", state),
              new Source(LifecycleFlowTable.CONTRACT, LifecycleFlowTable.ended(state))));
    }
    List<String> order = new ArrayList<>();
    order.add(LifecycleFlowTable.NOT_YET_CUSTOMER);
    order.addAll(LifecycleFlowTable.STATES);
    List<List<Cell>> rows = new ArrayList<>();
    for (String from : order) {
      Line line = states.get(from);
      if (line == null) {
        continue;
      }
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(words.label("state", from)));
      cells.add(Cell.of(line.optionalCount(LifecycleFlowTable.CUSTOMERS_AT_START), words::count));
      for (String to : LifecycleFlowTable.STATES) {
        cells.add(Cell.of(line.optionalCount(LifecycleFlowTable.ended(to)), words::count));
      }
      rows.add(cells);
    }
    return DataTable.of(
        "lifecycle-flows", words.text("section.lifecycle.matrix_title", period), headers, rows);
  }
}
