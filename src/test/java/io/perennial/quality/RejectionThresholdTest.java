package io.perennial.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.quality.RejectionThreshold.RejectedReason;
import io.perennial.quality.RejectionThreshold.Rejections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejectionThresholdTest {
  private static Rejections rejections(String table, long read, long... rejected) {
    List<RejectedReason> reasons =
        IntStream.range(0, rejected.length)
            .mapToObj(
                i ->
                    new RejectedReason(
                        "code_" + i, "Reason " + i + ".", rejected[i], "{\"a\":" + i + "}"))
            .toList();
    return new Rejections(table, read, reasons);
  }

  @Test
  void aShareUpToTheThresholdPasses() {
    RejectionThreshold threshold = new RejectionThreshold(0.01, Map.of());
    assertThat(threshold.exceeded(List.of(rejections("orders", 100, 1)))).isEmpty();
    assertThat(threshold.exceeded(List.of(rejections("orders", 0)))).isEmpty();
    assertThat(
            new RejectionThreshold(0.29, Map.of()).exceeded(List.of(rejections("orders", 100, 29))))
        .isEmpty();
    assertThat(threshold.exceeded(List.of(rejections("orders", 100, 1, 1)))).isPresent();
  }

  @Test
  void aTablesOwnThresholdWins() {
    RejectionThreshold threshold = new RejectionThreshold(0.5, Map.of("customers", 0.0));
    PerennialException error =
        threshold
            .exceeded(List.of(rejections("orders", 10, 5), rejections("customers", 10, 1)))
            .orElseThrow();
    assertThat(error.problems()).hasSize(1);
    assertThat(error).hasMessageContaining("1 of 10 rows of customers were rejected (10 %)");
  }

  @Test
  void theErrorNamesTheRulesLargestFirstWithExamples() {
    PerennialException error =
        new RejectionThreshold(0.001, Map.of())
            .exceeded(List.of(rejections("orders", 300, 1, 2, 3, 4, 5, 6)))
            .orElseThrow();
    assertThat(error.category()).isEqualTo(Category.INPUT_CONTRACT);
    assertThat(error.getMessage())
        .contains("21 of 300 rows of orders were rejected (7 %); at most 0.1 % may be.")
        .containsSubsequence(
            "code_5, 6 rows", "Such as {\"a\":5}", "code_1, 2 rows", "code_0, 1 rows")
        .doesNotContain("{\"a\":0}");
  }

  @Test
  void aLongExampleIsShortenedAndKeptOnItsLine() {
    RejectedReason reason =
        new RejectedReason("code", "Reason.", 1, "a\n" + "\uD83D\uDE00".repeat(500));
    String cause =
        new RejectionThreshold(0, Map.of())
            .exceeded(List.of(new Rejections("orders", 1, List.of(reason))))
            .orElseThrow()
            .problems()
            .get(0)
            .cause();
    assertThat(cause.codePointCount(0, cause.length())).isLessThan(300);
    assertThat(cause).contains("a \uD83D\uDE00").endsWith(" ...");
  }
}
