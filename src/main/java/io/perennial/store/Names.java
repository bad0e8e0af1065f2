package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.store.Catalogue.Known;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The names that the tables of one output have in a catalogue. A name that leads elsewhere is an
 * error, unless names follow the newest as-of date: then it moves here from a table that a run
 * published as of the same or an earlier day, which the run_history beside that table tells, and
 * stays with one of a later day.
 *
 * @param spark the session whose catalogue it is
 * @param catalogue where the names are
 * @param output the folder of the tables, in full
 * @param follows the as-of date with which names move to this output; empty if they never do
 */
record Names(SparkSession spark, Catalogue catalogue, Path output, Optional<LocalDate> follows) {

  /** What a run that succeeded published somewhere, and as of which day. */
  private record PastRun(LocalDate asOfDate, Set<String> tables) {
    boolean published(TableContract contract) {
      // The row that names the others is its own evidence.
      return contract.name().equals(RunHistoryTable.NAME) || tables.contains(contract.name());
    }
  }

  /**
   * Looks whether the tables can have their names, before anything is computed for them.
   *
   * @throws io.perennial.error.PerennialException if one leads elsewhere and may not move
   */
  void require(Collection<TableContract> contracts) {
    Map<Path, List<PastRun>> pasts = new HashMap<>();
    for (TableContract contract : contracts) {
      catalogue.find(contract).ifPresent(known -> leadsHereAfter(contract, known, pasts));
    }
  }

  /**
   * Gives a published table its name, at once.
   *
   * @throws io.perennial.error.PerennialException if the name leads elsewhere
   */
  void register(TableContract contract, Published published) {
    catalogue
        .find(contract)
        .filter(known -> !known.isAt(published.location()))
        .ifPresent(
            known -> {
              throw Errors.registeredElsewhere(
                  catalogue.shown(contract), known.location(), published.location());
            });
    catalogue.register(contract, published);
  }

  /**
   * Gives published tables their names where these may lead here.
   *
   * @return what did not move, in a sentence for the run's reader
   * @throws io.perennial.error.PerennialException as {@link #require}
   */
  Optional<String> move(Map<TableContract, Published> tables) {
    Map<Path, List<PastRun>> pasts = new HashMap<>();
    List<String> left = new ArrayList<>();
    tables.forEach(
        (contract, published) -> {
          Optional<Known> known = catalogue.find(contract);
          if (known.isEmpty() || leadsHereAfter(contract, known.get(), pasts)) {
            catalogue.register(contract, published);
          } else {
            left.add(catalogue.shown(contract) + " (" + known.get().location() + ")");
          }
        });
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d of %d names stay with tables as of a later day, such as %s."
                .formatted(left.size(), tables.size(), left.stream().sorted().toList().get(0)));
  }

  /** Whether a name is to lead to this output, once its table is published. */
  private boolean leadsHereAfter(
      TableContract contract, Known known, Map<Path, List<PastRun>> pasts) {
    String wanted = new Path(output, contract.name()).toString();
    if (known.isAt(wanted)) {
      return true;
    }
    if (follows.isEmpty()) {
      throw Errors.registeredElsewhere(catalogue.shown(contract), known.location(), wanted);
    }
    Optional<PastRun> last =
        folder(known).stream()
            .flatMap(folder -> pasts.computeIfAbsent(folder, any -> past(folder, known)).stream())
            .filter(run -> run.published(contract))
            .findFirst();
    if (last.isEmpty()) {
      throw Errors.registeredByOthers(
          catalogue.shown(contract), known.location(), RunHistoryTable.NAME + " beside it");
    }
    return !last.get().asOfDate().isAfter(follows.get());
  }

  /**
   * The folder of the output that a name leads to. What the catalogue owns the files of, or what
   * has no place, is no table of ours.
   */
  private static Optional<Path> folder(Known known) {
    return known.isExternal()
        ? Optional.ofNullable(new Path(known.location()).getParent())
        : Optional.empty();
  }

  /** The runs that succeeded in a folder, the last one first; none where it is not an output. */
  private List<PastRun> past(Path folder, Known known) {
    Optional<Dataset<Row>> history =
        Arrays.stream(OutputFormat.values())
            .filter(format -> format.label().equalsIgnoreCase(known.provider()))
            .findFirst()
            .flatMap(
                format ->
                    new TableStore(spark, folder.toString(), format, Optional.empty())
                        .read(RunHistoryTable.CONTRACT))
            .filter(
                rows ->
                    Set.of(rows.columns())
                        .containsAll(
                            List.of(
                                RunHistoryTable.RUN_ID,
                                RunHistoryTable.ATTEMPT_STARTED_AT,
                                RunHistoryTable.FINISHED_AT,
                                RunHistoryTable.AS_OF_DATE,
                                RunHistoryTable.OUTCOME,
                                RunHistoryTable.TABLE_VERSIONS)));
    if (history.isEmpty()) {
      return List.of();
    }
    // One row for each attempt at a run into one folder.
    return TableStore.succeeded(history.get())
        .select(RunHistoryTable.AS_OF_DATE, RunHistoryTable.TABLE_VERSIONS)
        .collectAsList()
        .stream()
        .map(
            row ->
                new PastRun(
                    row.getDate(0).toLocalDate(),
                    Set.copyOf(row.<String, String>getJavaMap(1).keySet())))
        .toList();
  }
}
