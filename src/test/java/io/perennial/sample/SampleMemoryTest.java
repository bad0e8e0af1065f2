package io.perennial.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleMemoryTest {
  private static final int CUSTOMERS = 50_000;

  /** Run in a small virtual machine of its own. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      SampleCompany.write(Path.of(arguments[0]), CUSTOMERS, 1);
    }
  }

  @Test
  void halfAMillionOrdersAreWrittenInLessMemoryThanTheyTake(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(GroundTruth.read(directory).rows().accepted()).isGreaterThan(400_000);
    assertThat(Files.size(directory.resolve("orders.csv"))).isGreaterThan(40_000_000);
  }
}
