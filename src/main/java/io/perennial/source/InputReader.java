package io.perennial.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.perennial.config.InputTable;
import io.perennial.config.NearestKey;
import io.perennial.config.View;
import io.perennial.error.Category;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.SqlFunctions;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.MappedColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads configured tables and maps them to the canonical input tables. Reading a table looks at no
 * more than a header line, once; its rows are read by whatever action comes later. Several threads
 * may read different tables.
 */
public final class InputReader {
  private static final String ANSI = "spark.sql.ansi.enabled";

  private final SparkSession spark;
  private final Optional<SourceCopies> copies;
  private final Map<InputTable, OpenedSource> opened = new ConcurrentHashMap<>();

  /**
   * A reader in a session.
   *
   * @param spark a session in ANSI mode, in the configured time zone, with {@link SqlFunctions}
   *     among its extensions
   */
  public InputReader(SparkSession spark) {
    this(spark, Optional.empty());
  }

  /**
   * A reader of sources, or of the copies that were made of them.
   *
   * @param spark as above
   * @param copies those that were brought up to date are read in the place of their sources
   */
  public InputReader(SparkSession spark, Optional<SourceCopies> copies) {
    this.spark = spark;
    this.copies = copies;
  }

  /**
   * The rows of a table, mapped.
   *
   * @throws PerennialException where the table is missing, forbidden, unreachable or empty, where
   *     it lacks a column, or where an expression makes no sense; all such expressions are named at
   *     once
   */
  public MappedRows read(InputTable table) {
    InputContract contract =
        InputCatalog.find(table.name())
            .orElseThrow(
                () -> new IllegalArgumentException("No input table is named " + table.name()));
    requireSettings();
    OpenedSource source = open(table);
    Mapping mapping = Mapping.of(table, contract, source);
    Observation scan = new Observation();
    Dataset<Row> rows =
        filtered(table, withKeptColumns(table, source))
            .observe(scan, count(lit(1)).as(MappedRows.ROWS_READ));
    Set<String> mapped = new TreeSet<>(table.mapping().keySet());
    mapped.retainAll(contract.columns().stream().map(column -> column.name()).toList());
    return new MappedRows(
        contract,
        mapping.apply(rows, contract),
        mapped,
        List.copyOf(new TreeSet<>(table.attributes().keySet())),
        kept(table, source),
        mapping.madeFrom(),
        scan);
  }

  /**
   * Makes the views in their order, for tables that are read from them by name. No row is read; of
   * CSV files a header line is.
   *
   * @throws PerennialException where one cannot be made
   */
  public void define(List<View> views) {
    for (View view : views) {
      try {
        Dataset<Row> rows =
            view.query()
                .map(query -> (Dataset<Row>) spark.sql(query))
                .orElseGet(
                    () ->
                        spark
                            .read()
                            .format(view.format().orElseThrow().label())
                            .options(view.options())
                            .load(view.path().orElseThrow()));
        rows.createOrReplaceTempView(view.name());
      } catch (Exception e) {
        throw Errors.viewFailed(view.name(), SourceFailures.reason(e), e);
      }
    }
  }

  /** The source's columns, without reading a row: what a plan shows. */
  public List<String> columns(InputTable table) {
    return open(table).columns();
  }

  /**
   * About how many bytes of text the table has, from what Spark knows without reading a row: the
   * size of its files, eightfold where they are compressed. {@link Long#MAX_VALUE} or near it where
   * nothing is known, as of a database.
   */
  public long bytesOfText(InputTable table) {
    return SourceSize.bytesOfText(open(table).rows());
  }

  /**
   * The error behind a failure of an action over rows of these tables, where one of them is to
   * blame; empty where the failure is not one of reading.
   */
  public Optional<PerennialException> explain(List<InputTable> tables, Throwable failure) {
    return copies
        .flatMap(known -> known.explain(tables, failure))
        .or(() -> SourceFailures.reading(tables, failure));
  }

  /** Finding a source and its columns costs a look at the store: one is enough. */
  private OpenedSource open(InputTable table) {
    return opened.computeIfAbsent(table, this::opened);
  }

