package io.perennial.model.clv;

/**
 * A customer made up by a model, with what the model alone knows.
 *
 * @param record the history at the end of the observation
 * @param alive whether still a customer then
 * @param futurePurchases purchases after it, within the simulation's horizon
 */
public record SimulatedCustomer(PurchaseRecord record, boolean alive, int futurePurchases) {}
