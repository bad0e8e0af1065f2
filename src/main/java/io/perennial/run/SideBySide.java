package io.perennial.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.spark.SparkContext;

/**
 * Does independent pieces of work side by side on threads of the driver. Planning a query is one
 * thread's work, and where tables are small it is most of the work: several threads let one piece
 * be planned while another is computed.
 *
 * <p>The first failure ends the work: no further piece is begun, those at work are waited for, and
 * then the failure is thrown. Of several failures the one of the earliest piece is thrown, with the
 * others beside it.
 *
 * @param threads how many pieces are at work at a time
 */
public record SideBySide(int threads) {
  /** More threads plan more than their executors compute, and hold more in memory meanwhile. */
  private static final int MOST_THREADS = 4;

  public SideBySide {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
  }

  /**
   * As many threads as Spark computes tasks at a time, within bounds; a session with one task at a
   * time works on one piece after the other.
   */
  static SideBySide of(SparkContext context) {
    return new SideBySide(Math.max(1, Math.min(MOST_THREADS, context.defaultParallelism())));
  }

  /**
   * What the work made of each piece, in the pieces' order.
   *
   * @param work called once for each piece, on any thread; what a thread of Spark's hands on to new
   *     threads, such as its session, it has from the calling one
   */
  public <P, T> List<T> each(List<P> pieces, Function<P, T> work) {
    int atOnce = Math.min(threads, pieces.size());
    if (atOnce < 2) {
      return pieces.stream().map(work).toList();
    }
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<T>> begun = new ArrayList<>();
      for (P piece : pieces) {
        begun.add(pool.submit(() -> unlessFailed(failed, work, piece)));
      }
      return outcomes(begun);
    } finally {
      end(pool);
    }
  }

  /** Waits for what is at work, also where the waiting thread is interrupted. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean ended = false;
    boolean interrupted = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null where the piece is left out because another has failed; nobody sees it then. */
  private static <P, T> T unlessFailed(AtomicBoolean failed, Function<P, T> work, P piece) {
    if (failed.get()) {
      return null;
    }
    boolean done = false;
    try {
      T outcome = work.apply(piece);
      done = true;
      return outcome;
    } finally {
      if (!done) {
        failed.set(true);
      }
    }
  }

  private static <T> List<T> outcomes(List<Future<T>> begun) {
    List<T> outcomes = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (Future<T> piece : begun) {
      try {
        outcomes.add(piece.get());
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while tables were worked on", e);
      }
    }
    if (failures.isEmpty()) {
      return outcomes;
    }
    Throwable first = failures.get(0);
    failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
    throw SideBySide.<RuntimeException>asItIs(first);
  }

  /** Spark throws its checked exception without declaring it, and so it has to go on. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E asItIs(Throwable failure) throws E {
    throw (E) failure;
  }
}
