/**
 * Maximum likelihood of models whose parameters are all positive, in the logarithms of the
 * parameters. What is maximised is a sum over data that may lie anywhere: the maximiser only sees
 * values and gradients.
 */
package io.perennial.model.optimize;
