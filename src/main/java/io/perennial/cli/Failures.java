package io.perennial.cli;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkThrowable;

/** Turns whatever was thrown into a message for people, with the exit code of who must act. */
final class Failures {
  /** Deep enough for any real chain of causes, and an end for a circular one. */
  private static final int DEEPEST_CAUSE = 50;

  private static final int LONGEST_MESSAGE = 300;

  private static final Pattern SECRET =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token|credential|user)=[^&;,\\s]*");
  private static final Pattern USER_OF_ADDRESS = Pattern.compile("://[^/@\\s]*@");

  private Failures() {}

  /** The thrown error itself where it is one of ours, else what it amounts to for the user. */
  static PerennialException explain(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    return chain.stream()
        .map(link -> explainLink(link, thrown))
        .flatMap(Optional::stream)
        .findFirst()
        // A plain IOException is looked for last: nearly anything may be wrapped in one.
        .or(() -> first(chain, IOException.class).map(link -> storage(link, thrown)))
        .orElseGet(() -> Errors.unforeseen(message(chain), thrown));
  }

  private static Optional<PerennialException> explainLink(Throwable link, Throwable thrown) {
    if (link instanceof PerennialException ours) {
      return Optional.of(ours);
    }
    if (link instanceof OutOfMemoryError) {
      return Optional.of(Errors.outOfMemory(thrown));
    }
    if (link instanceof UnsupportedFileSystemException) {
      return Optional.of(Errors.unknownFileSystem(text(link), thrown));
    }
    String said = Optional.ofNullable(link.getMessage()).orElse("").toLowerCase(Locale.ROOT);
    if (said.contains("no space left on device") || said.contains("disk quota exceeded")) {
      return Optional.of(Errors.outsideSystem("A disk is full.", text(link), thrown));
    }
    if (isOverflow(link)) {
      return Optional.of(Errors.overflow(text(link), thrown));
    }
    if (link instanceof SocketException
        || link instanceof SocketTimeoutException
        || link instanceof UnknownHostException) {
      return Optional.of(
          Errors.outsideSystem(
              "A system on the network could not be reached.", text(link), thrown));
    }
    if (link instanceof SQLException) {
      return Optional.of(Errors.outsideSystem("A database failed.", text(link), thrown));
    }
    if (isConcurrentWrite(link)) {
      return Optional.of(
          Errors.outsideSystem(
              "Another process wrote to the same table at the same time.",
              link.getClass().getSimpleName(),
              thrown));
    }
    if (isLostCluster(said)) {
      return Optional.of(Errors.outsideSystem("The Spark cluster went away.", text(link), thrown));
    }
    if (condition(link).startsWith("FAILED_READ_FILE")) {
      return Optional.of(storage(link, thrown));
    }
    return Optional.empty();
  }

  private static PerennialException storage(Throwable link, Throwable thrown) {
    return Errors.outsideSystem("A file could not be read or written.", text(link), thrown);
  }

  private static boolean isOverflow(Throwable link) {
    String condition = condition(link);
    return condition.contains("OVERFLOW")
        || condition.startsWith("NUMERIC_VALUE_OUT_OF_RANGE")
        || (link.getClass() == ArithmeticException.class
            && Optional.ofNullable(link.getMessage()).orElse("").contains("overflow"));
  }

  /** By name, since where Delta keeps these exceptions differs between its versions. */
  private static boolean isConcurrentWrite(Throwable link) {
    String name = link.getClass().getName();
    return name.startsWith("io.delta.exceptions.")
        && (name.contains("Concurrent")
            || name.endsWith("ProtocolChangedException")
            || name.endsWith("MetadataChangedException"));
  }

  private static boolean isLostCluster(String said) {
    return said.contains("all masters are unresponsive")
        || said.contains("cannot call methods on a stopped sparkcontext")
        || said.contains("sparkcontext was shut down")
        || said.contains("executorlostfailure");
  }

  /** Spark's name for the kind of error, such as ARITHMETIC_OVERFLOW; empty where there is none. */
  private static String condition(Throwable link) {
    return link instanceof SparkThrowable spark
        ? Optional.ofNullable(spark.getErrorClass()).orElse("")
        : "";
  }

  private static String message(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return text(root);
  }

  /**
   * What an exception says, on one line, without secrets. Spark's own errors may quote a customer's
   * value, so of them only the kind is told.
   */
  private static String text(Throwable link) {
    String name = link.getClass().getSimpleName();
    String condition = condition(link);
    if (!condition.isEmpty()) {
      return name + " (" + condition + ").";
    }
    String firstLine =
        Optional.ofNullable(link.getMessage()).orElse("").lines().findFirst().orElse("").strip();
    String safe =
        USER_OF_ADDRESS
            .matcher(SECRET.matcher(firstLine).replaceAll("$1=(hidden)"))
            .replaceAll("://(hidden)@");
    if (safe.isEmpty()) {
      return name + ".";
    }
    return name
        + ": "
        + (safe.length() > LONGEST_MESSAGE ? safe.substring(0, LONGEST_MESSAGE) + "..." : safe);
  }

  private static Optional<Throwable> first(List<Throwable> chain, Class<? extends Throwable> kind) {
    return chain.stream().filter(kind::isInstance).findFirst();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    Throwable link = thrown;
    while (link != null && chain.size() < DEEPEST_CAUSE) {
      chain.add(link);
      link = link.getCause();
    }
    return chain;
  }
}
