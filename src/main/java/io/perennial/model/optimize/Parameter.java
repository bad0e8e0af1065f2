package io.perennial.model.optimize;

import java.util.OptionalDouble;

/**
 * One parameter of a fitted model.
 *
 * @param name its name in the paper that defines the model
 * @param estimate its value where the fit ended
 * @param standardError from the inverse of the negative Hessian by the delta method; empty where
 *     the fit did not end at a proper maximum
 */
public record Parameter(String name, double estimate, OptionalDouble standardError) {}
