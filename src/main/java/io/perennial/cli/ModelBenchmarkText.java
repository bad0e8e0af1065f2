package io.perennial.cli;

import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.optimize.Parameter;
import io.perennial.run.ModelBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a benchmark of the models measured, in plain text. */
final class ModelBenchmarkText {
  /** An estimate further than so many standard errors from the truth is pointed out. */
  static final double FAR = 2.5;

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final double NANOS = 1e9;

  private ModelBenchmarkText() {}

  /** The times of all sizes, and the estimates with the truth where there is one. */
  static String of(List<ModelBenchmark.Result> results) {
    String newLine = System.lineSeparator();
    return "What the fit took"
        + newLine
        + times(results)
        + newLine
        + "What was estimated"
        + newLine
        + estimates(results);
  }

  /** The times of customers who are copies of others, whose estimates tell nothing new. */
  static String ofCopies(ModelBenchmark.Result result, long copies) {
    return String.format(
            Locale.ROOT,
            "%nThe records of %,d customers, each counted %,d times%n",
            result.customers() / copies,
            copies)
        + times(List.of(result));
  }

  private static String times(List<ModelBenchmark.Result> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ModelBenchmark.Result result : results) {
      for (ModelBenchmark.TimedFit timed : result.fits()) {
        rows.add(
            List.of(
                whole(result.customers()),
                whole(result.records()),
                result.inDriver() ? "driver" : "executors",
                seconds(result.countSeconds()),
                seconds(result.gatherSeconds()),
                timed.process().title(),
                seconds(timed.seconds()),
                whole(timed.fit().evaluations()),
                String.format(
                    Locale.ROOT,
                    "%.0f",
                    NANOS * timed.secondsPerRecordAndEvaluation(result.records())),
                String.format(Locale.ROOT, "%,.0f", result.heapBytes() / BYTES_PER_MEBIBYTE)));
      }
    }
    return new TextTable(
            List.of(
                TextTable.right("customers"),
                TextTable.right("records"),
                "summed in",
                TextTable.right("count s"),
                TextTable.right("gather s"),
                "model",
                TextTable.right("fit s"),
                TextTable.right("evaluations"),
                TextTable.right("ns/record/evaluation"),
                TextTable.right("heap MiB")),
            rows)
        .text();
  }

  private static String estimates(List<ModelBenchmark.Result> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ModelBenchmark.Result result : results) {
      for (ModelBenchmark.TimedFit timed : result.fits()) {
        List<Parameter> parameters = timed.fit().parameters();
        if (parameters.isEmpty()) {
          rows.add(
              List.of(
                  whole(result.customers()),
                  timed.process().title(),
                  "none",
                  "",
                  "",
                  "",
                  "",
                  timed.fit().reason()));
        }
        for (int i = 0; i < parameters.size(); i++) {
          Parameter parameter = parameters.get(i);
          OptionalDouble truth =
              timed.process() == PurchaseProcess.BG_NBD
                  ? OptionalDouble.of(ModelBenchmark.TRUTH.parameters()[i])
                  : OptionalDouble.empty();
          rows.add(estimate(result.customers(), timed.process(), parameter, truth));
        }
      }
    }
    return new TextTable(
            List.of(
                TextTable.right("customers"),
                "model",
                "parameter",
                TextTable.right("truth"),
                TextTable.right("estimate"),
                TextTable.right("standard error"),
                TextTable.right("errors from truth"),
                "within " + FAR),
            rows)
        .text();
  }

  private static List<String> estimate(
      long customers, PurchaseProcess process, Parameter parameter, OptionalDouble truth) {
    OptionalDouble error = parameter.standardError();
    boolean comparable = truth.isPresent() && error.isPresent();
    double away =
        comparable ? (parameter.estimate() - truth.getAsDouble()) / error.getAsDouble() : 0;
    return List.of(
        whole(customers),
        process.title(),
        parameter.name(),
        truth.isPresent() ? String.format(Locale.ROOT, "%.4f", truth.getAsDouble()) : "",
        String.format(Locale.ROOT, "%.5f", parameter.estimate()),
        error.isPresent() ? String.format(Locale.ROOT, "%.5f", error.getAsDouble()) : "",
        comparable ? String.format(Locale.ROOT, "%+.2f", away) : "",
        comparable ? (Math.abs(away) <= FAR ? "yes" : "no") : "");
  }

  private static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }
}
