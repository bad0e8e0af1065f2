package io.perennial.run;

import io.perennial.error.Errors;
import io.perennial.table.ColumnContract;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * DuckDB in this process, as the peer of a benchmark: makes the core tables by {@code
 * core-tables.duckdb.sql}, and compares them with published ones. Its driver is no part of the
 * job's jar; it has to be on the class path of whoever asks for it.
 */
final class DuckDb implements AutoCloseable {
  static final String TITLE = "DuckDB";

  private static final String DRIVER = "org.duckdb.DuckDBDriver";
  private static final String SCRIPT = "core-tables.duckdb.sql";

  /** Two ways to add up the same numbers differ by less, relative to the number. */
  private static final double ROUNDING = 1e-9;

  /** Orders of one id that are equal are one order, and orders of one id that differ are none. */
  private static final String WITH_ORDER_IDS =
      """
      (
        select any_value(customer_id) as customer_id, any_value(ordered_at) as ordered_at,
          any_value(amount) as amount
        from read_parquet('%s')
        group by order_id
        having count(*) = 1 or min(hash(customer_id, ordered_at, amount)) = max(hash(customer_id, ordered_at, amount))
      )""";

  private static final String WITHOUT_ORDER_IDS = "read_parquet('%s')";

  private final String address;
  private final Connection connection;

  private DuckDb(String address) throws SQLException {
    this.address = address;
    this.connection = driver().connect(address, new Properties());
  }

  /**
   * A database in memory.
   *
   * @param threads how many threads it may use
   * @param memoryBytes how much memory its buffers may take; beyond it they go to a folder
   * @param spill that folder
   * @throws io.perennial.error.PerennialException where its driver is not on the class path
   */
  static DuckDb open(int threads, long memoryBytes, Path spill) throws SQLException {
    DuckDb database = new DuckDb("jdbc:duckdb::memory:" + UUID.randomUUID());
    database.run("set threads = " + threads);
    database.run("set memory_limit = '" + memoryBytes / 1024 + "KiB'");
    database.run("set temp_directory = '" + quoted(spill) + "'");
    return database;
  }

  /** Not through the driver manager, which knows nothing of what was added to a running Java. */
  private static Driver driver() {
    try {
      return (Driver)
          Class.forName(DRIVER, true, Thread.currentThread().getContextClassLoader())
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException missing) {
      throw Errors.peerMissing(TITLE, DRIVER, missing);
    }
  }

  /**
   * Makes the core tables, the customer table as a file and the others in memory.
   *
   * @param orders a folder of Parquet files
   * @param withOrderIds whether each order is to count once by its id
   * @param asOf the last day of the observation
   * @param output the folder for the customer table
   */
  void makeTables(Path orders, boolean withOrderIds, LocalDate asOf, Path output)
      throws SQLException {
    String source =
        (withOrderIds ? WITH_ORDER_IDS : WITHOUT_ORDER_IDS)
            .formatted(quoted(orders.resolve("*.parquet")));
    Map<String, String> values =
        Map.of("orders", source, "as_of", asOf.toString(), "output", quoted(output));
    for (String statement : statements()) {
      String filled = statement;
      for (Map.Entry<String, String> value : values.entrySet()) {
        filled = filled.replace("${" + value.getKey() + "}", value.getValue());
      }
      run(filled);
    }
  }

