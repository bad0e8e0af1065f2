package io.perennial.sample;

import static io.perennial.table.input.ContactsInput.AFTER_SALES;
import static io.perennial.table.input.ContactsInput.COMPLAINT;
import static io.perennial.table.input.ContactsInput.QUESTION;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * The contacts of a customer. Late orders are complained about most. Many cheap questions stand
 * against few dear warranty cases. A complaint is handled well more often where the customer orders
 * again, which is the same as that customers order again more often where it was handled well.
 */
final class Contacts {
  private static final String LATE_DELIVERY = "late_delivery";
  private static final List<String> COMPLAINTS =
      List.of("damaged", "wrong_item", "invoice", "service");
  private static final double[] COMPLAINT_SHARES = {0.40, 0.25, 0.20, 0.15};
  private static final double LATENESS_IS_THE_REASON = 0.85;
  private static final List<String> QUESTIONS =
      List.of("where_is_my_order", "product_information", "invoice");
  private static final double[] QUESTION_SHARES = {0.60, 0.28, 0.12};
  private static final String PRODUCT_INFORMATION = "product_information";
  private static final List<String> SERVICES = List.of("warranty", "installation");
  private static final double[] SERVICE_SHARES = {0.35, 0.65};

  private static final List<String> CHANNELS = List.of("phone", "email", "chat");
  private static final double[] CHANNELS_OF_COMPLAINTS = {0.50, 0.40, 0.10};
  private static final double[] CHANNELS_OF_OTHERS = {0.25, 0.40, 0.35};
  private static final double[] CHANNEL_CENTS = {780, 420, 260};

  private static final double COMPLAINT_COST = 2;
  private static final double WARRANTY_COST = 9;
  private static final double INSTALLATION_COST = 1.5;
  private static final double NEVER_SETTLED = 0.2;
  private static final double ASKED_FOR_SATISFACTION = 0.6;
  private static final double[] SCORES_OF_WELL = {0.02, 0.04, 0.12, 0.40, 0.42};
  private static final double[] SCORES_OF_BADLY = {0.34, 0.32, 0.22, 0.09, 0.03};
  private static final double[] SCORES_OF_OTHERS = {0.04, 0.07, 0.19, 0.40, 0.30};
  private static final int LEAST_DAYS_TO_SERVICE = 30;
  private static final int FURTHER_DAYS_TO_SERVICE = 170;

  private final DealingsParameters.Contacts parameters;

  Contacts(DealingsParameters.Contacts parameters) {
    this.parameters = parameters;
  }

  /** The contacts of a customer, by order, those without an order last. */
  List<Dealings.Contact> of(Timeline timeline, RandomDataGenerator random) {
    Maker maker = new Maker(timeline, random);
    for (SampleOrder order : timeline.orders()) {
      maker.because(order);
    }
    if (!timeline.orders().isEmpty() && Draw.happens(parameters.questionsPerCustomer(), random)) {
      int first = timeline.occasions().get(0);
      int day = first + random.nextInt(timeline.lastDay() - first + 1);
      maker.add(Optional.empty(), day, QUESTION, PRODUCT_INFORMATION);
    }
    return maker.contacts;
  }

  private final class Maker {
    private final Timeline timeline;
    private final RandomDataGenerator random;
    private final List<Dealings.Contact> contacts = new ArrayList<>();

    Maker(Timeline timeline, RandomDataGenerator random) {
      this.timeline = timeline;
      this.random = random;
    }

    void because(SampleOrder order) {
      boolean late = order.fulfilment().late();
      int had = order.fulfilment().delivered().map(Moment::day).orElse(order.day());
      if (Draw.happens(parameters.questionsPerOrder(), random)) {
        add(
            Optional.of(order.orderId()),
            order.day() + 1 + random.nextInt(4),
            QUESTION,
            Draw.oneOf(QUESTIONS, QUESTION_SHARES, random));
      }
      if (Draw.happens(
          late ? parameters.complaintsPerLateOrder() : parameters.complaintsPerOrder(), random)) {
        boolean ofLateness = late && Draw.happens(LATENESS_IS_THE_REASON, random);
        add(
            Optional.of(order.orderId()),
            had + 1 + random.nextInt(10),
            COMPLAINT,
            ofLateness ? LATE_DELIVERY : Draw.oneOf(COMPLAINTS, COMPLAINT_SHARES, random));
      }
      if (Draw.happens(parameters.afterSalesPerOrder(), random)) {
        add(
            Optional.of(order.orderId()),
            had + LEAST_DAYS_TO_SERVICE + random.nextInt(FURTHER_DAYS_TO_SERVICE),
            AFTER_SALES,
            Draw.oneOf(SERVICES, SERVICE_SHARES, random));
      }
    }

    /** Adds a contact, unless its day has not come by the as-of date. */
    void add(Optional<String> orderId, int day, String kind, String reason) {
      if (day > timeline.lastDay()) {
        return;
      }
      boolean complaint = kind.equals(COMPLAINT);
      Moment contacted = Draw.onDay(day, random);
      int channel = Draw.place(complaint ? CHANNELS_OF_COMPLAINTS : CHANNELS_OF_OTHERS, random);
      boolean well =
          Draw.happens(
              parameters.wellHandledComplaints().after(timeline.sequel(contacted.day())), random);
      int days = complaint ? (well ? 1 + random.nextInt(4) : 6 + random.nextInt(20)) : 1;
      boolean everSettled = !complaint || well || !Draw.happens(NEVER_SETTLED, random);
      Moment resolved = Draw.onDay(day + days, random);
      boolean closed = resolved.day() <= timeline.lastDay();
      double[] scores = complaint ? (well ? SCORES_OF_WELL : SCORES_OF_BADLY) : SCORES_OF_OTHERS;
      int score = 1 + Draw.place(scores, random);
      boolean asked = Draw.happens(ASKED_FOR_SATISFACTION, random);
      contacts.add(
          new Dealings.Contact(
              "T"
                  + Cells.padded(timeline.customer().number(), 7)
                  + "-"
                  + Cells.padded(contacts.size() + 1, 3),
              orderId,
              contacted,
              CHANNELS.get(channel),
              kind,
              reason,
              FastMath.max(1, Draw.about(CHANNEL_CENTS[channel] * factor(kind, reason), random)),
              closed && everSettled ? Optional.of(resolved) : Optional.empty(),
              closed && asked ? OptionalInt.of(score) : OptionalInt.empty(),
              closed && complaint ? Optional.of(well) : Optional.empty()));
    }

    private static double factor(String kind, String reason) {
      return switch (kind) {
        case COMPLAINT -> COMPLAINT_COST;
        case AFTER_SALES -> reason.equals("warranty") ? WARRANTY_COST : INSTALLATION_COST;
        default -> 1;
      };
    }
  }
}
