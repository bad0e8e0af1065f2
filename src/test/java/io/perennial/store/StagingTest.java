package io.perennial.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  private static final int THREADS = 8;
  private static final int PLACES = 1_000;

  @TempDir private java.nio.file.Path output;

  /** Whoever is the last to end takes the common folder away while others are about to use it. */
  @Test
  void placesAreTakenAndLeftByManyAtOnce() throws Exception {
    Path path = new Path(output.toUri());
    FileSystem files = FileSystem.newInstance(path.toUri(), InProcessFilesTest.ours());
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> begun = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        // A staging of its own, as other processes have.
        Staging staging = new Staging(files, path);
        begun.add(pool.submit(() -> takeAndLeave(staging)));
      }
      for (Future<?> one : begun) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } finally {
      pool.shutdownNow();
    }
    assertThat(output).isEmptyDirectory();
  }

  private static Void takeAndLeave(Staging staging) throws IOException {
    for (int i = 0; i < PLACES; i++) {
      try (Staging.Place place = staging.take()) {
        assertThat(Files.isDirectory(Staging.local(place.resolve("table")).getParent())).isTrue();
      }
    }
    return null;
  }
}
