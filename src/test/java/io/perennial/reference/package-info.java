/**
 * The published figures once more, straight from their definitions, day by day and without Spark:
 * slow, plain, and independent of the code it is compared with.
 */
package io.perennial.reference;
