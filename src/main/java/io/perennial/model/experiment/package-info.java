/**
 * What trials show: two arms compared by shares or by means, with intervals and relative lifts;
 * whether the customers were split as planned; what a trial of that size can detect; the correction
 * for many tests; and the reduction of variance by what was known of the customers before. All of
 * it works on sufficient statistics that add up, never on one row per customer, and speaks of
 * assigned groups only: where customers chose their group, a difference is no effect.
 */
package io.perennial.model.experiment;
