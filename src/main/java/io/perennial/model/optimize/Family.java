package io.perennial.model.optimize;

import java.io.Serializable;
import java.util.List;

/**
 * A family of models with positive parameters: what their likelihood is on data of one kind, and
 * how a model is made of its parameters. Stateless, so that it can be sent to where the data are.
 *
 * @param <D> the data, of which the likelihood needs only chunks
 * @param <M> the model
 */
public interface Family<D, M> extends Serializable {
  /** The name of the family as tables print it, such as {@code BG/NBD}. */
  String familyName();

  /** The parameters' names, in the order of every array of parameters. */
  List<String> parameterNames();

  /**
   * The log-likelihood of a chunk of data and its gradient by the logarithms of the parameters;
   * those of chunks add up to those of their union.
   */
  Evaluation logLikelihood(double[] logParameters, D chunk);

  /** The model of those parameters, themselves and not their logarithms. */
  M model(double[] parameters);
}
