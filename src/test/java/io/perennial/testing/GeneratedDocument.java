package io.perennial.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A committed file that the code renders. A test verifies that the file is what the code renders
 * now; run with {@code -Dperennial.documents.write=true} the test writes the file instead.
 */
public final class GeneratedDocument {
  private static final String WRITE = "perennial.documents.write";

  private GeneratedDocument() {}

  /**
   * Asserts that the file holds exactly the rendered text, or writes it when asked to.
   *
   * @param file the committed file, relative to the project's root
   * @param rendered what the code renders, with line feeds
   */
  public static void verify(Path file, String rendered) {
    try {
      if (Boolean.getBoolean(WRITE)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, rendered);
      }
      assertThat(file)
          .as("%s is generated; bring it up to date with mvn test -D%s=true", file, WRITE)
          .exists();
      assertThat(Files.readString(file))
          .as("%s is out of date; bring it up to date with mvn test -D%s=true", file, WRITE)
          .isEqualTo(rendered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
