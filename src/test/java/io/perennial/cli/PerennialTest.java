package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.run.OutputCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PerennialTest {
  private static final String STACK_TRACE_LINE = "\tat ";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "check",
        "report",
        "tables",
        "sql",
        "sample",
        "bench",
        "bench-models"
      })
  void everyCommandHasHelpWithExamples(String command) {
    CommandRun run = CommandRun.withoutSpark(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: perennial " + command).contains("Examples:");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theProgramsHelpNamesCommandsEnvironmentAndExitCodes() {
    CommandRun run = CommandRun.withoutSpark("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "demo", "run", "check", "report", "tables", "sql", "sample", "bench", "bench-models")
        .contains("SPARK_HOME", "PERENNIAL_DRIVER_MEMORY", "PERENNIAL_SPARK_OPTIONS")
        .contains("  0  done", "  5  an outside system failed");
  }

  @Test
  void theVersionNamesPerennialSparkAndJava() {
    CommandRun run = CommandRun.withoutSpark("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.out()).contains("perennial ", "Spark ", "Java ");
  }

  /** Every example that a help text gives, joined where it goes on in a second line. */
  static Stream<String> examples() {
    return Stream.concat(Stream.of(program()), program().getSubcommands().values().stream())
        .flatMap(
            command ->
                String.join("\n", command.getCommandSpec().usageMessage().footer())
                    .replace("\\\n", " ")
                    .lines())
        .map(String::strip)
        .filter(line -> line.startsWith("jobs/perennial "))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleOfTheHelpParses(String example) {
    String[] arguments =
        Pattern.compile("\"[^\"]*\"|\\S+")
            .matcher(example.substring("jobs/perennial ".length()))
            .results()
            .map(found -> found.group().replace("\"", ""))
            .toArray(String[]::new);
    CommandLine.ParseResult parsed = program().parseArgs(arguments);
    assertThat(parsed.hasSubcommand()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rum --config x.yaml",
        "run",
        "run --config",
        "run --config x.yaml --as-of yesterday",
        "run --config x.yaml --verbos",
        "check --config x.yaml --metrics purchase_summary",
        "sample",
        "sample --output x --customers many",
        "bench --orders many",
        "bench --peers pandas",
        "bench-models --customers 200,many",
        "bench-models --models lifetimes",
        "tables purchase_summary customer_churn",
        "sql",
        "sql --format xml X",
        "sql SELECT 1"
      })
  void aWrongCommandLineEndsWithTwoAndSaysHowToGetHelp(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    CommandRun run = CommandRun.withoutSpark(arguments);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("perennial: ")
        .contains("\n  cause:  ", "\n  remedy: ", "--help")
        .doesNotContain(STACK_TRACE_LINE);
  }

  @Test
  void aMistypedCommandIsMetWithTheNearestOne() {
    assertThat(CommandRun.withoutSpark("chekc").err()).contains("did you mean", "check");
  }

  @Test
  void aConfigurationThatIsNotThereEndsWithTwoBeforeSparkStarts() {
    CommandRun run =
        CommandRun.withoutSpark("run", "--config", folder.resolve("none.yaml").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("none.yaml").doesNotContain(STACK_TRACE_LINE);
  }

  @Test
  void everyProblemOfAConfigurationIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), "time_zone: Mars/Base\nchrn: 1\n");
    CommandRun run = CommandRun.withoutSpark("check", "--config", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Mars/Base", "chrn");
  }

  @Test
  void tablesListsEveryTable() {
    CommandRun run = CommandRun.withoutSpark("tables");
    assertThat(run.exitCode()).isZero();
    assertThat(OutputCatalog.ALL)
        .allSatisfy(table -> assertThat(run.out().lines()).contains(table.name()));
  }

  @Test
  void tablesDescribesEveryColumnOfEveryTable() {
    assertThat(OutputCatalog.ALL)
        .allSatisfy(
            table -> {
              CommandRun run = CommandRun.withoutSpark("tables", table.name());
              assertThat(run.exitCode()).isZero();
              assertThat(run.out()).startsWith(table.name());
              assertThat(run.out().lines().map(String::strip).toList())
                  .containsAll(
                      table.columns().stream()
                          .map(
                              column ->
                                  column.name()
                                      + "  "
                                      + column.type().sql().toLowerCase(Locale.ROOT)
                                      + (column.nullable() ? "" : " not null"))
                          .toList());
            });
  }

  @Test
  void aMistypedTableIsMetWithTheNearestOne() {
    CommandRun run = CommandRun.withoutSpark("tables", "purchase_sumary");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("'purchase_sumary'", "'purchase_summary'");
  }

  @Test
  void sampleWritesTheSameFilesForTheSameSeed() throws IOException {
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    for (Path output : List.of(one, other)) {
      CommandRun run =
          CommandRun.withoutSpark(
              "sample", "--output", output.toString(), "--customers", "20", "--seed", "5");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains(output.toString());
    }
    try (Stream<Path> files = Files.list(one)) {
      assertThat(files.toList())
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample --output x --customers 0", "demo --customers -1"})
  void aCompanyWithoutCustomersIsRefused(String line) {
    CommandRun run = CommandRun.withoutSpark(line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--customers");
  }

  @Test
  void aSampleThatCannotBeWrittenIsAnOutsideSystemsFault() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    CommandRun run =
        CommandRun.withoutSpark("sample", "--output", file.resolve("below").toString());
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).doesNotContain(STACK_TRACE_LINE);
  }

  @Test
  void aStackTraceIsPrintedOnlyWhenAskedFor() {
    String[] loud = {"check", "--verbose", "--config", "conf/cdnow.yaml"};
    assertThat(failing("check", "--config", "conf/cdnow.yaml").err())
        .contains("perennial: ", "cause:", "remedy:")
        .doesNotContain(STACK_TRACE_LINE);
    assertThat(failing(loud).err()).contains("ConnectException", STACK_TRACE_LINE);
    assertThat(failing("--verbose", "check", "--config", "conf/cdnow.yaml").err())
        .contains(STACK_TRACE_LINE);
    assertThat(failing(loud).exitCode()).isEqualTo(5);
  }

  @Test
  void aFullHeapIsAMessageToo() {
    CommandRun run =
        CommandRun.with(
            timeZone -> {
              throw new OutOfMemoryError("Java heap space");
            },
            "check",
            "--config",
            "conf/cdnow.yaml");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("PERENNIAL_DRIVER_MEMORY").doesNotContain(STACK_TRACE_LINE);
  }

  private static CommandRun failing(String... arguments) {
    return CommandRun.with(
        timeZone -> {
          throw new IllegalStateException("No session.", new ConnectException("refused"));
        },
        arguments);
  }

  private static CommandLine program() {
    return Perennial.commandLine(
        new Surroundings(
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            false,
            Path.of(""),
            Map.of(),
            timeZone -> {
              throw new AssertionError("Parsing must not start Spark.");
            }));
  }
}
