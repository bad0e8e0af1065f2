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
import java.util.HashSet;
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
 * stays with one of a later day. A name that is not there yet is made, unless another of the output
 * stays: whoever reads by name finds tables of one day, or fewer of them.
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
   * What {@link #move} would leave where it is, by what the catalogue and the folders of other runs
   * say now; changes nothing.
   *
   * @return a sentence for the run's reader; empty if every name may lead here
   * @throws io.perennial.error.PerennialException as {@link #require}
   */
  Optional<String> staying(Collection<TableContract> contracts) {
    return standing(contracts).sentence();
  }

  /**
   * Gives published tables their names where these may lead here.
   *
   * @return what did not move, in a sentence for the run's reader
   * @throws io.perennial.error.PerennialException as {@link #require}
   */
  Optional<String> move(Map<TableContract, Published> tables) {
    Standing standing = standing(tables.keySet());
    tables.forEach(
        (contract, published) -> {
          if (standing.movable().contains(contract)) {
            catalogue.register(contract, published);
          }
        });
    return standing.sentence();
  }

  /**
   * Where the names of an output's tables stand.
   *
   * @param names how many they are
   * @param movable the tables whose names may lead to this output
   * @param left the names of a later day, as the run's reader is told of them, in their order
   * @param unmade the names that are not there and are not to be made, in their order
   */
  private record Standing(
      int names, Set<TableContract> movable, List<String> left, List<String> unmade) {

    Optional<String> sentence() {
      if (left.isEmpty()) {
        return Optional.empty();
      }
      String stay =
          "%d of %d names stay with tables as of a later day, such as %s."
              .formatted(left.size(), names, left.get(0));
      return Optional.of(
          unmade.isEmpty()
              ? stay
              : stay
                  + " %d that are not there yet, such as %s, are left to a run as of that day or later."
                      .formatted(unmade.size(), unmade.get(0)));
    }
  }

  private Standing standing(Collection<TableContract> contracts) {
    Map<Path, List<PastRun>> pasts = new HashMap<>();
    Set<TableContract> movable = new HashSet<>();
    Set<TableContract> missing = new HashSet<>();
    List<String> left = new ArrayList<>();
    for (TableContract contract : contracts) {
      Optional<Known> known = catalogue.find(contract);
      if (known.isEmpty()) {
        missing.add(contract);
      } else if (leadsHereAfter(contract, known.get(), pasts)) {
        movable.add(contract);
      } else {
        left.add(catalogue.shown(contract) + " (" + known.get().location() + ")");
      }
    }
    // Beside names of a later day, one that was never there would lead to the older one.
    if (left.isEmpty()) {
      movable.addAll(missing);
      missing.clear();
    }
    return new Standing(
        contracts.size(),
        movable,
        left.stream().sorted().toList(),
        missing.stream().map(catalogue::shown).sorted().toList());
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
