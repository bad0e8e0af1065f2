package io.perennial.sample;

import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well512a;

/**
 * The random streams of a company or of one of its customers. Each purpose has a stream of its own,
 * so that a change to one of them leaves what the others draw as it was. Nothing here or in what
 * draws from it depends on the platform or the virtual machine: generators, samplers and functions
 * are all Hipparchus's own.
 */
final class RandomStreams {
  private final RandomGenerator seeds;

  RandomStreams(long seed) {
    seeds = new Well512a(seed);
  }

  /** The streams of the next customer, which are independent of those before and after. */
  RandomStreams nextCustomer() {
    return new RandomStreams(seeds.nextLong());
  }

  /** The stream of the next purpose. */
  RandomDataGenerator next() {
    return RandomDataGenerator.of(new Well512a(seeds.nextLong()));
  }
}