  private OpenedSource opened(InputTable table) {
    try {
      return copies
          .flatMap(known -> known.opened(table))
          .orElseGet(() -> new SourceReader(spark).open(table));
    } catch (PerennialException e) {
      throw e;
    } catch (Exception e) {
      throw SourceFailures.opening(table, e);
    }
  }

  private void requireSettings() {
    if (!spark.conf().get(ANSI, "false").equals("true")) {
      throw Errors.sessionWithoutAnsi(ANSI);
    }
    try {
      spark.range(0).select(SqlFunctions.attempt(lit(1)));
    } catch (Exception e) {
      throw Errors.sessionWithoutFunctions(SqlFunctions.class.getName(), e);
    }
  }

  /**
   * The source columns to keep: all that a text file has, since its rows are parsed whole; of a
   * format that is read by column only those that the configuration names.
   */
  static List<String> kept(InputTable table, OpenedSource source) {
    return switch (table.format()) {
      case CSV, JSON, TEXT -> source.columns();
      case PARQUET, ORC, DELTA, JDBC, TABLE -> {
        Set<String> wanted = new TreeSet<>();
        SourceReader.mentioned(table).forEach(name -> source.find(name).ifPresent(wanted::add));
        List<String> texts = new ArrayList<>(table.mapping().values());
        texts.addAll(table.attributes().values());
        texts.forEach(text -> source.find(text.strip()).ifPresent(wanted::add));
        yield source.columns().stream().filter(wanted::contains).toList();
      }
    };
  }

  /** The kept columns typed as declared, the same as read in one struct, and the malformed text. */
  private static Dataset<Row> withKeptColumns(InputTable table, OpenedSource source) {
    Map<String, DataType> declared = source.declaredTypes();
    List<Column> columns = new ArrayList<>();
    List<Column> asRead = new ArrayList<>();
    for (String name : kept(table, source)) {
      DataType type = declared.get(name);
      columns.add((type == null ? Mapping.named(name) : Mapping.typed(name, type)).as(name));
      asRead.add(Mapping.named(name));
    }
    columns.add(
        (source.keepsMalformed()
                ? col(MappedColumns.MALFORMED)
                : lit(null).cast(DataTypes.StringType))
            .as(MappedColumns.MALFORMED));
    columns.add(struct(asRead.toArray(Column[]::new)).as(MappedColumns.SOURCE));
    return source.rows().select(columns.toArray(Column[]::new));
  }

  /** The rows that meet the condition; a row that could not be split is kept, to be reported. */
  private static Dataset<Row> filtered(InputTable table, Dataset<Row> rows) {
    if (table.where().isEmpty()) {
      return rows;
    }
    Column condition = expr(table.where().get());
    boolean mayBeMalformed =
        switch (table.format()) {
          case CSV, JSON -> true;
          case TEXT, PARQUET, ORC, DELTA, JDBC, TABLE -> false;
        };
    Column kept =
        mayBeMalformed ? col(MappedColumns.MALFORMED).isNotNull().or(condition) : condition;
    try {
      return rows.filter(kept);
    } catch (Exception e) {
      throw whereError(table, rows, e);
    }
  }

  private static PerennialException whereError(InputTable table, Dataset<Row> rows, Exception e) {
    List<String> columns =
        List.of(rows.schema().fieldNames()).stream()
            .filter(
                name -> !name.equals(MappedColumns.MALFORMED) && !name.equals(MappedColumns.SOURCE))
            .toList();
    String text = table.where().orElse("");
    OpenedSource source = new OpenedSource(rows, columns, false, Map.of());
    return Mapping.missingColumn(source, text)
        .map(
            name ->
                Errors.inputColumnMissing(
                    table.name(),
                    "where",
                    table.line(),
                    name,
                    columns,
                    NearestKey.find(name, columns)))
        .orElseGet(
            () ->
                Errors.of(
                    Category.USAGE,
                    Errors.inputExpressionProblem(
                        table.name(), "where", table.line(), text, SourceFailures.reason(e)),
                    e));
  }
}
