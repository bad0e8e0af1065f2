package io.perennial.sample;

import io.perennial.table.input.SurveysInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Questionnaires: whether the customer would recommend the shop (nps, 0 to 10) after some orders,
 * how much effort it was (ces, 1 to 7, 7 for the least) after some first orders, and how satisfied
 * the customer was (csat, 1 to 5) after some contacts. Promoters stay more often.
 */
final class Surveys {
  private static final String FIRST_ORDER = "first_order";
  private static final String ORDER = "order";
  private static final String CONTACT = "contact";

  static final int LEAST_OF_PROMOTERS = 9;
  static final int LEAST_OF_PASSIVES = 7;
  static final int LEAST_OF_SATISFIED = 4;
  private static final double[] SCORES_OF_DETRACTORS = {0.06, 0.05, 0.08, 0.12, 0.15, 0.24, 0.30};
  private static final double[] EFFORT_ON_TIME = {0.02, 0.03, 0.06, 0.12, 0.22, 0.30, 0.25};
  private static final double[] EFFORT_LATE = {0.14, 0.18, 0.22, 0.20, 0.14, 0.08, 0.04};
  private static final double[] SATISFACTION_AFTER_BADLY = {0.30, 0.30, 0.25, 0.11, 0.04};
  private static final double[] SATISFACTION_OTHERWISE = {0.04, 0.07, 0.17, 0.40, 0.32};

  private static final int SENT_AT = 9 * 3_600;
  private static final int DAYS_AFTER_ORDER = 12;
  private static final int DAYS_AFTER_FIRST_ORDER = 14;
  private static final int DAYS_AFTER_CONTACT = 30;
  private static final int MOST_DAYS_TO_ANSWER = 10;

  private final DealingsParameters.Surveys parameters;

  Surveys(DealingsParameters.Surveys parameters) {
    this.parameters = parameters;
  }

  /** What a customer was asked by the as-of date. */
  List<Dealings.Survey> of(
      Timeline timeline, List<Dealings.Contact> contacts, RandomDataGenerator random) {
    List<Dealings.Survey> surveys = new ArrayList<>();
    IntUnaryOperator recommendation = answered -> recommendation(timeline.sequel(answered), random);
    boolean first = true;
    for (SampleOrder order : timeline.orders()) {
      if (Draw.happens(parameters.recommendationPerOrder(), random)) {
        Question question =
            new Question(
                order.day() + DAYS_AFTER_ORDER,
                SurveysInput.NPS,
                first ? FIRST_ORDER : ORDER,
                recommendation);
        ask(question, timeline.lastDay(), random).ifPresent(surveys::add);
      }
      if (first && Draw.happens(parameters.effortPerFirstOrder(), random)) {
        double[] scores = order.fulfilment().late() ? EFFORT_LATE : EFFORT_ON_TIME;
        Question question =
            new Question(
                order.day() + DAYS_AFTER_FIRST_ORDER,
                SurveysInput.CES,
                FIRST_ORDER,
                answered -> 1 + Draw.place(scores, random));
        ask(question, timeline.lastDay(), random).ifPresent(surveys::add);
      }
      first = false;
    }
    for (Dealings.Contact contact : contacts) {
      if (Draw.happens(parameters.satisfactionPerContact(), random)) {
        boolean badly = contact.handledWell().equals(Optional.of(false));
        double[] scores = badly ? SATISFACTION_AFTER_BADLY : SATISFACTION_OTHERWISE;
        Question question =
            new Question(
                contact.contacted().day() + DAYS_AFTER_CONTACT,
                SurveysInput.CSAT,
                CONTACT,
                answered -> 1 + Draw.place(scores, random));
        ask(question, timeline.lastDay(), random).ifPresent(surveys::add);
      }
    }
    return surveys;
  }

  /** A question, and how it is answered on a day, in days since 1970-01-01. */
  private record Question(int day, String instrument, String stage, IntUnaryOperator score) {}

  /** Asks, unless the day has not come yet; what is not answered by the as-of date is not. */
  private Optional<Dealings.Survey> ask(
      Question question, int lastDay, RandomDataGenerator random) {
    if (question.day() > lastDay) {
      return Optional.empty();
    }
    Moment sent = new Moment(question.day(), SENT_AT);
    Moment answered =
        Draw.onDay(question.day() + random.nextInt(MOST_DAYS_TO_ANSWER), random).plusSeconds(60);
    boolean isAnswered = Draw.happens(parameters.answered(), random) && answered.day() <= lastDay;
    return Optional.of(
        new Dealings.Survey(
            sent,
            isAnswered ? Optional.of(answered) : Optional.empty(),
            question.instrument(),
            isAnswered
                ? OptionalInt.of(question.score().applyAsInt(answered.day()))
                : OptionalInt.empty(),
            question.stage()));
  }

  private int recommendation(Sequel sequel, RandomDataGenerator random) {
    double promoters = parameters.promoters().after(sequel);
    double detractors = parameters.detractors().after(sequel);
    double[] groups = {promoters, detractors, 1 - promoters - detractors};
    return switch (Draw.place(groups, random)) {
      case 0 -> LEAST_OF_PROMOTERS + random.nextInt(2);
      case 1 -> Draw.place(SCORES_OF_DETRACTORS, random);
      default -> LEAST_OF_PASSIVES + random.nextInt(2);
    };
  }
}
