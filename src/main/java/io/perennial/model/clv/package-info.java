/**
 * Models of what customers without a contract will buy and spend. Times are {@link
 * io.perennial.model.clv.TimeSpan}s in every public signature; a model's own parameters are rates
 * per its {@link io.perennial.model.clv.TimeUnit}.
 */
package io.perennial.model.clv;
