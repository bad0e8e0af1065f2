package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.run.OutputCatalog;
import io.perennial.table.TableContract;
import io.perennial.testing.Python;
import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/**
 * The DAG, imported by Python with stubs in Airflow's place, which keep what it imports where the
 * releases of Airflow keep it.
 */
class AirflowDagTest {
  private static final Path DAG = Path.of("jobs/airflow/perennial_retention.py");
  private static final Path STUBS = Path.of("src/test/resources/airflow/with_stubs.py");
  private static final Path CONFIGURATION = Path.of("jobs/airflow/perennial_retention.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The launcher refuses a driver in the cluster to every other command. */
  private static final Set<String> DRIVEN_IN_CLUSTERS = Set.of("run", "check", "report");

  private static final Set<String> LAUNCHERS =
      Set.of("--master", "--deploy-mode", "--properties-file");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"3.2", "3.0", "2.11"})
  void theFileImportsInEachReleaseOfAirflow(String release) throws IOException {
    JsonNode described = ask(release, "describe", null);
    assertThat(described.at("/dag/dag_id").asText()).isEqualTo("perennial_retention");
    assertThat(described.at("/dag/max_active_runs").asInt()).isEqualTo(1);
    assertThat(described.at("/dag/catchup").asBoolean()).isFalse();
    assertThat(described.at("/dag/start_date").asText())
        .isEqualTo("2025-01-01 in Europe/Amsterdam");
    assertThat(texts(described.get("schedule"))).containsExactly("0 4 1 * *", "Europe/Amsterdam");
  }

  @Test
  void itChecksRunsVerifiesAndPublishesInThisOrder() throws IOException {
    JsonNode tasks = ask("3.2", "describe", null).get("tasks");
    assertThat(texts(tasks, "task_id")).containsExactly("check", "run", "verify", "publish");
    for (int i = 0; i < tasks.size(); i++) {
      JsonNode task = tasks.get(i);
      assertThat(texts(task.get("upstream")))
          .isEqualTo(i == 0 ? List.of() : List.of(tasks.get(i - 1).get("task_id").asText()));
      assertThat(task.get("pool").asText()).isEqualTo("perennial");
      assertThat(task.get("retries").asInt()).isPositive();
      assertThat(task.get("retry_delay_seconds").asInt()).isPositive();
      assertThat(task.get("timeout_seconds").asInt()).isPositive();
      assertThat(Path.of(task.get("folder").asText())).isEqualTo(Path.of("").toAbsolutePath());
      assertThat(Path.of(task.get("command").get(0).asText())).isExecutable();
      // Consumers are told after verification and not before.
      assertThat(task.get("outlets").isEmpty()).isEqualTo(i < tasks.size() - 1);
    }
  }

  @Test
  void everyTasksArgumentsAreThoseOfTheCommandLine() throws IOException {
    for (JsonNode task : ask("3.2", "describe", null).get("tasks")) {
      List<String> arguments = arguments(task, "2024-02-29");
      CommandLine.ParseResult parsed =
          program().parseArgs(ofCommand(arguments).toArray(String[]::new));
      CommandLine.ParseResult command = parsed.subcommand();
      assertThat(command.matchedOption("--config").<Path>getValue()).isRegularFile();
      assertThat(command.matchedOption("--set").<List<String>>getValue())
          .containsExactly("output.path=target/retention/2024-02-29");
      if (command.hasMatchedOption("--as-of")) {
        assertThat(command.matchedOption("--as-of").<LocalDate>getValue()).isEqualTo("2024-02-29");
      } else {
        Query query = Query.of(command.matchedPositionalValue(0, ""));
        assertThat(query.tables())
            .isNotEmpty()
            .allMatch(name -> OutputCatalog.find(name).isPresent());
      }
      assertThat(String.join(" ", arguments)).contains("2024-02-29").doesNotContain("{as_of_date}");
    }
  }

  /**
   * The configuration's example of a cluster: tasks that read the inputs get what is said of their
   * driver, the queries do not. What is the launcher's is taken out before the job's command line
   * is parsed, as the launcher does.
   */
  @Test
  void theDriversOfQueriesStayOnTheWorkerWhereTheOthersGoToTheCluster() throws IOException {
    Map<String, Object> clustered = configuration();
    String text = Files.readString(CONFIGURATION);
    Matcher example = Pattern.compile("#   \\[(--master.*)]").matcher(text);
    assertThat(example.find()).isTrue();
    List<String> ofCluster = List.of(example.group(1).split(", "));
    assertThat(ofCluster).contains("--deploy-mode=cluster");
    assertThat(Path.of(ofCluster.get(2).replace("--properties-file=", ""))).isRegularFile();
    List<String> ofQueries = List.of("--master=spark://host:7077");
    clustered.put("spark", Map.of("tables", ofCluster, "queries", ofQueries));
    for (JsonNode task : ask("3.2", "describe", null, clustered).get("tasks")) {
      List<String> arguments = arguments(task, "2024-02-29");
      List<String> ofLauncher = arguments.stream().filter(AirflowDagTest::isLaunchers).toList();
      CommandLine.ParseResult parsed =
          program().parseArgs(ofCommand(arguments).toArray(String[]::new)).subcommand();
      assertThat(parsed.matchedOption("--config").<Path>getValue()).isRegularFile();
      boolean inCluster = DRIVEN_IN_CLUSTERS.contains(parsed.commandSpec().name());
      assertThat(ofLauncher).isEqualTo(inCluster ? ofCluster : ofQueries);
      assertThat(inCluster).isEqualTo(parsed.hasMatchedOption("--as-of"));
    }
  }

  @Test
  void theLauncherTakesTheseCommandsIntoTheClusterAndNoOther() throws IOException {
    Matcher commands =
        Pattern.compile(
                "(?s)if \\[ \"\\$deploy_mode\" = cluster \\]; then.*?\n    ([a-z| ]+)\\) ;;")
            .matcher(Files.readString(Path.of("jobs/perennial")));
    assertThat(commands.find()).isTrue();
    assertThat(commands.group(1).split(" \\| "))
        .containsExactlyInAnyOrderElementsOf(DRIVEN_IN_CLUSTERS);
  }

  @Test
  void theDaysOfTheScheduleAreThoseOfTheConfigurationThatIsRun() throws IOException {
    String configuration = Files.readString(Path.of("conf/demo.yaml"));
    assertThat(configuration).contains("\ntime_zone: " + configuration().get("time_zone") + "\n");
    assertThat(configuration().get("configuration").toString()).contains("--config=conf/demo.yaml");
  }

  @Test
  void everyOutletIsATable() throws IOException {
    JsonNode tasks = ask("3.2", "describe", null).get("tasks");
    assertThat(texts(tasks.get(tasks.size() - 1).get("outlets")))
        .isNotEmpty()
        .allSatisfy(
            uri -> {
              assertThat(uri).startsWith("x-perennial://");
              assertThat(OutputCatalog.ALL.stream().map(TableContract::name))
                  .contains(uri.substring(uri.lastIndexOf('/') + 1));
            });
  }

  /**
   * Every midnight and every four o'clock of four years, which hold a leap day, each month's end
   * and changes of the clock at midnight (Cairo) and by half an hour (Lord Howe); java.time is the
   * judge.
   */
  @Test
  void theAsOfDateIsTheLastDayThatIsOverWhenTheIntervalEnds() throws IOException {
    List<Map<String, String>> asked = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String zone :
        List.of(
            "UTC",
            "Europe/Amsterdam",
            "America/New_York",
            "Asia/Kolkata",
            "Pacific/Auckland",
            "Pacific/Kiritimati",
            "Africa/Cairo",
            "Australia/Lord_Howe")) {
      LocalDate end = LocalDate.of(2026, 3, 1);
      for (LocalDate day = LocalDate.of(2022, 3, 1); day.isBefore(end); day = day.plusDays(1)) {
        for (LocalTime time : List.of(LocalTime.MIDNIGHT, LocalTime.of(4, 0))) {
          ZonedDateTime interval = ZonedDateTime.of(day, time, ZoneId.of(zone));
          String instant = interval.toInstant().toString().replace("Z", "+00:00");
          asked.add(Map.of("end", instant, "time_zone", zone));
          expected.add(day.minusDays(1).toString());
        }
      }
    }
    assertThat(texts(ask("3.2", "as_of_dates", asked))).isEqualTo(expected);
    assertThat(expected).contains("2024-02-29", "2023-02-28", "2025-12-31", "2024-03-31");
  }

  @Test
  void theIntervalIsMadeADateInOnePlaceAlone() throws IOException {
    String dag = Files.readString(DAG);
    assertThat(dag.split("as_of_date\\(", -1)).as("its definition and one call").hasSize(3);
    assertThat(dag.split("data_interval_end", -1)).hasSize(2);
    assertThat(dag)
        .doesNotContain("data_interval_start", "logical_date\"", "execution_date", "now(");
  }

  @ParameterizedTest
  @CsvSource({
    "1, AirflowFailException",
    "2, AirflowFailException",
    "3, AirflowFailException",
    "4, AirflowFailException",
    "5, AirflowException",
    "137, AirflowFailException"
  })
  void onlyAnOutsideSystemsFailureIsTriedAgain(int exitCode, String raised) throws IOException {
    JsonNode ended =
        execute(
            "echo 'stage=\"orders\" seconds=1' >&2",
            "echo 'perennial: building target/perennial-job.jar' >&2",
            "echo 'perennial: 3 rows were rejected.' >&2",
            "echo '  cause:  These rules were broken:' >&2",
            "echo '    missing_amount 3' >&2",
            "echo '  remedy: Correct the table.' >&2",
            "exit " + exitCode);
    assertThat(ended.get("raised").asText()).isEqualTo(raised);
    assertThat(ended.get("message").asText())
        .startsWith("Perennial ended with exit code " + exitCode + ": ")
        .endsWith(
            """

            perennial: 3 rows were rejected.
              cause:  These rules were broken:
                missing_amount 3
              remedy: Correct the table.""")
        .doesNotContain("stage", "building");
    assertThat(ended.get("events").isEmpty()).isTrue();
  }

  @Test
  void whatACommandPrintedBeforeItFailedStandsBelowItsProblems() throws IOException {
    JsonNode ended =
        execute(
            "echo 'Rows of the inputs'",
            "echo '  orders  10  7  3'",
            "echo 'perennial: 3 rows were rejected.' >&2",
            "echo '  cause:  These rules were broken:' >&2",
            "echo '  remedy: Correct the table.' >&2",
            "exit 3");
    assertThat(ended.get("message").asText())
        .endsWith(
            """
              remedy: Correct the table.

            Rows of the inputs
              orders  10  7  3""");
    JsonNode much =
        execute("for i in $(seq 1 200); do echo \"row $i $(seq -s ' ' 1 200)\"; done", "exit 1");
    assertThat(much.get("message").asText().lines())
        .hasSize(82)
        .allMatch(line -> line.length() <= 300)
        .anyMatch(line -> line.startsWith("row 80 "));
  }

  @Test
  void aProcessKilledFromOutsideIsNotTriedAgain() throws IOException {
    JsonNode ended = execute("kill -9 $$");
    assertThat(ended.get("raised").asText()).isEqualTo("AirflowFailException");
    assertThat(ended.get("message").asText()).contains("exit code -9", "ended from outside");
  }

  @Test
  void theConsumersAreToldWhatWasPublished() throws IOException {
    JsonNode ended = execute("printf '{\"run_id\":\"r\",\"as_of_date\":\"%s\"}\\n' \"$1\"");
    assertThat(ended.get("raised").isNull()).isTrue();
    assertThat(ended.get("events").size()).isGreaterThan(3);
    for (JsonNode extra : ended.get("events")) {
      assertThat(extra.get("run_id").asText()).isEqualTo("r");
      assertThat(extra.get("as_of_date").asText()).isEqualTo("2024-02-29");
    }
  }

  @Test
  void nothingPublishedIsAFailure() throws IOException {
    JsonNode ended = execute("exit 0");
    assertThat(ended.get("raised").asText()).isEqualTo("AirflowFailException");
    assertThat(ended.get("message").asText()).contains("gave 0 rows");
  }

  @Test
  void aProcessThatTakesTooLongIsEndedWithItsChildrenAndNotTriedAgain() throws IOException {
    Path mark = folder.resolve("alive");
    JsonNode ended =
        execute(
            Map.of("time_out", 1.0),
            "(sleep 5; touch '" + mark + "') &",
            "echo started >&2",
            "wait");
    assertThat(ended.get("raised").asText()).isEqualTo("AirflowFailException");
    assertThat(ended.get("message").asText()).contains("was ended after");
    assertThat(ended.get("ended").asBoolean()).isTrue();
    assertThat(mark).doesNotExist();
  }

  @Test
  void muchOutputOnBothSidesDoesNotBlock() throws IOException {
    JsonNode ended =
        execute(
            "for i in 1 2 3 4 5 6 7 8; do head -c 100000 /dev/zero | tr '\\0' 'x'; echo;"
                + " head -c 100000 /dev/zero | tr '\\0' 'y' >&2; echo >&2; done",
            "exit 3");
    assertThat(ended.get("message").asText()).startsWith("Perennial ended with exit code 3");
  }

  @Test
  void aRunWithoutADataIntervalSaysHowToTriggerIt() throws IOException {
    Map<String, Object> asked = new HashMap<>();
    asked.put("command", List.of("/bin/false"));
    JsonNode ended = ask("3.2", "execute", asked);
    assertThat(ended.get("raised").asText()).isEqualTo("AirflowFailException");
    assertThat(ended.get("message").asText()).contains("no data interval", "logical date");
  }

  /** The queries of verify and publish, on tables that a run has published and on others. */
  @Test
  void theQueriesHoldOfWhatARunPublishedAndOfNothingElse() throws IOException {
    SmallShop shop =
        SmallShop.in(folder, "time_zone: Europe/Amsterdam")
            .sell(List.of("o1,a,2024-01-05,1", "o2,a,2024-02-01,2"));
    assertThat(
            task("run", shop.configuration(), "2024-02-29", "--metrics=purchase_summary")
                .exitCode())
        .isZero();
    CommandRun verified = task("verify", shop.configuration(), "2024-02-29");
    assertThat(verified.err()).isEmpty();
    assertThat(verified.out()).isEqualTo("{\"outcome\":\"verified\"}\n");
    CommandRun published = task("publish", shop.configuration(), "2024-02-29");
    assertThat(published.out()).hasLineCount(1);
    JsonNode row = JSON.readTree(published.out());
    assertThat(row.get("as_of_date").asText()).isEqualTo("2024-02-29");
    assertThat(row.get("table_versions").has("purchase_summary")).isTrue();

    CommandRun never = task("verify", shop.configuration(), "2024-02-28");
    assertThat(never.exitCode()).isEqualTo(4);
    assertThat(never.err()).contains("the last run as of 2024-02-28 did not succeed");
    assertThat(task("publish", shop.configuration(), "2024-02-28").out()).isEmpty();

    shop.sell(List.of());
    assertThat(
            task("run", shop.configuration(), "2024-02-29", "--metrics=purchase_summary")
                .exitCode())
        .isEqualTo(3);
    assertThat(task("verify", shop.configuration(), "2024-02-29").exitCode()).isEqualTo(4);
  }

  @Test
  void aDagBagOfTheRealAirflowLoadsIt() throws IOException {
    Python.Ended ended =
        Python.run(
            Path.of("src/test/resources/airflow/dag_bag.py"),
            List.of(DAG.getParent().toString()),
            "",
            Map.of("AIRFLOW_HOME", folder.toString(), "AIRFLOW__CORE__LOAD_EXAMPLES", "False"));
    assumeTrue(
        ended.exitCode() != 77,
        "Airflow cannot be imported here; with it, a DagBag loads the DAG.");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    String[] lines = ended.out().strip().split("\n");
    JsonNode bag = JSON.readTree(lines[lines.length - 1]);
    assertThat(bag.get("errors").isEmpty()).as(bag.get("errors").toString()).isTrue();
    assertThat(texts(bag.at("/dags/perennial_retention")))
        .containsExactly("check", "run", "verify", "publish");
  }

  /** Runs a task's command in this process, on another configuration and folder. */
  private CommandRun task(String id, Path configuration, String date, String... more)
      throws IOException {
    for (JsonNode task : ask("3.2", "describe", null).get("tasks")) {
      if (task.get("task_id").asText().equals(id)) {
        List<String> arguments =
            new ArrayList<>(
                ofCommand(arguments(task, date)).stream()
                    .map(
                        argument ->
                            argument.startsWith("--config=")
                                ? "--config=" + configuration
                                : argument.startsWith("--set=output.path=")
                                    ? "--set=output.path=" + folder.resolve("out")
                                    : argument)
                    .toList());
        arguments.addAll(List.of(more));
        return CommandRun.withSpark(arguments.toArray(String[]::new));
      }
    }
    throw new AssertionError("There is no task " + id);
  }

  private static List<String> arguments(JsonNode task, String date) {
    List<String> command = texts(task.get("command"));
    return command.subList(1, command.size()).stream()
        .map(argument -> argument.replace("{as_of_date}", date))
        .toList();
  }

  private JsonNode execute(String... script) throws IOException {
    return execute(Map.of(), script);
  }

  /** Executes the last task, with a shell script in the command's place, as of 2024-02-29. */
  private JsonNode execute(Map<String, Object> how, String... script) throws IOException {
    Path file = Files.writeString(folder.resolve("command.sh"), String.join("\n", script) + "\n");
    Map<String, Object> asked = new HashMap<>(how);
    asked.put("command", List.of("/bin/sh", file.toString(), "{as_of_date}"));
    asked.put("data_interval_end", "2024-03-01T03:00:00+00:00");
    return ask("3.2", "execute", asked);
  }

  /** What the launcher hands on to the command. */
  private static List<String> ofCommand(List<String> arguments) {
    return arguments.stream().filter(argument -> !isLaunchers(argument)).toList();
  }

  private static boolean isLaunchers(String argument) {
    return LAUNCHERS.contains(argument.split("=", 2)[0]);
  }

  private static JsonNode ask(String release, String question, Object asked) throws IOException {
    return ask(release, question, asked, configuration());
  }

  private static JsonNode ask(
      String release, String question, Object asked, Map<String, Object> configuration)
      throws IOException {
    Map<String, Object> given = new HashMap<>();
    given.put("configuration", configuration);
    given.put("asked", asked);
    return JSON.readTree(
        Python.output(
            STUBS,
            List.of(release, DAG.toAbsolutePath().toString(), question),
            JSON.writeValueAsString(given)));
  }

  private static Map<String, Object> configuration() throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(CONFIGURATION));
  }

  private static CommandLine program() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Perennial.commandLine(
        new Surroundings(
            nowhere,
            nowhere,
            false,
            Path.of(""),
            Map.of(),
            timeZone -> {
              throw new AssertionError("Parsing must not start Spark.");
            }));
  }

  private static List<String> texts(JsonNode list) {
    return stream(list).map(JsonNode::asText).toList();
  }

  private static List<String> texts(JsonNode list, String field) {
    return stream(list).map(node -> node.get(field).asText()).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
