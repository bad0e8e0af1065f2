package io.perennial.testing;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Java process with Spark in it, beside the one in which the tests run. */
public final class JavaProcess {
  private JavaProcess() {}

  /** The class path of the tests. Surefire may hand it over in a jar that only names it. */
  public static List<Path> classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .distinct()
        .toList();
  }

  /** Entries of a class path as one text. */
  public static String joined(List<Path> classPath) {
    return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
  }

  /**
   * The beginning of a command line: the Java of this process, with what Spark needs to be opened
   * to it. The name of the main class and its arguments follow.
   *
   * @param options further options of Java, such as how much memory it may take
   */
  public static List<String> command(String classPath, String... options) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    // A process that lives for seconds ends before thorough compilation would pay.
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-Duser.timezone=UTC",
            "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile")));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath));
    return command;
  }
}
