package io.perennial.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.Datasets;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ProgrammeSpendTest {
  @Test
  void theDaysAddUpToTheAmountThoughItDoesNotDivide() {
    assertThat(spent("2021-03-01,2021-03-03,retention,0.10", "2021-12-31"))
        .containsExactly("2021-03-01 300", "2021-03-02 300", "2021-03-03 400");
  }

  /** A month of whole cents is what the customers can share without a rest. */
  @Test
  void whatIsLessThanACentIsSpentOnTheLastDay() {
    assertThat(spent("2021-03-01,2021-03-03,retention,0.0207", "2021-12-31"))
        .containsExactly("2021-03-01 0", "2021-03-02 100", "2021-03-03 107");
  }

  @Test
  void daysAfterTheAsOfDateAreNotSpentYet() {
    assertThat(spent("2021-03-01,2021-03-04,acquisition,4.00", "2021-03-02"))
        .containsExactly("2021-03-01 10000", "2021-03-02 10000");
  }

  @Test
  void anAmountOfOneDayIsSpentOnIt() {
    assertThat(spent("2021-03-01,2021-03-01,retention,99999999999999.9999", "2021-03-01"))
        .containsExactly("2021-03-01 999999999999999999");
  }

  private static List<String> spent(String row, String asOf) {
    Dataset<Row> costs =
        Datasets.ofCsv("from_date date, to_date date, purpose string, amount decimal(18,4)", row);
    return ProgrammeSpend.of(costs, LocalDate.parse(asOf))
        .orderBy(ProgrammeSpend.DAY)
        .collectAsList()
        .stream()
        .map(
            day -> day.getAs(ProgrammeSpend.DAY).toString() + " " + day.getAs(ProgrammeSpend.UNITS))
        .toList();
  }
}
