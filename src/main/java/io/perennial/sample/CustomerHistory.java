package io.perennial.sample;

import java.util.List;

/**
 * One customer with everything it ever did; the files are written from one history after the other,
 * so that memory holds a single customer's rows, whatever the size of the company.
 *
 * @param customer who
 * @param orders the rows of the orders, clean and flawed, in the order in which they are written
 * @param gone whether the purchase process had ended for good by the as-of date
 * @param dealings what else customer and company had to do with each other
 */
record CustomerHistory(
    SampleCustomer customer, List<SampleOrder> orders, boolean gone, Dealings dealings) {}
