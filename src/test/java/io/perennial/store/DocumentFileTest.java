package io.perennial.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFileTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private Path folder;

  @Test
  void aTextTakesThePlaceOfTheOneBeforeAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("new folder/report.html");
    DocumentFile.write(SPARK, file.toString(), "one");
    String address = DocumentFile.write(SPARK, file.toString(), "twee €");
    assertThat(Files.readString(file)).isEqualTo("twee €");
    assertThat(address).startsWith("file:/").endsWith("report.html");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    assertThat(file.getParent().toFile().list()).containsExactly("report.html");
  }

  @Test
  void onAnotherFileSystemItTakesThePlaceInOneStepToo() throws IOException {
    PlainFileSystem.register(SPARK.sparkContext().hadoopConfiguration());
    String address = PlainFileSystem.SCHEME + ":" + folder + "/new folder/report.html";
    DocumentFile.write(SPARK, address, "one");
    assertThat(DocumentFile.write(SPARK, address, "twee €")).startsWith("plain:/");
    Path written = folder.resolve("new folder");
    assertThat(written.resolve("report.html")).hasContent("twee €");
    assertThat(written.toFile().list()).containsExactly("report.html");
  }

  @Test
  void aFolderBelowAFileIsRefusedWithWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "");
    String address = file.resolve("report.html").toString();
    PerennialException refused =
        catchThrowableOfType(
            PerennialException.class, () -> DocumentFile.write(SPARK, address, "text"));
    assertThat(refused.category()).isEqualTo(Category.OUTSIDE_SYSTEM);
    assertThat(refused).hasMessageContaining("a-file");
  }
}
