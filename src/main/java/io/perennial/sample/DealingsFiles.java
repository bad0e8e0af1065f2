package io.perennial.sample;

import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.input.EngagementsInput;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.MembershipsInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.ReferralsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.input.ShareOfWalletInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.input.SurveysInput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes what customers and the company had to do with each other, one file for each kind: returns,
 * contacts, surveys, departures, memberships, experiments, referrals, engagements, share_of_wallet
 * and subscriptions. Amounts are in the reporting currency.
 */
final class DealingsFiles implements SampleFile {
  private final List<DealingsFile> files = new ArrayList<>();

  /** One of the files. */
  private record DealingsFile(
      FlawedCsv.Layout layout, FlawedCsv csv, Function<CustomerHistory, List<List<String>>> rows) {}

  DealingsFiles(Path directory, LocalDate asOfDate) throws IOException {
    try {
      for (Kind kind : Kind.values()) {
        FlawedCsv csv = new FlawedCsv(directory, kind.layout, asOfDate);
        files.add(new DealingsFile(kind.layout, csv, kind.rows));
      }
    } catch (IOException problem) {
      close();
      throw problem;
    }
  }

  @Override
  public void add(CustomerHistory history) throws IOException {
    for (DealingsFile file : files) {
      for (List<String> row : file.rows().apply(history)) {
        file.csv().add(row);
      }
    }
  }

  /** How many rows were written so far and what must become of them, by input table. */
  Map<String, GroundTruth.InputRows> rows() {
    Map<String, GroundTruth.InputRows> rows = new TreeMap<>();
    files.forEach(file -> rows.put(file.layout().input(), file.csv().rows()));
    return rows;
  }

  @Override
  public void close() throws IOException {
    for (DealingsFile file : files) {
      file.csv().close();
    }
  }

  /**
   * What the files hold: the columns of their input tables in the order of the contracts, with the
   * exception of an id for surveys, which have none.
   */
  private enum Kind {
    RETURNS(
        ReturnsInput.CONTRACT,
        history ->
            rows(
                history.dealings().returns(),
                one ->
                    List.of(
                        one.returnId(),
                        one.order().orderId(),
                        history.customer().customerId(),
                        Cells.moment(one.returned()),
                        Cells.units(one.amountUnits()),
                        Cells.cents(one.costCents()),
                        one.reason(),
                        one.origin(),
                        one.productId(),
                        Cells.moment(one.resolved()),
                        flag(one.handledWell())))),
    CONTACTS(
        ContactsInput.CONTRACT,
        history ->
            rows(
                history.dealings().contacts(),
                one ->
                    List.of(
                        one.contactId(),
                        history.customer().customerId(),
                        one.orderId().orElse(""),
                        Cells.moment(one.contacted()),
                        one.channel(),
                        one.kind(),
                        one.reason(),
                        Cells.cents(one.costCents()),
                        Cells.moment(one.resolved()),
                        number(one.satisfaction()),
                        flag(one.handledWell())))),
    SURVEYS(
        SurveysInput.CONTRACT,
        history ->
            rows(
                history.dealings().surveys(),
                one ->
                    List.of(
                        history.customer().customerId(),
                        Cells.moment(one.sent()),
                        Cells.moment(one.answered()),
                        one.instrument(),
                        number(one.score()),
                        one.stage()))),
    DEPARTURES(
        DeparturesInput.CONTRACT,
        history ->
            rows(
                history.dealings().departures(),
                one ->
                    List.of(
                        history.customer().customerId(),
                        Cells.moment(one.left()),
                        one.reason(),
                        Boolean.toString(one.voluntary())))),
    MEMBERSHIPS(
        MembershipsInput.CONTRACT,
        history ->
            rows(
                history.dealings().memberships(),
                one ->
                    List.of(
                        history.customer().customerId(),
                        Memberships.PROGRAMME,
                        one.tier(),
                        Cells.moment(one.joined()),
                        Cells.moment(one.left())))),
    EXPERIMENTS(
        ExperimentsInput.CONTRACT,
        history ->
            rows(
                history.dealings().assignments(),
                one ->
                    List.of(
                        one.experiment(),
                        one.variant(),
                        history.customer().customerId(),
                        Cells.moment(one.assigned()),
                        one.converted() ? "1" : "0",
                        Cells.cents(one.outcomeCents())))),
    REFERRALS(
        ReferralsInput.CONTRACT,
        history ->
            rows(
                history.dealings().referral().stream().toList(),
                one ->
                    List.of(
                        one.referrerId(),
                        history.customer().customerId(),
                        Cells.moment(one.referred())))),
    ENGAGEMENTS(
        EngagementsInput.CONTRACT,
        history ->
            rows(
                history.dealings().engagements(),
                one ->
                    List.of(
                        history.customer().customerId(),
                        Cells.moment(one.occurred()),
                        one.kind()))),
    SHARE_OF_WALLET(
        ShareOfWalletInput.CONTRACT,
        history ->
            rows(
                history.dealings().wallets(),
                one ->
                    List.of(
                        history.customer().customerId(),
                        Cells.date(one.firstDay()),
                        Cells.date(one.lastDay()),
                        Cells.cents(one.totalCents())))),
    SUBSCRIPTIONS(
        SubscriptionsInput.CONTRACT,
        history ->
            rows(
                history.dealings().subscriptions(),
                one ->
                    List.of(
                        one.subscriptionId(),
                        history.customer().customerId(),
                        Cells.moment(one.started()),
                        Cells.cents(one.monthlyCents()),
                        Cells.moment(one.ended()),
                        one.endReason().orElse(""))));

    private final FlawedCsv.Layout layout;
    private final Function<CustomerHistory, List<List<String>>> rows;

    Kind(InputContract contract, Function<CustomerHistory, List<List<String>>> rows) {
      this.layout =
          new FlawedCsv.Layout(
              contract,
              contract.columns().stream()
                  .map(InputColumn::name)
                  .filter(name -> !name.equals(SurveysInput.SURVEY_ID))
                  .toList(),
              Optional.of(
                  contract.column(OrdersInput.CUSTOMER_ID).isPresent()
                      ? OrdersInput.CUSTOMER_ID
                      : ReferralsInput.REFERRED_ID));
      this.rows = rows;
    }

    private static <T> List<List<String>> rows(List<T> all, Function<T, List<String>> cells) {
      return all.stream().map(cells).toList();
    }

    private static String flag(Optional<Boolean> flag) {
      return flag.map(Object::toString).orElse("");
    }

    private static String number(OptionalInt number) {
      return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }
  }
}
