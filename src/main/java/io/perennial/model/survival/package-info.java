/**
 * How long something lasts: what was observed (Kaplan and Meier's estimate, the log-rank test) and
 * what contracts are expected to do beyond it (shifted beta-geometric, beta-discrete-Weibull). All
 * of it works on counts per distinct time, never on one row per customer.
 */
package io.perennial.model.survival;
