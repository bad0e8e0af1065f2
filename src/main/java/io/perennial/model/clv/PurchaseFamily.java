package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The models of a process with rates per a unit of time.
 *
 * @param process the process
 * @param unit the unit of the models' parameters and of the times in the likelihood
 */
public record PurchaseFamily(PurchaseProcess process, TimeUnit unit)
    implements Family<PurchaseCounts, PurchaseModel> {
  /** Cells that one core sums at a time; fixed, so that the sum does not depend on the machine. */
  private static final int CHUNK = 4_096;

  /**
   * Where there are more cells than this, all starts but the best are tried on a sample of them.
   */
  private static final int SAMPLE = 8_192;

  @Override
  public String familyName() {
    return process.title();
  }

  @Override
  public List<String> parameterNames() {
    return process.parameterNames();
  }

  @Override
  public Evaluation logLikelihood(double[] logParameters, PurchaseCounts chunk) {
    return switch (process) {
      case BG_NBD -> GeometricDropoutLikelihood.sum(logParameters, chunk, unit, 0);
      case MBG_NBD -> GeometricDropoutLikelihood.sum(logParameters, chunk, unit, 1);
      case PARETO_NBD -> ExponentialDropoutLikelihood.sum(logParameters, chunk, unit);
    };
  }

  @Override
  public PurchaseModel model(double[] parameters) {
    double first = parameters[0];
    double second = parameters[1];
    double third = parameters[2];
    double fourth = parameters[3];
    return switch (process) {
      case BG_NBD -> new BgNbd(first, second, third, fourth, unit);
      case MBG_NBD -> new MbgNbd(first, second, third, fourth, unit);
      case PARETO_NBD -> new ParetoNbd(first, second, third, fourth, unit);
    };
  }

  /** Why customers with these totals cannot carry the model, in one sentence; empty if they can. */
  public Optional<String> unfittable(PurchaseTotals totals) {
    if (totals.customers() == 0) {
      return Optional.of("There are no customers.");
    }
    if (totals.customers() == 1) {
      return Optional.of("One customer says nothing of how customers differ.");
    }
    if (totals.greatestAgeDays() == 0) {
      return Optional.of("Nobody was observed for any time.");
    }
    if (totals.repeatCustomers() == 0) {
      return Optional.of("Nobody bought again, so there is no purchase rate to tell.");
    }
    return Optional.empty();
  }

  /**
   * Points to start from, as logarithms: purchase rates by the method of moments as if nobody ever
   * left and as if most did, with dropout from rare to frequent.
   */
  public List<double[]> starts(PurchaseTotals totals) {
    double age = totals.ageDays() / totals.customers() / unit.days();
    double mean = totals.repeatPurchases() / totals.customers();
    double variance = totals.squaredPurchases() / totals.customers() - mean * mean;
    double shape = Math.max(0.1, Math.min(10, mean * mean / Math.max(variance - mean, 0.1 * mean)));
    double scale = shape * age / mean;
    List<double[]> starts = new ArrayList<>();
    switch (process) {
      case BG_NBD, MBG_NBD -> {
        starts.add(logarithms(shape, scale / 2, 0.8, 2.5));
        starts.add(logarithms(shape, scale, 0.5, 5));
        starts.add(logarithms(2 * shape, scale, 1.5, 1.5));
        starts.add(logarithms(shape, scale, 3, 30));
      }
      case PARETO_NBD -> {
        starts.add(logarithms(shape, scale / 2, 0.6, age / 2));
        starts.add(logarithms(shape, scale, 0.5, 2 * age));
        starts.add(logarithms(2 * shape, scale, 2, age));
        starts.add(logarithms(shape, scale, 3, 10 * age));
      }
    }
    return starts;
  }

  /** Fits the family to customers in memory, on all cores. */
  public Fit<PurchaseModel> fit(PurchaseCounts counts, Maximiser maximiser) {
    PurchaseTotals totals = counts.totals();
    Optional<String> refusal = unfittable(totals);
    if (refusal.isPresent()) {
      return Fit.unfittable(familyName(), totals.customers(), refusal.get());
    }
    List<double[]> starts = starts(totals);
    if (counts.cells() > SAMPLE) {
      List<Double> begun =
          maximiser.maximise(objective(counts.sample(SAMPLE)), starts).logParameters();
      if (!begun.isEmpty()) {
        starts = List.of(begun.stream().mapToDouble(Double::doubleValue).toArray());
      }
    }
    return maximiser.fit(this, totals.customers(), objective(counts), starts);
  }

  /** The log-likelihood of customers in memory, summed on all cores, the same on any machine. */
  public Objective objective(PurchaseCounts counts) {
    int chunks = (counts.cells() + CHUNK - 1) / CHUNK;
    List<PurchaseCounts> parts =
        IntStream.range(0, chunks)
            .mapToObj(
                chunk -> counts.cells(chunk * CHUNK, Math.min(counts.cells(), (chunk + 1) * CHUNK)))
            .toList();
    return logParameters ->
        parts.parallelStream().map(part -> logLikelihood(logParameters, part)).toList().stream()
            .reduce(Evaluation.zero(logParameters.length), Evaluation::plus);
  }

  private static double[] logarithms(double... parameters) {
    double[] logarithms = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      logarithms[i] = Math.log(parameters[i]);
    }
    return logarithms;
  }
}
