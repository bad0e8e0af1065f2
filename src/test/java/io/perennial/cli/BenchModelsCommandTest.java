package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchModelsCommandTest {
  @Test
  void everySizeHasItsTimesAndItsEstimatesBesideTheTruth() {
    CommandRun run =
        CommandRun.withSpark(
            "bench-models", "--customers", "3000,6000", "--seed", "7", "--maximum-cells", "2500");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches(" +3,000 +[\\d,]+ +driver .*BG/NBD.*"))
        .anyMatch(line -> line.matches(" +6,000 +[\\d,]+ +executors .*BG/NBD.*"))
        .anyMatch(line -> line.matches(" +6,000 +BG/NBD +alpha +4\\.4136 .*(yes|no)"))
        .anyMatch(line -> line.startsWith("The records of 3,000 customers, each counted 2 times"));
  }

  @Test
  void aModelThatTheCustomersAreNotOfIsHeldAgainstNoTruth() {
    CommandRun run =
        CommandRun.withSpark("bench-models", "--customers", "2000", "--models", "pareto_nbd");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Pareto/NBD", "beta").doesNotContain("yes", "each counted");
  }

  @Test
  void customersWhoCannotBeFittedAreTheReasonInPlaceOfEstimates() {
    CommandRun run = CommandRun.withSpark("bench-models", "--customers", "1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("One customer says nothing of how customers differ.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--customers 0", "--customers 200,-1", "--maximum-cells 0"})
  void aSizeBelowOneIsRefusedBeforeSparkStarts(String options) {
    CommandRun run = CommandRun.withoutSpark(("bench-models " + options).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(options.split(" ")[0], "at least 1");
  }
}
