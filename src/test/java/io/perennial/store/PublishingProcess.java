package io.perennial.store;

import static io.perennial.table.ColumnContract.required;

import io.perennial.table.OutputFormat;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import io.perennial.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A process that publishes and publishes, made to be killed. It goes from folder to folder, in each
 * makes the tables and then replaces them a few times, and says on its output what it begins and
 * what it has done.
 */
final class PublishingProcess {
  /** How many rows each table has. */
  static final long ROWS = 400;

  /** How many runs a folder sees before the process goes on to the next. */
  static final int RUNS_PER_FOLDER = 3;

  static final String BEGIN = "begin";
  static final String DONE = "done";

  static final List<TableContract> TABLES =
      List.of(contract("customers"), contract("cohorts"), contract("concentration"));

  private static final int MOST_FOLDERS = 500;

  private PublishingProcess() {}

  /** Arguments: the folder of the folders, the format, and the folder and run to begin with. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    OutputFormat format = OutputFormat.valueOf(arguments[1]);
    int firstFolder = Integer.parseInt(arguments[2]);
    int firstRun = Integer.parseInt(arguments[3]);
    for (int folder = firstFolder; folder < firstFolder + MOST_FOLDERS; folder++) {
      TableStore store = store(root, folder, format);
      store.recover();
      int run = folder == firstFolder ? firstRun : 1;
      for (int last = run + RUNS_PER_FOLDER; run < last; run++) {
        publish(store, folder, run);
      }
    }
  }

  static TableStore store(Path root, int folder, OutputFormat format) {
    return new TableStore(
        SharedSpark.session(), folder(root, folder).toString(), format, Optional.empty());
  }

  static Path folder(Path root, int folder) {
    return root.resolve("output-" + folder);
  }

  static void publish(TableStore store, int folder, int run) {
    for (TableContract table : TABLES) {
      System.out.println(String.join(" ", BEGIN, "" + folder, "" + run, table.name()));
      store.publish(table, rows(run), "run-" + run);
      System.out.println(String.join(" ", DONE, "" + folder, "" + run, table.name()));
    }
  }

  /** The rows of a run, each with the run's number, in two files. */
  private static Dataset<Row> rows(int run) {
    return SharedSpark.session()
        .range(0, ROWS, 1, 2)
        .selectExpr("id", run + " AS run", "concat('row ', id, ' of run ', " + run + ") AS note");
  }

  private static TableContract contract(String name) {
    return new TableContract(
        name,
        "One row is one row of one run.",
        List.of(
            required("id", Types.COUNT, "The row's number."),
            required("run", Types.WHOLE, "The run that wrote the row."),
            required("note", Types.TEXT, "Both of them in words.")),
        List.of("id"),
        List.of(new RowConstraint("run_is_positive", "run > 0", "Runs are counted from 1.")),
        "Which run wrote the table?",
        "SELECT DISTINCT run FROM " + name);
  }
}
