package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.model.clv.DiscountRate;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.RetentionSensitivityTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RetentionSensitivityTest {
  /**
   * Five customers were there a year ago, and four still are, who brought 100 each. At a discount
   * of ten percent the multiple of Gupta and Lehmann, r / (1 + d - r), is .8 / .3, and .85 / .25
   * with five points more: a gain of 27.5 %.
   */
  @Test
  void fivePointsAreWorthWhatTheMarginMultipleSays() {
    List<Row> rows = sensitivity(fourOfFive(), 0.1);
    assertThat(rows.stream().map(row -> row.<Integer>getAs("retention_points")))
        .containsExactly(0, 1, 2, 5);
    Row now = rows.get(0);
    Row five = rows.get(3);
    assertThat(number(now, RetentionSensitivityTable.OBSERVED_RETENTION_RATE)).isEqualTo(0.8);
    assertThat(amount(now, RetentionSensitivityTable.ANNUAL_VALUE_PER_CUSTOMER))
        .isEqualByComparingTo("100");
    assertThat(amount(now, RetentionSensitivityTable.STEADY_STATE_VALUE_PER_CUSTOMER))
        .isEqualByComparingTo("266.6667");
    assertThat(amount(now, RetentionSensitivityTable.STEADY_STATE_VALUE_OF_BASE))
        .isEqualByComparingTo("1066.67");
    assertThat(amount(five, RetentionSensitivityTable.STEADY_STATE_VALUE_PER_CUSTOMER))
        .isEqualByComparingTo("340");
    assertThat(number(five, RetentionSensitivityTable.STEADY_STATE_GAIN_SHARE))
        .isCloseTo(0.275, within(1e-12));
    assertThat(five.<String>getAs(RetentionSensitivityTable.STEADY_STATE_AGAINST_CLAIM))
        .isEqualTo("within");
    double fiveYears = 0;
    double fiveYearsNow = 0;
    for (int year = 1; year <= 5; year++) {
      fiveYears += Math.pow(0.85 / 1.1, year);
      fiveYearsNow += Math.pow(0.8 / 1.1, year);
    }
    assertThat(number(five, RetentionSensitivityTable.FIVE_YEAR_GAIN_SHARE))
        .isCloseTo(fiveYears / fiveYearsNow - 1, within(1e-12));
    assertThat(five.<String>getAs(RetentionSensitivityTable.FIVE_YEAR_AGAINST_CLAIM))
        .isEqualTo("below");
    assertThat(rows.get(1).isNullAt(rows.get(1).fieldIndex("claimed_gain_share_low"))).isTrue();
  }

  @Test
  void retentionCannotExceedOneAndAnEndlessSumIsNotPublished() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(order("customer" + i, "2022-06-01", 10));
      events.add(order("customer" + i, "2023-06-01", 10));
    }
    List<Row> rows = sensitivity(events, 0);
    assertThat(number(rows.get(0), RetentionSensitivityTable.ASSUMED_RETENTION_RATE)).isEqualTo(1);
    assertThat(amount(rows.get(0), RetentionSensitivityTable.STEADY_STATE_VALUE_PER_CUSTOMER))
        .isNull();
    assertThat(amount(rows.get(0), RetentionSensitivityTable.FIVE_YEAR_VALUE_PER_CUSTOMER))
        .isEqualByComparingTo("50");
    assertThat(number(rows.get(1), RetentionSensitivityTable.ASSUMED_RETENTION_RATE)).isNull();
    assertThat(amount(rows.get(1), RetentionSensitivityTable.FIVE_YEAR_VALUE_PER_CUSTOMER))
        .isNull();
  }

  private static List<Event> fourOfFive() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(order("customer" + i, "2022-06-01", 7));
      if (i < 4) {
        events.add(order("customer" + i, "2023-06-01", 100));
      }
    }
    return events;
  }

  private static List<Row> sensitivity(List<Event> events, double discount) {
    PurchaseHistory history =
        Histories.history(
            rules("2023-12-31", Granularity.MONTH), 365, events.toArray(Event[]::new));
    Predictions predictions =
        new Predictions(
            List.of(365),
            new DiscountRate(discount),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty());
    return MetricCatalog.find(RetentionSensitivityTable.NAME)
        .orElseThrow()
        .of(Intermediates.of(history, predictions, UnaryOperator.identity()))
        .orderBy(RetentionSensitivityTable.RETENTION_POINTS)
        .collectAsList();
  }

  private static Double number(Row row, String column) {
    return row.getAs(column);
  }

  private static BigDecimal amount(Row row, String column) {
    return row.getAs(column);
  }
}
