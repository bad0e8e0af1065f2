package io.perennial.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * A moving line for the stage at work, or the first begun of several, and a line that stays for
 * each stage that is done.
 */
final class TerminalProgress implements Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int WIDTH = 79;
  private static final int UPDATE_MILLIS = 200;
  private static final long UNKNOWN_LENGTH = -1;

  private final PrintWriter err;
  private final Map<String, Long> atWork = new LinkedHashMap<>();
  private Optional<ProgressBar> bar = Optional.empty();

  TerminalProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void started(String stage) {
    close();
    atWork.put(stage, System.nanoTime());
    showAtWork();
  }

  private void showAtWork() {
    Map.Entry<String, Long> first = atWork.entrySet().iterator().next();
    int others = atWork.size() - 1;
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(first.getKey() + (others == 0 ? "" : " and " + others + " more"))
                .setInitialMax(UNKNOWN_LENGTH)
                .startsFrom(0, Duration.ofNanos(System.nanoTime() - first.getValue()))
                .continuousUpdate()
                .setRenderer((state, width) -> moving(state, width))
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(
                    new DelegatingProgressBarConsumer(
                        line -> {
                          err.print(CLEAR_LINE + line);
                          err.flush();
                        },
                        WIDTH))
                .build());
  }

  @Override
  public void finished(String stage, long rows, Duration took) {
    close();
    err.println(line(stage, rows, took));
    err.flush();
    atWork.remove(stage);
    if (!atWork.isEmpty()) {
      showAtWork();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(
        moving -> {
          moving.close();
          err.print(CLEAR_LINE);
          err.flush();
        });
    bar = Optional.empty();
  }

  /** How many rows a stage will have is not known before its end, so time alone is shown. */
  private static String moving(ProgressState state, int width) {
    long seconds = state.getElapsedAfterStart().toSeconds();
    String text = String.format(Locale.ROOT, "  %s ... %d s", state.getTaskName(), seconds);
    return text.length() <= width ? text : text.substring(0, width);
  }

  /** The line that stays: the stage, its rows where they are known, and its seconds. */
  static String line(String stage, long rows, Duration took) {
    String counted = rows < 0 ? "" : String.format(Locale.ROOT, "%,d rows", rows);
    return String.format(Locale.ROOT, "  %-40s %18s %8.1f s", stage, counted, took.toNanos() / 1e9);
  }
}
