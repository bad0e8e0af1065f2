package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.ReportLanguage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Words ENGLISH = Words.of(ReportLanguage.ENGLISH, "EUR");
  private static final Words DUTCH = Words.of(ReportLanguage.DUTCH, "EUR");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  @Test
  void bothLanguagesSayTheSameThings() {
    assertThat(DUTCH.keys()).isEqualTo(ENGLISH.keys());
  }

  @Test
  void bothLanguagesFillInTheSame() {
    Object[] places = {"{0}", "{1}", "{2}", "{3}", "{4}"};
    for (String key : ENGLISH.keys()) {
      assertThat(places(DUTCH.text(key, places)))
          .as(key)
          .isEqualTo(places(ENGLISH.text(key, places)));
      assertThat(DUTCH.text(key, places)).as(key).isNotBlank();
    }
  }

  @Test
  void moneyIsWrittenAsTheReaderWritesIt() {
    assertThat(ENGLISH.money(new BigDecimal("1234567.891"))).isEqualTo("€1,234,568");
    assertThat(plain(DUTCH.money(new BigDecimal("1234567.891")))).isEqualTo("€ 1.234.568");
    assertThat(ENGLISH.money(new BigDecimal("999.995"))).isEqualTo("€1,000.00");
    assertThat(ENGLISH.money(new BigDecimal("-12.5"))).isEqualTo("-€12.50");
    assertThat(Words.of(ReportLanguage.ENGLISH, "GBP").money(BigDecimal.TEN)).isEqualTo("£10.00");
  }

  @Test
  void sharesAndChangesKeepTheirSign() {
    assertThat(ENGLISH.percent(0.56349)).isEqualTo("56.3%");
    assertThat(DUTCH.percent(0.5635)).isEqualTo("56,4%");
    assertThat(ENGLISH.change(-0.0446)).isEqualTo("−4.5%");
    assertThat(ENGLISH.points(0.037)).isEqualTo("+3.7 points");
    assertThat(DUTCH.points(-0.037)).isEqualTo("−3,7 procentpunt");
  }

  @Test
  void periodsAreNamedByTheirLength() {
    LocalDate day = LocalDate.of(2025, 4, 1);
    assertThat(
            List.of("year", "quarter", "month", "week").stream()
                .map(length -> ENGLISH.period(length, day)))
        .containsExactly("2025", "Q2 2025", "Apr 2025", "1 Apr 2025");
    assertThat(DUTCH.period("month", LocalDate.of(2025, 3, 1))).isEqualTo("mrt 2025");
    assertThat(DUTCH.period("quarter", day)).isEqualTo("K2 2025");
  }

  @Test
  void whatIsFilledInIsNotReadAsAPlace() {
    assertThat(ENGLISH.text("section.segments.caption", "{1}", "{0}")).isEqualTo("By {1}, {0}");
  }

  @Test
  void aCodeWithoutAWordIsSaidAsItIs() {
    assertThat(ENGLISH.label("rfm", "loyal")).isEqualTo("Loyal");
    assertThat(DUTCH.label("rfm", "of_tomorrow")).isEqualTo("of tomorrow");
  }

  @Test
  void oneIsNotSaidAsMany() {
    assertThat(ENGLISH.counted("section.approach.message", 1, "€5")).startsWith("1 customer is");
    assertThat(ENGLISH.counted("section.approach.message", 2, "€5")).startsWith("2 customers are");
  }

  private static TreeSet<String> places(String text) {
    TreeSet<String> found = new TreeSet<>();
    PLACE.matcher(text).results().map(MatchResult::group).forEach(found::add);
    return found;
  }

  private static String plain(String text) {
    return text.replace('\u00a0', ' ');
  }
}