  private static List<String> statements() {
    try (InputStream script = DuckDb.class.getResourceAsStream(SCRIPT)) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split(";\\s*\n")).filter(statement -> !statement.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * In which rows and columns two tables of the same contract differ, one sentence each; empty
   * where they are equal but for the rounding of rates.
   *
   * @param contract what both hold
   * @param published the folder of Parquet files with the one
   * @param made the other: a table of this database, or a {@link #file}
   */
  List<String> differences(TableContract contract, Path published, String made)
      throws SQLException {
    return differences(contract, published, made, Map.of());
  }

  /**
   * The same with columns whose numbers may differ by more.
   *
   * @param within by how much at most, by the column's name
   */
  List<String> differences(
      TableContract contract, Path published, String made, Map<String, Double> within)
      throws SQLException {
    String key =
        contract.key().stream()
            .map(column -> "ours." + column + " = theirs." + column)
            .collect(Collectors.joining(" and "));
    String first = contract.key().get(0);
    List<String> counts = new ArrayList<>();
    counts.add("count(*) filter (where theirs." + first + " is null)");
    counts.add("count(*) filter (where ours." + first + " is null)");
    for (ColumnContract column : contract.columns()) {
      counts.add(
          "count(*) filter (where ours.%s is not null and theirs.%s is not null and %s)"
              .formatted(
                  first, first, differ(column, Optional.ofNullable(within.get(column.name())))));
    }
    String query =
        "select %s from read_parquet('%s') as ours full outer join %s as theirs on %s"
            .formatted(
                String.join(", ", counts), quoted(published.resolve("*.parquet")), made, key);
    List<String> differences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      add(differences, row.getLong(1), contract.name() + ": %,d rows that %s does not have");
      add(differences, row.getLong(2), contract.name() + ": %,d rows that only %s has");
      for (int i = 0; i < contract.columns().size(); i++) {
        add(
            differences,
            row.getLong(i + 3),
            contract.name() + "." + contract.columns().get(i).name() + ": %,d rows unlike %s's");
      }
    }
    return differences;
  }

  private static void add(List<String> differences, long rows, String sentence) {
    if (rows > 0) {
      differences.add(sentence.formatted(rows, TITLE));
    }
  }

  private static String differ(ColumnContract column, Optional<Double> within) {
    String ours = "ours." + column.name();
    String theirs = "theirs." + column.name();
    if (within.isPresent()) {
      return "coalesce(abs(%s - %s) > %s, %s is distinct from %s)"
          .formatted(ours, theirs, within.get(), ours, theirs);
    }
    return column.type().equals(Types.RATE)
        ? "coalesce(abs(%s - %s) > %s * greatest(1, abs(%s)), %s is distinct from %s)"
            .formatted(ours, theirs, ROUNDING, ours, ours, theirs)
        : "%s is distinct from %s".formatted(ours, theirs);
  }

  /** What its buffers hold and what it has on disk, looked at ten times a second. */
  static final class Watch implements AutoCloseable {
    private static final long MILLISECONDS = 100;
    private static final String USE =
        "select sum(memory_usage_bytes), sum(temporary_storage_bytes) from duckdb_memory()";

    private final Connection connection;
    private final Thread thread;
    private volatile long mostBytes;
    private volatile long mostSpilledBytes;

    private Watch(Connection connection) {
      this.connection = connection;
      this.thread = new Thread(this::look, "watch over " + TITLE);
      thread.setDaemon(true);
      thread.start();
    }

    private void look() {
      try (Statement statement = connection.createStatement()) {
        while (true) {
          try (ResultSet row = statement.executeQuery(USE)) {
            row.next();
            mostBytes = Math.max(mostBytes, row.getLong(1));
            mostSpilledBytes = Math.max(mostSpilledBytes, row.getLong(2));
          }
          Thread.sleep(MILLISECONDS);
        }
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      } catch (SQLException e) {
        throw new IllegalStateException("The memory of " + TITLE + " could not be looked at.", e);
      }
    }

    long mostBytes() {
      return mostBytes;
    }

    long mostSpilledBytes() {
      return mostSpilledBytes;
    }

    @Override
    public void close() throws SQLException {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      connection.close();
    }
  }

  /** Begins to watch its memory, through a connection of its own. */
  Watch watch() throws SQLException {
    return new Watch(driver().connect(address, new Properties()));
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A Parquet file as a table of a query. */
  static String file(Path path) {
    return "read_parquet('" + quoted(path) + "')";
  }

  private static String quoted(Path path) {
    return path.toString().replace("'", "''");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
