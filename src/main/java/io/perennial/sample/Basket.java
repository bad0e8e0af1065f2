package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/** Fills an order with products so that its lines add up to its amount, to the cent. */
final class Basket {
  private static final List<String> CATEGORIES =
      List.of("garden", "kitchen", "books", "toys", "clothing", "gifts");
  private static final String GIFTS = "gifts";

  /** What a category's goods cost the company, as a share of their price. */
  private static final double[] COST_SHARES = {0.52, 0.58, 0.66, 0.55, 0.45, 0.48};

  private static final double FURTHER_LINE = 0.55;
  private static final double FAVOURITE_CATEGORY = 0.5;
  private static final double GIFT_IN_SEASON = 0.35;
  private static final int MOST_LINES = 5;
  private static final int MOST_UNITS = 3;

  private Basket() {}

  /** A customer's favourite category, as a number below the number of categories. */
  static int favourite(RandomDataGenerator random) {
    return random.nextInt(CATEGORIES.size());
  }

  /**
   * Products for an amount.
   *
   * @param amountCents what the lines add up to; at least 1
   * @param favourite the customer's favourite category
   * @param epochDay the day of the order; before the holidays presents are bought
   */
  static List<SampleOrder.Line> fill(
      long amountCents, int favourite, int epochDay, RandomDataGenerator random) {
    List<SampleOrder.Line> lines = new ArrayList<>();
    long left = amountCents;
    while (lines.size() < MOST_LINES - 1
        && left >= 2 * MOST_UNITS
        && random.nextDouble() < FURTHER_LINE) {
      int units = 1 + random.nextInt(MOST_UNITS);
      long price = FastMath.max(1, (long) (left * (0.2 + 0.6 * random.nextDouble())) / units);
      lines.add(line(units, price, favourite, epochDay, random));
      left -= units * price;
    }
    // One unit takes what the others left, so that nothing is lost to rounding.
    lines.add(line(1, left, favourite, epochDay, random));
    return lines;
  }

  private static SampleOrder.Line line(
      int units, long price, int favourite, int epochDay, RandomDataGenerator random) {
    int category = category(favourite, epochDay, random);
    long cost = FastMath.round(price * COST_SHARES[category] * (0.9 + 0.2 * random.nextDouble()));
    return new SampleOrder.Line(
        productId(category, price), CATEGORIES.get(category), units, price, cost);
  }

  private static int category(int favourite, int epochDay, RandomDataGenerator random) {
    if (Seasons.giving(epochDay) && random.nextDouble() < GIFT_IN_SEASON) {
      return CATEGORIES.indexOf(GIFTS);
    }
    return random.nextDouble() < FAVOURITE_CATEGORY ? favourite : random.nextInt(CATEGORIES.size());
  }

  /**
   * The product of a category whose price class the price falls into; a class is twice the last.
   */
  private static String productId(int category, long price) {
    int priceClass = Long.SIZE - Long.numberOfLeadingZeros(price);
    return CATEGORIES.get(category) + "-" + (priceClass < 10 ? "0" : "") + priceClass;
  }
}
