package io.perennial.cli;

import io.perennial.run.OrderBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a benchmark of the core tables measured, in plain text. */
final class OrderBenchmarkText {
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private OrderBenchmarkText() {}

  /** The times of all rounds, and what the stages took. */
  static String of(OrderBenchmark.Size size, int threads, List<OrderBenchmark.Round> rounds) {
    String newLine = System.lineSeparator();
    String figures =
        rounds.get(0).peer().isPresent()
            ? "Both came to the same figures in every row and column."
            : "Nothing was compared.";
    return String.format(
            Locale.ROOT,
            "%,d orders of at most %,d customers, order ids %s, %d threads, a heap of %s MiB%n%s%n%n",
            size.orders(),
            size.customers(),
            size.orderIds() ? "looked at" : "left out",
            threads,
            mebibytes(Runtime.getRuntime().maxMemory()),
            figures)
        + times(size, threads, rounds)
        + newLine
        + "What Perennial's stages took, in seconds"
        + newLine
        + stages(rounds)
        + beside(rounds);
  }

  /**
   * How the time of Perennial's last rounds grows with the orders, from each size to the next and
   * over all: the exponent b of orders to the power of b. Nothing of one size.
   *
   * @param measured the rounds of each size, by rising numbers of orders
   */
  static String growth(Map<OrderBenchmark.Size, List<OrderBenchmark.Round>> measured) {
    List<OrderBenchmark.Size> sizes = List.copyOf(measured.keySet());
    if (sizes.size() < 2) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 1; i < sizes.size(); i++) {
      rows.add(growth(sizes.get(i - 1), sizes.get(i), measured));
    }
    if (sizes.size() > 2) {
      rows.add(growth(sizes.get(0), sizes.get(sizes.size() - 1), measured));
    }
    return "How time grows: the exponent to which the orders are raised"
        + System.lineSeparator()
        + new TextTable(
                List.of(
                    TextTable.right("from orders"),
                    TextTable.right("to orders"),
                    TextTable.right("seconds"),
                    TextTable.right("CPU s")),
                rows)
            .text();
  }

  private static List<String> growth(
      OrderBenchmark.Size from,
      OrderBenchmark.Size to,
      Map<OrderBenchmark.Size, List<OrderBenchmark.Round>> measured) {
    OrderBenchmark.Measured less = last(measured.get(from)).ours();
    OrderBenchmark.Measured more = last(measured.get(to)).ours();
    double orders = Math.log((double) to.orders() / from.orders());
    return List.of(
        String.format(Locale.ROOT, "%,d", from.orders()),
        String.format(Locale.ROOT, "%,d", to.orders()),
        ratio(Math.log(more.seconds() / less.seconds()), orders),
        ratio(Math.log(more.processorSeconds() / less.processorSeconds()), orders));
  }

  private static OrderBenchmark.Round last(List<OrderBenchmark.Round> rounds) {
    return rounds.get(rounds.size() - 1);
  }

  private static String times(
      OrderBenchmark.Size size, int threads, List<OrderBenchmark.Round> rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      OrderBenchmark.Round round = rounds.get(i);
      rows.add(row(i, size, threads, round.ours(), round.peer()));
      Optional<OrderBenchmark.Measured> peer = round.peer();
      if (peer.isPresent()) {
        rows.add(row(i, size, threads, peer.get(), Optional.empty()));
      }
    }
    return new TextTable(
            List.of(
                TextTable.right("round"),
                "",
                TextTable.right("seconds"),
                TextTable.right("ratio"),
                TextTable.right("start s"),
                TextTable.right("with start"),
                TextTable.right("CPU s"),
                TextTable.right("CPU ratio"),
                TextTable.right("orders/s/thread"),
                TextTable.right("memory MiB"),
                TextTable.right("spilled MiB")),
            rows)
        .text();
  }

  private static List<String> row(
      int round,
      OrderBenchmark.Size size,
      int threads,
      OrderBenchmark.Measured measured,
      Optional<OrderBenchmark.Measured> against) {
    // Java has started once, before the first round.
    boolean isFirst = round == 0;
    return List.of(
        Integer.toString(round + 1),
        measured.title(),
        seconds(measured.seconds()),
        against.map(peer -> ratio(measured.seconds(), peer.seconds())).orElse(""),
        isFirst ? seconds(measured.startSeconds()) : "",
        isFirst
            ? against
                .map(
                    peer ->
                        ratio(
                            measured.seconds() + measured.startSeconds(),
                            peer.seconds() + peer.startSeconds()))
                .orElse("")
            : "",
        seconds(measured.processorSeconds()),
        against.map(peer -> ratio(measured.processorSeconds(), peer.processorSeconds())).orElse(""),
        String.format(Locale.ROOT, "%,.0f", size.orders() / measured.seconds() / threads),
        mebibytes(measured.memoryBytes()),
        mebibytes(measured.spilledBytes()));
  }

  private static String stages(List<OrderBenchmark.Round> rounds) {
    List<String> headings = new ArrayList<>(List.of("stage"));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (int i = 0; i < rounds.size(); i++) {
      headings.add(TextTable.right("round " + (i + 1)));
      headings.add(TextTable.right("CPU of tasks"));
      rounds
          .get(i)
          .ours()
          .stages()
          .forEach(
              (stage, took) ->
                  rows.computeIfAbsent(stage, one -> new ArrayList<>(List.of(one)))
                      .addAll(List.of(seconds(took.seconds()), seconds(took.taskSeconds()))));
    }
    return new TextTable(headings, List.copyOf(rows.values())).text();
  }

  private static String beside(List<OrderBenchmark.Round> rounds) {
    OrderBenchmark.Round last = last(rounds);
    return String.format(
        Locale.ROOT,
        "%n%,d Spark jobs; %s MiB shuffled%n",
        last.jobs(),
        mebibytes(last.shuffledBytes()));
  }

  private static String ratio(double ours, double theirs) {
    return String.format(Locale.ROOT, "%.2f", ours / theirs);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f", bytes / BYTES_PER_MEBIBYTE);
  }
}
