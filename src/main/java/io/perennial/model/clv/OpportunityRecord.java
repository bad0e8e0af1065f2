package io.perennial.model.clv;

/**
 * What the model of discrete opportunities knows of a customer. Opportunities are counted from the
 * first after the customer was won: yearly gifts, issues, matches.
 *
 * @param frequency at how many of the opportunities the customer bought, x
 * @param recency at which opportunity the customer bought last, t_x; 0 exactly when at none
 * @param opportunities how many opportunities there were, n
 */
public record OpportunityRecord(int frequency, int recency, int opportunities) {
  public OpportunityRecord {
    if (frequency < 0
        || frequency > recency
        || recency > opportunities
        || (frequency == 0) != (recency == 0)) {
      throw new IllegalArgumentException(
          "%d purchases, the last at opportunity %d of %d, contradict each other"
              .formatted(frequency, recency, opportunities));
    }
  }
}
