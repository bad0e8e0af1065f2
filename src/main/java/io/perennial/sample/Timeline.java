package io.perennial.sample;

import java.util.List;

/**
 * The clean orders of one customer, and what can be told from them. What else a customer does is
 * made up after its orders are, and given them: how something went is drawn with a probability that
 * depends on what came after it, so that by Bayes' rule what came after it depends on how it went.
 *
 * @param customer who
 * @param orders the clean orders, the oldest first
 * @param occasions the days on which there are any, ascending, in days since 1970-01-01
 * @param gone whether the purchase process had ended for good by the as-of date
 * @param lastDay the as-of date, in days since 1970-01-01
 */
record Timeline(
    SampleCustomer customer,
    List<SampleOrder> orders,
    List<Integer> occasions,
    boolean gone,
    int lastDay) {

  /** For how many days a customer is waited for before it counts as having stayed away. */
  static final int WINDOW = 365;

  /** The timeline of rows, of which the flawed ones are left out. */
  static Timeline of(SampleCustomer customer, List<SampleOrder> rows, boolean gone, int lastDay) {
    List<SampleOrder> clean = rows.stream().filter(order -> order.flaw().isEmpty()).toList();
    return new Timeline(
        customer, clean, clean.stream().map(SampleOrder::day).distinct().toList(), gone, lastDay);
  }

  /** What came after a day within the usual window. */
  Sequel sequel(int day) {
    return sequel(day, WINDOW);
  }

  /** What came after a day within so many days. */
  Sequel sequel(int day, int window) {
    if (day + window > lastDay) {
      return Sequel.UNDECIDED;
    }
    return occasions.stream().anyMatch(occasion -> occasion > day && occasion <= day + window)
        ? Sequel.CAME_BACK
        : Sequel.STAYED_AWAY;
  }

  /** The day of the last order; asked only where there is one. */
  int lastOccasion() {
    return occasions.get(occasions.size() - 1);
  }
}
