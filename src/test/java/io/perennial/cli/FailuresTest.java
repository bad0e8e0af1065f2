package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.perennial.error.Category;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.error.Problem;
import io.perennial.testing.SharedSpark;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  static Stream<Arguments> thrown() {
    return Stream.of(
        Arguments.of(new ConnectException("refused"), Category.OUTSIDE_SYSTEM),
        Arguments.of(new UnknownHostException("db"), Category.OUTSIDE_SYSTEM),
        Arguments.of(new SQLException("too many connections"), Category.OUTSIDE_SYSTEM),
        Arguments.of(new FileNotFoundException("part-0"), Category.OUTSIDE_SYSTEM),
        Arguments.of(new AccessDeniedException("/data"), Category.OUTSIDE_SYSTEM),
        Arguments.of(new IOException("No space left on device"), Category.OUTSIDE_SYSTEM),
        Arguments.of(
            new IllegalStateException("Cannot call methods on a stopped SparkContext."),
            Category.OUTSIDE_SYSTEM),
        Arguments.of(new UnsupportedFileSystemException("no s3x"), Category.USAGE),
        Arguments.of(new ArithmeticException("long overflow"), Category.INPUT_CONTRACT),
        Arguments.of(new ArithmeticException("/ by zero"), Category.FAILURE),
        Arguments.of(new OutOfMemoryError("Java heap space"), Category.FAILURE),
        Arguments.of(new NullPointerException(), Category.FAILURE));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void whoMustActIsFoundHoweverDeepTheCauseLies(Throwable thrown, Category category) {
    assertThat(Failures.explain(thrown).category()).isEqualTo(category);
    RuntimeException wrapped =
        new RuntimeException("outer", new IllegalStateException("middle", thrown));
    assertThat(Failures.explain(wrapped).category()).isEqualTo(category);
  }

  @Test
  void anErrorOfOursPassesAsItIs() {
    PerennialException ours =
        Errors.of(Category.OUTPUT_CONTRACT, new Problem("A sum differs.", "c", "r"));
    assertThat(Failures.explain(new RuntimeException(ours))).isSameAs(ours);
  }

  @Test
  void anOverflowInSparkIsTheInputsFault() {
    Throwable thrown =
        catchThrowable(
            () ->
                SharedSpark.session()
                    .sql("SELECT sum(v) FROM VALUES (9223372036854775807), (1) AS t(v)")
                    .collectAsList());
    assertThat(Failures.explain(thrown).category()).isEqualTo(Category.INPUT_CONTRACT);
  }

  @Test
  void aValueOfACustomersRowIsNotTold() {
    Throwable thrown =
        catchThrowable(
            () ->
                SharedSpark.session()
                    .sql("SELECT CAST(v AS INT) FROM VALUES ('jane@example.com') AS t(v)")
                    .collectAsList());
    PerennialException failure = Failures.explain(thrown);
    assertThat(failure.category()).isEqualTo(Category.FAILURE);
    assertThat(failure.getMessage()).contains("CAST_INVALID_INPUT").doesNotContain("jane");
  }

  @Test
  void aSecretInAnAddressIsHidden() {
    PerennialException failure =
        Failures.explain(
            new SQLException(
                "no answer from jdbc:db://anna:hunter2@host/shop?user=anna&password=hunter2"));
    assertThat(failure.getMessage())
        .contains("host/shop")
        .doesNotContain("hunter2")
        .doesNotContain("anna");
  }

  @Test
  void anUnforeseenErrorPointsToVerbose() {
    assertThat(Failures.explain(new NullPointerException()).getMessage()).contains("--verbose");
  }

  @Test
  void aCircularChainOfCausesEnds() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertThat(Failures.explain(one).category()).isEqualTo(Category.FAILURE);
  }
}
