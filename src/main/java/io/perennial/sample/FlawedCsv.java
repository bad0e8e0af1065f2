package io.perennial.sample;

import io.perennial.table.Types;
import io.perennial.table.input.InputContract;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;

/**
 * A comma-separated file in which a flawed row follows on every hundred clean ones, the kinds of
 * flaw in turn: so that of a small file no larger a share is flawed than of a large one.
 */
final class FlawedCsv implements Closeable {
  private static final int CLEAN_ROWS_PER_FLAW = 100;
  private static final String UNREADABLE = "31/31/2024";
  private static final int LATEST_DAYS_AFTER = 20;
  private static final int LENGTH_OF_DATE = 10;
  private static final String OTHER = "X";
  private static final String ENDING = ".csv";

  private final CsvFile file;
  private final Layout layout;
  private final LocalDate asOfDate;
  private final List<RowFlaw> flaws;
  private final Map<String, Long> rejected = new TreeMap<>();
  private final Map<String, Long> excluded = new TreeMap<>();
  private long clean;
  private long flawed;

  /**
   * What a file looks like: which of the columns of its input table it has, in which order. What a
   * row is dated and told apart by follows from the table's contract.
   *
   * @param contract the input table, after which the file is named
   * @param columns the columns in order
   * @param customer the column of the customer, if there is one
   */
  record Layout(InputContract contract, List<String> columns, Optional<String> customer) {
    Layout {
      columns = List.copyOf(columns);
    }

    String input() {
      return contract.name();
    }

    /** Where a column stands. */
    int place(String column) {
      return columns.indexOf(column);
    }

    /** The column by which a row is dated. */
    String dated() {
      return contract.time().get(0);
    }

    /** The columns of dates and times. */
    List<String> dates() {
      return columns.stream()
          .filter(
              name -> {
                DataType type = contract.column(name).orElseThrow().type();
                return type.equals(Types.DATE) || type.equals(Types.TIMESTAMP);
              })
          .toList();
    }

    /** Whether two equal rows are one that was delivered twice. */
    boolean keyed() {
      return !contract.key().isEmpty() && columns.containsAll(contract.key());
    }

    /** The one column that identifies a row, if one does and names no customer. */
    Optional<String> id() {
      return keyed() && contract.key().size() == 1
          ? Optional.of(contract.key().get(0)).filter(id -> !customer.equals(Optional.of(id)))
          : Optional.empty();
    }
  }

  FlawedCsv(Path directory, Layout layout, LocalDate asOfDate) throws IOException {
    this.file =
        new CsvFile(
            directory.resolve(layout.input() + ENDING), layout.columns().toArray(String[]::new));
    this.layout = layout;
    this.asOfDate = asOfDate;
    this.flaws = new ArrayList<>(List.of(RowFlaw.UNREADABLE_DATE, RowFlaw.AFTER_AS_OF));
    if (layout.customer().isPresent()) {
      flaws.add(RowFlaw.MISSING_CUSTOMER);
    }
    if (layout.keyed()) {
      flaws.add(RowFlaw.IDENTICAL_REPEAT);
    }
  }

  /** Writes a clean row, and a flawed one after it when it is time. */
  void add(List<String> cells) throws IOException {
    write(cells);
    clean++;
    if (clean % CLEAN_ROWS_PER_FLAW == 0) {
      plant(flaws.get((int) (flawed % flaws.size())), cells);
      flawed++;
    }
  }

  /** How many rows were written so far, and what must become of them. */
  GroundTruth.InputRows rows() {
    return new GroundTruth.InputRows(
        clean + flawed, clean, new TreeMap<>(rejected), new TreeMap<>(excluded));
  }

  private void plant(RowFlaw flaw, List<String> clean) throws IOException {
    List<String> cells = new ArrayList<>(clean);
    if (flaw != RowFlaw.IDENTICAL_REPEAT) {
      layout.id().ifPresent(id -> cells.set(layout.place(id), cells.get(layout.place(id)) + OTHER));
    }
    String dated = layout.dated();
    switch (flaw) {
      case MISSING_CUSTOMER -> cells.set(layout.place(layout.customer().orElseThrow()), "");
      case UNREADABLE_DATE -> cells.set(layout.place(dated), UNREADABLE);
      case AFTER_AS_OF -> layout.dates().forEach(date -> postpone(cells, layout.place(date)));
      case IDENTICAL_REPEAT -> {}
    }
    switch (flaw.disposition()) {
      case REJECTED ->
          rejected.merge(
              flaw == RowFlaw.MISSING_CUSTOMER
                  ? "missing_" + layout.customer().orElseThrow()
                  : "unreadable_" + dated,
              1L,
              Long::sum);
      case EXCLUDED ->
          excluded.merge(
              flaw == RowFlaw.AFTER_AS_OF ? "after_as_of" : "identical_repeat", 1L, Long::sum);
      case ACCEPTED, ANONYMOUS -> throw new IllegalStateException("No flaw is accepted.");
    }
    write(cells);
  }

  /** Brings a date that is there beyond the as-of date; of a time stamp the time stays. */
  private void postpone(List<String> cells, int place) {
    String cell = cells.get(place);
    if (!cell.isEmpty()) {
      LocalDate late = asOfDate.plusDays(1 + flawed % LATEST_DAYS_AFTER);
      cells.set(place, late + cell.substring(LENGTH_OF_DATE));
    }
  }

  private void write(List<String> cells) throws IOException {
    for (String cell : cells) {
      file.text(cell);
    }
    file.endRow();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
