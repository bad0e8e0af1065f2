package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;

/** What the exceptions of Spark, Delta, Hadoop and Java mean to who publishes a table. */
final class StorageFailures {
  private static final Pattern BROKEN_CHECK = Pattern.compile("CHECK constraint (\\S+)");
  private static final Pattern BROKEN_PRESENCE =
      Pattern.compile("NOT NULL constraint violated for column: (\\S+?)\\.?(\\s|$)");

  private StorageFailures() {}

  /**
   * The failure as a message for users; the exception itself where it is none of storage's.
   *
   * @param table the table that was being read or published
   * @param place where
   */
  static RuntimeException of(String table, String place, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<PerennialException> known = known(table, place, cause, failure);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : Errors.storageFailed(place, sentence(failure), failure);
  }

  private static Optional<PerennialException> known(
      String table, String place, Throwable cause, Exception failure) {
    String message = String.valueOf(cause.getMessage());
    String type = cause.getClass().getSimpleName();
    if (cause instanceof PerennialException already) {
      return Optional.of(already);
    }
    if (type.equals("DeltaInvariantViolationException")) {
      return Optional.of(Errors.constraintBroken(table, constraint(message), failure));
    }
    if (type.startsWith("Concurrent") || type.equals("DeltaConcurrentModificationException")) {
      boolean delta = cause.getClass().getName().contains("delta");
      return delta ? Optional.of(Errors.changedMeanwhile(table, failure)) : Optional.empty();
    }
    if (message.contains("No space left on device") || message.contains("quota")) {
      return Optional.of(Errors.storageFull(place, failure));
    }
    if (cause instanceof AccessDeniedException
        || cause instanceof AccessControlException
        || message.contains("Permission denied")) {
      return Optional.of(Errors.storageForbidden(place, failure));
    }
    return cause instanceof IOException
        ? Optional.of(Errors.storageFailed(place, sentence(cause), failure))
        : Optional.empty();
  }

  /** The broken constraint's name alone: Delta's message goes on with the row. */
  private static String constraint(String message) {
    Matcher check = BROKEN_CHECK.matcher(message);
    if (check.find()) {
      return check.group(1);
    }
    Matcher presence = BROKEN_PRESENCE.matcher(message);
    return presence.find() ? "that " + presence.group(1) + " is present" : "of the table";
  }

  /** What a failure says of itself, in one sentence. */
  static String sentence(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String told = cause.getClass().getSimpleName() + ": " + message;
    return told.endsWith(".") ? told : told + ".";
  }
}
