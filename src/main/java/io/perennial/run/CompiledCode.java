package io.perennial.run;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.SparkSession;

/**
 * The code that Spark compiles for queries. Spark looks for it by the text and by the class loader
 * of the thread that asks: the driver, which tries whether a query can be compiled, and its tasks,
 * which run it, have different ones, so that in one process all code is compiled twice. Compiling
 * is the greater part of the work where tables are small.
 */
public final class CompiledCode {
  private static final AtomicReference<ClassLoader> OF_TASKS = new AtomicReference<>();

  private CompiledCode() {}

  /**
   * Has the calling thread, and threads that it starts from now on, share compiled code with the
   * tasks, where they run in this process; elsewhere nothing is done. Runs one task.
   */
  public static void shareWithTasks(SparkSession session) {
    if (!session.sparkContext().isLocal()) {
      return;
    }
    session
        .range(0, 1, 1, 1)
        .foreachPartition(
            (ForeachPartitionFunction<Long>)
                rows -> OF_TASKS.set(Thread.currentThread().getContextClassLoader()));
    Optional.ofNullable(OF_TASKS.get()).ifPresent(Thread.currentThread()::setContextClassLoader);
  }
}
