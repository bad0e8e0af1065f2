package io.perennial.sample;

/**
 * One made-up person.
 *
 * @param number from 1; what the customer's whole history is made from, with the seed
 * @param customerId the id in every file
 * @param name a name that nobody bears
 * @param email an address of a domain that is reserved for examples
 * @param country the ISO 3166 code of the country
 * @param acquisitionChannel through which channel the customer was won
 * @param acquisitionCostCents what that cost, in cents of the reporting currency
 * @param signedUpDay the day of the sign-up, in days since 1970-01-01; on or before the first order
 * @param signedUpSecond the second of that day
 */
record SampleCustomer(
    int number,
    String customerId,
    String name,
    String email,
    String country,
    String acquisitionChannel,
    long acquisitionCostCents,
    int signedUpDay,
    int signedUpSecond) {

  /** The id of the customer with a number. */
  static String id(int number) {
    return "C" + Cells.padded(number, 7);
  }
}
