package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
  private static final List<Integer> PIECES = IntStream.range(0, 20).boxed().toList();

  @Test
  void outcomesComeInTheOrderOfThePieces() {
    Function<Integer, Integer> slowFirst =
        piece -> {
          pause(piece == 0 ? 50 : 0);
          return piece * piece;
        };
    assertThat(new SideBySide(3).each(PIECES, slowFirst))
        .isEqualTo(PIECES.stream().map(piece -> piece * piece).toList());
  }

  @Test
  void asManyPiecesAreAtWorkAsThereAreThreads() {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    assertThat(new SideBySide(2).each(List.of(1, 2), piece -> met(bothAtWork)))
        .containsExactly(true, true);
  }

  @Test
  void oneThreadIsTheCallersOwn() {
    Thread caller = Thread.currentThread();
    assertThat(new SideBySide(1).each(PIECES, piece -> Thread.currentThread()))
        .containsOnly(caller);
    assertThat(new SideBySide(4).each(List.of(1), piece -> Thread.currentThread()))
        .containsOnly(caller);
  }

  @Test
  void aFailureEndsTheWorkOnceWhatIsAtWorkHasEnded() {
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    Set<Integer> ended = ConcurrentHashMap.newKeySet();
    CountDownLatch bothAtWork = new CountDownLatch(2);
    IllegalStateException broken = new IllegalStateException("broken on purpose");
    Function<Integer, Integer> breaking =
        piece -> {
          begun.add(piece);
          met(bothAtWork);
          if (piece == 0) {
            throw broken;
          }
          pause(500);
          ended.add(piece);
          return piece;
        };
    assertThatThrownBy(() -> new SideBySide(2).each(PIECES, breaking)).isSameAs(broken);
    assertThat(begun).containsExactlyInAnyOrder(0, 1);
    assertThat(ended).containsExactly(1);
  }

  @Test
  void ofTwoFailuresThatOfTheEarlierPieceIsThrownWithTheOtherBesideIt() {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    Function<Integer, Integer> breaking =
        piece -> {
          met(bothAtWork);
          pause(piece == 0 ? 50 : 0);
          throw new IllegalStateException("piece " + piece);
        };
    assertThatThrownBy(() -> new SideBySide(2).each(List.of(0, 1), breaking))
        .hasMessage("piece 0")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("piece 1"));
  }

  @Test
  void aCheckedExceptionComesAsItIs() {
    IOException undeclared = new IOException("as Spark does");
    assertThatThrownBy(() -> new SideBySide(2).each(PIECES, piece -> thrown(undeclared)))
        .isSameAs(undeclared);
  }

  @Test
  void anInterruptedCallerStillWaitsForWhatIsAtWork() {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    Set<Integer> ended = ConcurrentHashMap.newKeySet();
    Thread caller = Thread.currentThread();
    Function<Integer, Integer> interrupting =
        piece -> {
          met(bothAtWork);
          if (piece == 0) {
            caller.interrupt();
          }
          pause(100);
          ended.add(piece);
          return piece;
        };
    try {
      assertThatThrownBy(() -> new SideBySide(2).each(PIECES, interrupting))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("interrupted");
      assertThat(ended).contains(0, 1);
    } finally {
      // The tests after this one must not meet the interruption.
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static <T> T thrown(Exception failure) {
    return SideBySideTest.<T, RuntimeException>undeclared(failure);
  }

  @SuppressWarnings("unchecked")
  private static <T, E extends Exception> T undeclared(Exception failure) throws E {
    throw (E) failure;
  }

  /** Whether as many as are expected came here in time. */
  private static boolean met(CountDownLatch latch) {
    latch.countDown();
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Also where the thread is interrupted. */
  private static void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
