package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.hipparchus.random.RandomDataGenerator;

/** What tests of comparisons share: what holds of every one, and arms drawn by chance. */
final class Comparisons {
  private Comparisons() {}

  /** An arm each of whose customers succeeds with the same probability. */
  static SuccessCounts drawn(RandomDataGenerator random, int customers, double probability) {
    int successes = 0;
    for (int i = 0; i < customers; i++) {
      successes += random.nextUniform(0, 1) < probability ? 1 : 0;
    }
    return new SuccessCounts(customers, successes);
  }

  static void assertSound(Comparison test) {
    assertNumber(test.control());
    assertNumber(test.treatment());
    assertNumber(test.difference());
    assertNumber(test.standardError());
    assertNumber(test.statistic());
    assertNumber(test.degreesOfFreedom());
    assertNumber(test.lift().value());
    assertNumber(test.lift().standardError());
    test.pValue().ifPresent(p -> assertThat(p).isBetween(0.0, 1.0));
    test.interval()
        .ifPresent(
            interval ->
                assertThat(interval.contains(test.difference().getAsDouble()))
                    .as("%s", test)
                    .isTrue());
    test.lift()
        .interval()
        .ifPresent(
            interval ->
                assertThat(interval.contains(test.lift().value().getAsDouble()))
                    .as("%s", test)
                    .isTrue());
    boolean compared = test.verdict() == Comparison.Verdict.COMPARED;
    assertThat(test.pValue().isPresent()).isEqualTo(compared);
    assertThat(test.standardError().isPresent()).isEqualTo(compared);
    assertThat(test.lift().interval().isPresent())
        .isEqualTo(test.lift().verdict() == Lift.Verdict.ESTIMATED);
    assertThat(test.lift().value().isPresent())
        .isEqualTo(test.lift().verdict() != Lift.Verdict.NO_BASELINE);
  }

  private static void assertNumber(OptionalDouble value) {
    value.ifPresent(number -> assertThat(number).isFinite());
  }
}
