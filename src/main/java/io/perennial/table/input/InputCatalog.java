package io.perennial.table.input;

import java.util.List;
import java.util.Optional;

/** Every canonical input table; the one registration of them. */
public final class InputCatalog {
  public static final List<InputContract> ALL =
      List.of(
          OrdersInput.CONTRACT,
          OrderLinesInput.CONTRACT,
          CustomersInput.CONTRACT,
          ExchangeRatesInput.CONTRACT,
          SubscriptionsInput.CONTRACT,
          ReturnsInput.CONTRACT,
          ContactsInput.CONTRACT,
          SurveysInput.CONTRACT,
          DeparturesInput.CONTRACT,
          ProgrammeCostsInput.CONTRACT,
          MembershipsInput.CONTRACT,
          ExperimentsInput.CONTRACT,
          ReferralsInput.CONTRACT,
          EngagementsInput.CONTRACT,
          ShareOfWalletInput.CONTRACT);

  private InputCatalog() {}

  /** The input table of that name, if there is one. */
  public static Optional<InputContract> find(String name) {
    return ALL.stream().filter(contract -> contract.name().equals(name)).findFirst();
  }
}
