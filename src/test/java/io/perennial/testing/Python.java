package io.perennial.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The Python that tests of Python files use: the system's own, which sees the system's packages.
 */
public final class Python {
  private Python() {}

  /**
   * What a process did.
   *
   * @param exitCode its exit code
   * @param out what it printed to standard output
   * @param err what it printed to standard error
   */
  public record Ended(int exitCode, String out, String err) {}

  /** Where everything that tests can use has to be there: a test that would be skipped fails. */
  public static boolean isContinuousIntegration() {
    return "true".equals(System.getenv("PERENNIAL_CI"));
  }

  /** Skips a test, or fails it in continuous integration. */
  public static void missing(String what) {
    if (isContinuousIntegration()) {
      throw new AssertionError(what + " PERENNIAL_CI is true, so nothing is skipped.");
    }
    throw new TestAbortedException(what);
  }

  /** Runs a script with arguments and a text on standard input. */
  public static Ended run(
      Path script, List<String> arguments, String input, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(interpreter(), script.toString()));
    command.addAll(arguments);
    try {
      Path out = Files.createTempFile("python", ".out");
      Path err = Files.createTempFile("python", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      Ended ended = new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return ended;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interruption);
    }
  }

  /** What a script prints that has to go well. */
  public static String output(Path script, List<String> arguments, String input) {
    Ended ended = run(script, arguments, input, Map.of());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }

  private static String interpreter() {
    Optional<String> found =
        Stream.concat(
                Stream.of("/usr/bin"),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
            .map(folder -> Path.of(folder, "python3"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    if (found.isEmpty()) {
      missing("There is no python3 here (on Debian: apt-get install python3 tzdata).");
    }
    return found.orElseThrow();
  }
}
