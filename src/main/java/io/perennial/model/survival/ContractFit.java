package io.perennial.model.survival;

import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fits a contract model, or says why a table cannot carry one. */
final class ContractFit {
  /** The sums of both shapes to start from: customers who differ much, somewhat and hardly. */
  private static final double[] CONCENTRATIONS = {.5, 3, 30};

  private ContractFit() {}

  /**
   * The fit of a family whose first two parameters are the shapes of the probability to leave; a
   * third one starts at 1.
   *
   * @param better parameters to start from beside the usual ones, if any are known
   */
  static <M> Fit<M> of(Family<RenewalTable, M> family, RenewalTable table, List<double[]> better) {
    Optional<String> reason = unfittable(table, family.parameterNames().size());
    if (reason.isPresent()) {
      return Fit.unfittable(family.familyName(), table.contracts(), reason.get());
    }
    List<double[]> starts = new ArrayList<>();
    better.forEach(start -> starts.add(Arrays.stream(start).map(Math::log).toArray()));
    double renewals = table.rows().stream().mapToLong(RenewalTable.Row::atRisk).sum();
    double leaves = table.lost() / renewals;
    for (double concentration : CONCENTRATIONS) {
      double[] start = new double[family.parameterNames().size()];
      start[0] = Math.log(leaves * concentration);
      start[1] = Math.log((1 - leaves) * concentration);
      starts.add(start);
    }
    return Maximiser.plain()
        .fit(
            family,
            table.contracts(),
            logParameters -> family.logLikelihood(logParameters, table),
            starts);
  }

  private static Optional<String> unfittable(RenewalTable table, int parameters) {
    if (table.contracts() == 0) {
      return Optional.of("No contract has come to a renewal.");
    }
    if (table.contracts() == 1) {
      return Optional.of("One contract alone does not say how contracts differ.");
    }
    if (table.lost() == 0) {
      return Optional.of("No contract was lost.");
    }
    if (table.rows().get(0).lost() == table.contracts()) {
      return Optional.of("All contracts were lost at their first renewal.");
    }
    if (table.rows().size() < parameters) {
      return Optional.of(
          "Renewals of %d periods do not determine %d parameters."
              .formatted(table.rows().size(), parameters));
    }
    return Optional.empty();
  }
}
