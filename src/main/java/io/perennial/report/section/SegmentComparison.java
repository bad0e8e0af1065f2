package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.perennial.report.Block;
import io.perennial.report.Cell;
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
import io.perennial.table.Granularity;
import io.perennial.table.TableContract;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionByPeriodTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Which groups of customers stay, in the last period that is over. */
public final class SegmentComparison implements Section {
  private static final int VALUES = 12;

  /** More segments than anybody configures. */
  private static final int SEGMENTS = 50;

  private static final WindowSpec LATEST =
      Window.partitionBy(
              RateColumns.SEGMENT_NAME,
              RateColumns.SEGMENT_VALUE,
              RetentionByPeriodTable.GRANULARITY)
          .orderBy(col(RetentionByPeriodTable.PERIOD_START).desc());

  private static final WindowSpec LARGEST =
      Window.partitionBy(RateColumns.SEGMENT_NAME, RetentionByPeriodTable.GRANULARITY)
          .orderBy(
              col(RetentionByPeriodTable.CUSTOMERS_AT_START).desc(),
              col(RateColumns.SEGMENT_VALUE));

  static final Question LATEST_OF_SEGMENTS =
      Question.of(
          "latest period of segments",
          RetentionByPeriodTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .notEqual(RateColumns.ALL)
                          .and(col(RetentionByPeriodTable.IS_COMPLETE)))
                  .withColumn("age", row_number().over(LATEST))
                  .filter(col("age").equalTo(1))
                  .withColumn("size", row_number().over(LARGEST))
                  .filter(col("size").leq(VALUES + 1))
                  .drop("age", "size")
                  .orderBy(
                      col(RateColumns.SEGMENT_NAME),
                      col(RetentionByPeriodTable.GRANULARITY),
                      col(RetentionByPeriodTable.CUSTOMERS_AT_START).desc(),
                      col(RateColumns.SEGMENT_VALUE)),
          SEGMENTS * (VALUES + 1) * Granularity.values().length);

  @Override
  public String key() {
    return "segments";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RetentionByPeriodTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(RetentionPeriods.QUESTION, LATEST_OF_SEGMENTS);
  }

  @Override
  public Optional<Content> content(Material material) {
    return RetentionPeriods.forHeadlines(material.answers())
        .flatMap(granularity -> content(material, granularity));
  }

  private static Optional<Content> content(Material material, Granularity granularity) {
    Words words = material.words();
    Map<String, List<Line>> segments =
        material.answers().of(LATEST_OF_SEGMENTS).stream()
            .filter(
                line -> line.text(RetentionByPeriodTable.GRANULARITY).equals(granularity.label()))
            .collect(
                Collectors.groupingBy(
                    line -> line.text(RateColumns.SEGMENT_NAME),
                    TreeMap::new,
                    Collectors.toList()));
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    boolean isCut = false;
    for (Map.Entry<String, List<Line>> segment : segments.entrySet()) {
      List<Line> values = segment.getValue();
      isCut |= values.size() > VALUES;
      blocks.add(
          table(
              words,
              granularity,
              "segment-" + number++,
              segment.getKey(),
              values.subList(0, Math.min(VALUES, values.size()))));
    }
    if (isCut) {
      blocks.add(Paragraph.note(words.text("section.segments.largest", words.count(VALUES))));
    }
    blocks.add(Paragraph.note(words.text("section.segments.note")));
    return Optional.of(Content.of(blocks));
  }

  private static DataTable table(
      Words words, Granularity granularity, String name, String segment, List<Line> values) {
    String period =
        words.period(granularity.label(), values.get(0).date(RetentionByPeriodTable.PERIOD_START));
    List<Header> headers =
        List.of(
            Header.text(
                segment, new Source(RetentionByPeriodTable.CONTRACT, RateColumns.SEGMENT_VALUE)),
            header(words, "column.at_start", RetentionByPeriodTable.CUSTOMERS_AT_START),
            header(words, "column.retention_rate", RetentionByPeriodTable.RETENTION_RATE),
            header(words, "column.acquired", RetentionByPeriodTable.ACQUIRED_CUSTOMERS),
            header(words, "column.net_revenue", RetentionByPeriodTable.NET_REVENUE),
            header(words, "column.order_value", RetentionByPeriodTable.AVERAGE_ORDER_VALUE));
    List<List<Cell>> rows =
        values.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(value(words, line.text(RateColumns.SEGMENT_VALUE))),
                        Cell.of(
                            line.optionalCount(RetentionByPeriodTable.CUSTOMERS_AT_START),
                            words::count),
                        Cell.of(line.rate(RetentionByPeriodTable.RETENTION_RATE), words::percent),
                        Cell.of(
                            line.optionalCount(RetentionByPeriodTable.ACQUIRED_CUSTOMERS),
                            words::count),
                        Cell.of(line.amount(RetentionByPeriodTable.NET_REVENUE), words::money),
                        Cell.of(
                            line.amount(RetentionByPeriodTable.AVERAGE_ORDER_VALUE), words::money)))
            .toList();
    return DataTable.of(
        name, words.text("section.segments.caption", segment, period), headers, rows);
  }

  private static String value(Words words, String value) {
    return value.equals(RateColumns.UNKNOWN) ? words.text("segment.unknown") : value;
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(RetentionByPeriodTable.CONTRACT, column));
  }
}
