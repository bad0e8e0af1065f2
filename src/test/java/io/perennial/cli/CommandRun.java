package io.perennial.cli;

import io.perennial.testing.SharedSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * What a command did in this process.
 *
 * @param exitCode its exit code
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
record CommandRun(int exitCode, String out, String err) {
  /** Runs a command for which Spark must not be started. */
  static CommandRun withoutSpark(String... arguments) {
    return with(
        timeZone -> {
          throw new AssertionError("This command must not start Spark.");
        },
        arguments);
  }

  /** Runs a command on the shared session of the tests, in the time zone asked for. */
  static CommandRun withSpark(String... arguments) {
    return with(
        timeZone -> {
          SparkSession session = SharedSpark.session().newSession();
          session.conf().set("spark.sql.session.timeZone", timeZone.getId());
          return session;
        },
        arguments);
  }

  /** Runs a command with what gives it a session. */
  static CommandRun with(Function<ZoneId, SparkSession> sessions, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(out), new PrintWriter(err), false, Path.of(""), Map.of(), sessions);
    int exitCode = Perennial.execute(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
