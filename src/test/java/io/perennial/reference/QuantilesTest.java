package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  private static final LocalDate DAY = LocalDate.of(2024, 1, 1);

  @Test
  void aQuantileIsInterpolatedBetweenItsTwoNeighbours() {
    assertThat(Quantiles.hundredfold(List.of(4L, 1L, 3L, 2L), 20)).isEqualTo(160);
    assertThat(Quantiles.hundredfold(List.of(1L, 2L, 3L, 4L), 80)).isEqualTo(340);
    assertThat(Quantiles.hundredfold(List.of(7L), 95)).isEqualTo(BigInteger.valueOf(700));
  }

  @Test
  void aMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Quantiles.median(List.of(9L, 1L, 4L, 2L))).hasValue(3.0);
    assertThat(Quantiles.median(List.of(9L, 1L, 4L))).hasValue(4.0);
    assertThat(Quantiles.median(List.of())).isEmpty();
  }

  @Test
  void theLearntWindowIsTheNinetyFifthPercentileRoundedUp() {
    // Gaps 1..21: position 19, the twentieth gap, exactly 20 days.
    assertThat(learnt(LongStream.rangeClosed(1, 21).toArray())).isEqualTo(20);
    // Gaps 1..22: position 19.95, 20.95 days.
    assertThat(learnt(LongStream.rangeClosed(1, 22).toArray())).isEqualTo(21);
    assertThat(learnt(new long[] {30})).isEqualTo(30);
  }

  @Test
  void withoutAnyGapTheWindowIsAYear() {
    assertThat(learnt(new long[] {})).isEqualTo(365);
    List<Event> sameDay =
        IntStream.range(0, 3).mapToObj(any -> Event.order("a", DAY, 10_000)).toList();
    assertThat(Quantiles.learntWindowDays(sameDay, ReferenceSettings.asOf(DAY))).isEqualTo(365);
  }

  private static int learnt(long[] gaps) {
    LocalDate day = DAY;
    List<Event> events = new ArrayList<>();
    events.add(Event.order("a", day, 10_000));
    for (long gap : gaps) {
      day = day.plusDays(gap);
      events.add(Event.order("a", day, 10_000));
    }
    return Quantiles.learntWindowDays(events, ReferenceSettings.asOf(day));
  }
}
