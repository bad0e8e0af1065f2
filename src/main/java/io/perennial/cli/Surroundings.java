package io.perennial.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * What a command needs of the process around it, so that a test can give it another.
 *
 * @param out where results go
 * @param err where progress and problems go
 * @param terminal whether a person watches {@code err} on a terminal
 * @param home the folder of the project or installation, which holds {@code conf}
 * @param environment the environment variables
 * @param sessions gives the Spark session whose days are those of a time zone; not called by a
 *     command that needs none
 */
record Surroundings(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Path home,
    Map<String, String> environment,
    Function<ZoneId, SparkSession> sessions) {}
