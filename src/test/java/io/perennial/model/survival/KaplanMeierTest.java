package io.perennial.model.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Expected figures are those of R's survival package 3.x, as its documentation prints them. */
class KaplanMeierTest {
  @Test
  void theWaltonsMediansAreThePublishedOnes() {
    KaplanMeier.Median all =
        KaplanMeier.of(PublicDurations.waltons(false).get(""), KaplanMeier.Scale.LOG).median();
    assertThat(all).isEqualTo(median(56, 53, 58));
    Map<String, EventTable> groups = PublicDurations.waltons(true);
    assertThat(KaplanMeier.of(groups.get("control")).median().time()).hasValue(58);
    assertThat(KaplanMeier.of(groups.get("miR-137")).median().time()).hasValue(26);
  }

  @Test
  void theLungMediansAndTheirIntervalsAreThePublishedOnes() {
    EventTable all = PublicDurations.lung(false).get("");
    assertThat(all.total()).isEqualTo(228);
    assertThat(all.events()).isEqualTo(165);
    KaplanMeier curve = KaplanMeier.of(all, KaplanMeier.Scale.LOG);
    assertThat(curve.median()).isEqualTo(median(310, 285, 363));
    assertThat(curve.survival(365)).isCloseTo(.409242, within(5e-7));
    Map<String, EventTable> groups = PublicDurations.lung(true);
    assertThat(KaplanMeier.of(groups.get("1"), KaplanMeier.Scale.LOG).median())
        .isEqualTo(median(270, 212, 310));
    assertThat(KaplanMeier.of(groups.get("2"), KaplanMeier.Scale.LOG).median())
        .isEqualTo(median(426, 348, 550));
  }

  @Test
  void theTelcoCurveIsThatOfR() {
    KaplanMeier curve = KaplanMeier.of(PublicDurations.telco(false).get(""));
    double[] expected = {.8432, .7887, .7485, .7088, .6644, .5928};
    for (int i = 0; i < expected.length; i++) {
      assertThat(curve.survival(12 * (i + 1.0))).isCloseTo(expected[i], within(5e-5));
    }
    assertThat(curve.median().time()).isEmpty();
  }

  @Test
  void varianceAndIntervalFollowGreenwoodOnTheLogLogScale() {
    // Ten at risk; 1 and 2 end at times 1 and 3, one is last seen at 2. By hand:
    // S = 9/10, then 9/10 x 6/8 = 27/40; Greenwood's sum is 1/90 + 2/48 = 19/360.
    EventTable table =
        EventTable.builder().add(3, 2, 0).add(1, 1, 0).add(2, 0, 1).add(9, 0, 6).build();
    KaplanMeier curve = KaplanMeier.of(table);
    KaplanMeier.Point third = curve.points().get(2);
    assertThat(third.atRisk()).isEqualTo(8);
    assertThat(third.survival()).isCloseTo(27 / 40.0, within(1e-15));
    assertThat(third.variance().getAsDouble()).isCloseTo(729 / 1600.0 * 19 / 360.0, within(1e-15));
    // exp(-exp(log(-log(.675)) +- 1.959964 sqrt(19/360) / log(.675))), to fifteen digits.
    assertThat(third.low().getAsDouble()).isCloseTo(.2905853574031326, within(1e-12));
    assertThat(third.high().getAsDouble()).isCloseTo(.8824967337087401, within(1e-12));
    assertThat(curve.points().get(1).survival()).isEqualTo(.9);
    assertThat(curve.survival(.5)).isEqualTo(1);
    assertThat(curve.survival(2.9)).isEqualTo(.9);
  }

  @Test
  void whereEverybodyHasEndedTheCurveIsZeroWithoutAnInterval() {
    KaplanMeier curve = KaplanMeier.of(EventTable.builder().add(1, 1, 0).add(2, 1, 0).build());
    KaplanMeier.Point last = curve.points().get(1);
    assertThat(last.survival()).isZero();
    assertThat(last.variance()).isEmpty();
    assertThat(last.low()).isEmpty();
    assertThat(last.high()).isEmpty();
    // One half from 1 on and zero from 2 on: the middle of that stretch.
    assertThat(curve.median().time()).hasValue(1.5);
  }

  @Test
  void anEmptyTableHasNoCurve() {
    KaplanMeier curve = KaplanMeier.of(EventTable.builder().build());
    assertThat(curve.points()).isEmpty();
    assertThat(curve.median().time()).isEmpty();
    assertThat(curve.survival(7)).isEqualTo(1);
  }

  @Test
  void noDurationIsNegativeOrWithoutEnd() {
    EventTable.Builder builder = EventTable.builder();
    for (double time : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> builder.add(time, 1, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> builder.add(1, -1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000, seed = "20261122")
  void theCurveFallsBetweenItsBounds(
      @ForAll @Size(max = 30) List<@IntRange(max = 50) Integer> ended,
      @ForAll @Size(max = 30) List<@IntRange(max = 50) Integer> censored) {
    EventTable.Builder builder = EventTable.builder();
    ended.forEach(time -> builder.add(time, 1, 0));
    censored.forEach(time -> builder.add(time, 0, 1));
    double before = 1;
    for (KaplanMeier.Point point : KaplanMeier.of(builder.build()).points()) {
      assertThat(point.survival()).isBetween(0.0, before);
      if (point.low().isPresent()) {
        assertThat(point.low().getAsDouble()).isBetween(0.0, point.survival());
        assertThat(point.high().getAsDouble()).isBetween(point.survival(), 1.0);
      }
      before = point.survival();
    }
  }

  @Property(tries = 200, seed = "20261122")
  void withoutCensoringTheCurveIsTheShareThatLastsLonger(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 50) Integer> ended) {
    EventTable.Builder builder = EventTable.builder();
    ended.forEach(time -> builder.add(time, 1, 0));
    KaplanMeier curve = KaplanMeier.of(builder.build());
    for (KaplanMeier.Point point : curve.points()) {
      long longer = ended.stream().filter(time -> time > point.time()).count();
      assertThat(point.survival()).isCloseTo((double) longer / ended.size(), within(1e-12));
    }
  }

  private static KaplanMeier.Median median(double time, double low, double high) {
    return new KaplanMeier.Median(
        OptionalDouble.of(time), OptionalDouble.of(low), OptionalDouble.of(high));
  }
}
