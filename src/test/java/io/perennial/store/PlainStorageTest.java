package io.perennial.store;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.testing.Datasets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import io.perennial.testing.Datasets;
import io.perennial.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables on a file system that has no symbolic links and need not rename folders in one step. */
class PlainStorageTest {
  private static final TableContract CONTRACT =
      new TableContract(
          "purchases",
          "One row is one customer.",
          List.of(required("customer_id", Types.TEXT, "The customer.")),
          List.of("customer_id"),
          List.of(),
          "Who ordered?",
          "SELECT customer_id FROM purchases");
  private static final Dataset<Row> FIRST = Datasets.of("customer_id string", row("a"), row("b"));
  private static final Dataset<Row> SECOND = Datasets.of("customer_id string", row("c"));

  @TempDir Path output;

  @BeforeAll
  static void makeTheSchemeKnown() throws Exception {
    PlainFileSystem.register(SharedSpark.session().sparkContext().hadoopConfiguration());
  }

  @ParameterizedTest
  @EnumSource
  void versionsFollowEachOtherAndStayReadable(OutputFormat format) {
    TableStore store = store(format);
    Published one = store.publish(CONTRACT, FIRST, "run-1");
    Published two = store.publish(CONTRACT, SECOND, "run-2");
    Datasets.assertSameRows(FIRST, store.readVersion(CONTRACT, one.version()).orElseThrow());
    Datasets.assertSameRows(SECOND, store.readVersion(CONTRACT, two.version()).orElseThrow());
    Datasets.assertSameRows(SECOND, store.read(CONTRACT).orElseThrow());
    assertThat(output.resolve("_preparing")).doesNotExist();
  }

  @Test
  void aDeltaTableMadeInOneCommitStillRequiresItsColumns() {
    TableStore store = store(OutputFormat.DELTA);
    assertThat(store.publish(CONTRACT, FIRST, "run-1").version()).isEqualTo("0");
    Dataset<Row> broken = Datasets.of("customer_id string", row((Object) null));
    PerennialException refused =
        catchThrowableOfType(
            PerennialException.class, () -> store.publish(CONTRACT, broken, "run-2"));
    assertThat(refused.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(refused).hasMessageContaining("customer_id_is_present");
  }

  @Test
  void recoveryRemovesADeltaTableThatWasBegunAndNeverMade() throws Exception {
    Files.createDirectories(output.resolve("_preparing/0b5c"));
    Files.createFile(output.resolve("_preparing/0b5c/creating-purchases"));
    Files.createDirectories(output.resolve("purchases/_delta_log"));
    Files.writeString(output.resolve("purchases/part-0.parquet"), "half");
    TableStore store = store(OutputFormat.DELTA);
    store.recover();
    assertThat(output.resolve("purchases")).doesNotExist();
    store.publish(CONTRACT, FIRST, "run-1");
    Files.createDirectories(output.resolve("_preparing/0b5d"));
    Files.createFile(output.resolve("_preparing/0b5d/creating-purchases"));
    store.recover();
    Datasets.assertSameRows(FIRST, store.read(CONTRACT).orElseThrow());
  }

  @Test
  void recoveryPutsBackAParquetTableThatWasBeingReplaced() throws Exception {
    TableStore store = store(OutputFormat.PARQUET);
    store.publish(CONTRACT, FIRST, "run-1");
    Files.createDirectories(output.resolve("_versions/purchases"));
    Files.move(output.resolve("purchases"), output.resolve("_versions/purchases/1"));
    assertThat(store.read(CONTRACT)).isEmpty();
    store.recover();
    Datasets.assertSameRows(FIRST, store.read(CONTRACT).orElseThrow());
    assertThat(store.publish(CONTRACT, SECOND, "run-2").version()).isEqualTo("2");
  }

  @Test
  void aFolderOfSomeoneElsesIsNotReplaced() throws Exception {
    Files.createDirectories(output.resolve("purchases"));
    Files.writeString(output.resolve("purchases/letters.txt"), "dear");
    for (OutputFormat format : OutputFormat.values()) {
      PerennialException refused =
          catchThrowableOfType(
              PerennialException.class, () -> store(format).publish(CONTRACT, FIRST, "run-1"));
      assertThat(refused.category()).isEqualTo(Category.USAGE);
    }
    assertThat(output.resolve("purchases/letters.txt")).hasContent("dear");
  }

  @Test
  void onlyParquetVersionsOlderThanAllWantedOnesAreForgotten() throws Exception {
    TableStore store = store(OutputFormat.PARQUET);
    for (int run = 1; run <= 4; run++) {
      store.publish(CONTRACT, FIRST, "run-" + run);
    }
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path("plain:" + output);
    FileSystem fileSystem =
        root.getFileSystem(SharedSpark.session().sparkContext().hadoopConfiguration());
    new RenamedParquetFiles(SharedSpark.session(), fileSystem, root, new Staging(fileSystem, root))
        .forgetOlder("purchases", Set.of(3L, 4L));
    assertThat(store.readVersion(CONTRACT, "2")).isEmpty();
    assertThat(store.readVersion(CONTRACT, "3")).isPresent();
    assertThat(store.readVersion(CONTRACT, "4")).isPresent();
  }

  private TableStore store(OutputFormat format) {
    return new TableStore(
        SharedSpark.session(), PlainFileSystem.SCHEME + ":" + output, format, Optional.empty());
  }
}
