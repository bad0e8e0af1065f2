package io.perennial.run;

import io.perennial.config.Configuration;
import io.perennial.error.PerennialException;
import io.perennial.error.Problem;
import io.perennial.store.TableStore;
import io.perennial.table.output.RunHistoryTable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the row of run_history that an attempt leaves, whether it ends well or badly. */
final class RunRecord {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);
  private static final double NANOS = 1e9;

  private final SparkSession spark;
  private final Configuration configuration;
  private final Instant began = Instant.now();
  private final long beganNanos = System.nanoTime();

  private boolean recorded;
  private String runId;
  private Map<String, String> inputVersions = Map.of();
  private Map<String, Long> rowsIn = Map.of();
  private List<String> warnings = List.of();

  /** An attempt that begins now; its inputs are not known yet. */
  RunRecord(SparkSession spark, Configuration configuration) {
    this.spark = spark;
    this.configuration = configuration;
    this.runId = RunIdentity.of(configuration, Map.of());
  }

  /** What was found of the inputs. */
  void found(String run, Map<String, String> versions, List<RunReport.InputReport> inputs) {
    runId = run;
    inputVersions = Map.copyOf(versions);
    rowsIn =
        inputs.stream()
            .collect(
                Collectors.toMap(RunReport.InputReport::name, RunReport.InputReport::rowsRead));
  }

  /** What a reader of the figures should know, as far as it is known by now. */
  void warned(List<String> sentences) {
    warnings = List.copyOf(sentences);
  }

  /** Records that every table was published; from here on these versions belong together. */
  void succeeded(TableStore store, List<RunReport.TableReport> tables, Stages stages) {
    Map<String, Long> rowsOut =
        tables.stream()
            .collect(Collectors.toMap(RunReport.TableReport::name, RunReport.TableReport::rows));
    Map<String, String> versions =
        tables.stream()
            .collect(Collectors.toMap(RunReport.TableReport::name, RunReport.TableReport::version));
    store.appendRun(
        RunHistoryTable.CONTRACT, row(RunHistoryTable.SUCCEEDED, null, rowsOut, versions, stages));
    recorded = true;
  }

  /**
   * Records that the attempt failed, if that can still be done: what made it fail may keep this
   * from being written too, and is the error that the user must see.
   */
  void failed(TableStore store, Exception failure, Stages stages) {
    if (recorded) {
      return;
    }
    String reason =
        failure instanceof PerennialException known
            ? known.problems().stream().map(Problem::problem).findFirst().orElse("")
            : failure.getClass().getSimpleName();
    try {
      store.appendRun(
          RunHistoryTable.CONTRACT,
          row(RunHistoryTable.FAILED, reason, Map.of(), Map.of(), stages));
    } catch (Exception e) {
      LOG.warn("the failed run could not be written to run_history: {}", e.getClass().getName());
    }
  }

  private Dataset<Row> row(
      String outcome,
      String failure,
      Map<String, Long> rowsOut,
      Map<String, String> tableVersions,
      Stages stages) {
    Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
    Row row =
        RowFactory.create(
            runId,
            Timestamp.from(began),
            Timestamp.from(began.plus(took)),
            Date.valueOf(configuration.asOfDate()),
            configuration.digest(),
            RunIdentity.version(),
            outcome,
            failure,
            scala.jdk.javaapi.CollectionConverters.asScala(warnings),
            scala(inputVersions),
            scala(rowsIn),
            scala(rowsOut),
            scala(tableVersions),
            scala(stages.seconds()),
            took.toNanos() / NANOS);
    return spark.createDataFrame(List.of(row), RunHistoryTable.CONTRACT.schema());
  }

  private static <V> Object scala(Map<String, V> map) {
    return scala.jdk.javaapi.CollectionConverters.asScala(map);
  }
}
