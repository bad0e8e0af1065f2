package io.perennial.model.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected figures are those of R's survival package (survdiff). */
class LogRankTest {
  @Test
  void theWaltonsGroupsDifferAsPublished() {
    LogRank test = LogRank.of(List.copyOf(PublicDurations.waltons(true).values())).orElseThrow();
    assertThat(test.chiSquare()).isCloseTo(122.2491, within(5e-5));
    assertThat(test.degreesOfFreedom()).isEqualTo(1);
    assertThat(test.pValue()).isBetween(0.0, 1e-25);
  }

  @Test
  void theLungSexesDifferAsPublished() {
    LogRank test = LogRank.of(List.copyOf(PublicDurations.lung(true).values())).orElseThrow();
    assertThat(test.chiSquare()).isCloseTo(10.32674, within(5e-6));
    assertThat(test.pValue()).isCloseTo(.0013112, within(5e-8));
  }

  @Test
  void theTelcoContractsDifferAsInR() {
    LogRank test = LogRank.of(List.copyOf(PublicDurations.telco(true).values())).orElseThrow();
    assertThat(test.degreesOfFreedom()).isEqualTo(2);
    assertThat(test.chiSquare()).isCloseTo(2352.873, within(5e-4));
    assertThat(test.pValue()).isNotNaN().isZero();
  }

  @Test
  void threeAndThreeDurationsGiveThePublishedStatistic() {
    LogRank test = LogRank.of(List.of(ended(10, 20, 30), ended(10, 20, 50))).orElseThrow();
    assertThat(test.chiSquare()).isCloseTo(.254237, within(5e-7));
    assertThat(test.pValue()).isCloseTo(.614107, within(5e-7));
  }

  @Test
  void theOrderOfTheGroupsDoesNotMatter() {
    List<EventTable> groups = List.of(ended(1, 2, 9), ended(3, 4), ended(2, 7, 8, 8));
    LogRank test = LogRank.of(groups).orElseThrow();
    LogRank turned = LogRank.of(List.of(groups.get(2), groups.get(0), groups.get(1))).orElseThrow();
    assertThat(turned.chiSquare()).isCloseTo(test.chiSquare(), within(1e-12));
    assertThat(turned.degreesOfFreedom()).isEqualTo(2);
  }

  @Test
  void equalGroupsShowNoDifference() {
    LogRank test = LogRank.of(List.of(ended(1, 2, 3), ended(1, 2, 3))).orElseThrow();
    assertThat(test.chiSquare()).isCloseTo(0, within(1e-15));
    assertThat(test.pValue()).isCloseTo(1, within(1e-7));
  }

  @Test
  void aGroupThatWasNeverAtRiskOfAnEventIsLeftOut() {
    EventTable gone = EventTable.builder().add(0, 0, 7).build();
    LogRank test = LogRank.of(List.of(gone, ended(10, 20, 30), ended(10, 20, 50))).orElseThrow();
    assertThat(test.degreesOfFreedom()).isEqualTo(1);
    assertThat(test.chiSquare()).isCloseTo(.254237, within(5e-7));
  }

  @Test
  void thereIsNoTestWithoutTwoGroupsOrWithoutEvents() {
    EventTable censored = EventTable.builder().add(3, 0, 5).build();
    assertThat(LogRank.of(List.of())).isEmpty();
    assertThat(LogRank.of(List.of(ended(1, 2)))).isEmpty();
    assertThat(LogRank.of(List.of(censored, censored))).isEmpty();
    // All end at once: no order in time to compare.
    assertThat(LogRank.of(List.of(ended(4, 4), ended(4)))).isEmpty();
  }

  private static EventTable ended(double... times) {
    EventTable.Builder builder = EventTable.builder();
    for (double time : times) {
      builder.add(time, 1, 0);
    }
    return builder.build();
  }
}
