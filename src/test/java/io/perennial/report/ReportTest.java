package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.ReportLanguage;
import io.perennial.table.TableContract;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
  private static final Document ENGLISH = document(MadeUpCompany.page(ReportLanguage.ENGLISH));
  private static final Document DUTCH = document(MadeUpCompany.page(ReportLanguage.DUTCH));

  @Test
  void everySectionIsThereInTheOrderOfTheRegistration() {
    assertThat(ENGLISH.select("main > section.card").eachAttr("id"))
        .containsExactlyElementsOf(
            java.util.stream.Stream.concat(
                    Sections.ALL.stream().map(Section::key),
                    java.util.stream.Stream.of("left-out", "definitions"))
                .toList());
    assertThat(ENGLISH.select("#left-out p").text()).contains("every section could be made");
  }

  @Test
  void theLastYearThatIsOverIsComparedWithTheOneBefore() {
    Element headlines = ENGLISH.selectFirst("#headlines");
    // Of 400 at the start of 2024, 300 stayed; nobody was there at the start of 2023. 2025 is not
    // over.
    assertThat(headlines.select(".message").text()).isEqualTo("2024, compared with 2023.");
    assertThat(figure(headlines, "Retention"))
        .contains("75.0%", "Of 400 customers at the start, 300 stayed and 100 were lost", "25.0%");
    // 460 customers at 150 each, after 400.
    assertThat(figure(headlines, "Net revenue")).contains("€69,000", "+15.0%");
    assertThat(figure(headlines, "Customers at the end")).contains("460", "+15.0%");
    assertThat(figure(headlines, "Revenue at risk now"))
        .contains("€10,000", "100 customers are at risk", "25.0% of the last 365 days");
    assertThat(figure(headlines, "Worth of the customer base"))
        .contains("€40,000", "within 364 days", "€39,000", "€41,000");
    assertThat(figure(headlines, "Revenue of the top 20%")).contains("65.0%", "+5.0 points");
  }

  @Test
  void numbersMoneyAndDatesAreThoseOfTheReader() {
    assertThat(DUTCH.selectFirst("html").attr("lang")).isEqualTo("nl");
    assertThat(DUTCH.select(".as-of").text()).isEqualTo("Stand op 15 november 2025");
    String revenue = figure(DUTCH.selectFirst("#headlines"), "Netto-omzet");
    assertThat(revenue.replace('\u00a0', ' ')).contains("€ 69.000", "+15,0%");
    assertThat(ENGLISH.select(".as-of").text()).isEqualTo("As of 15 November 2025");
  }

  @Test
  void theNewestSectionsSayWhatTheirTablesHold() {
    // Most hangs on those who are thanked, of whom nothing says that they are leaving.
    assertThat(ENGLISH.select("#actions .message").text())
        .contains(
            "“Win back”: 150 customers with €9,000 at stake",
            "“Thank” is for 60 customers with €20,000");
    assertThat(ENGLISH.select("#actions-table tbody th").eachText())
        .containsExactly("Win back", "Bring to the second order", "Thank", "Leave alone");
    // The quarter that is over: 9 new, six times 6 and 1 won back, and of those who had not churned
    // and the newcomers five times 3 lapsed or lost.
    assertThat(ENGLISH.select("#lifecycle .message").text())
        .isEqualTo("In Q3 2025, 9 customers ended as new, 37 had been won back, and 15 lapsed.");
    assertThat(ENGLISH.select("#profit .message").text())
        .contains("peaks at 120.0%", "the most profitable 60% of 500 customers");
    assertThat(ENGLISH.select("#recovery .message").text()).contains("70.0%", "155 days", "40.0%");
    assertThat(DUTCH.select("#trials td").eachText()).contains("Niet zoals gepland", "+1,20 pp");
    assertThat(ENGLISH.select("#trials td").eachText())
        .as("shares and their differences apart, means as money")
        .contains("10.00%", "+1.20 points", "+0.60 points", "€1.25", "€0.63");
  }

  @Test
  void aCohortsValueIsToldForEachCustomerAsItsChartDrawsIt() {
    // 4,000 and 1,500 of 20 customers, 900 of the 18 whose cost is known.
    Element row = ENGLISH.selectFirst("#cohort-value-table tbody tr");
    assertThat(row.select("td").eachText()).startsWith("20", "€200.00", "€75.00", "€50.00");
  }

  @Test
  void aTrialWhoseGroupsAreNotAsPlannedIsNotCountedAndNamedApart() {
    // Of the two comparisons of the other trial, one has a corrected p-value below .05.
    List<String> messages = ENGLISH.select("#trials .message").eachText();
    assertThat(messages.get(0)).startsWith("1 of 2 comparisons");
    assertThat(messages.get(1))
        .startsWith("Not counted, because its groups do not have the planned sizes")
        .endsWith(": " + MadeUpCompany.HOSTILE + ".");
    Document untrusted =
        page(
            MadeUpCompany.without(
                "experiment results",
                line ->
                    !line.text(ExperimentResultsTable.SAMPLE_RATIO_VERDICT).equals("mismatch")));
    assertThat(untrusted.select("#trials .message").text())
        .startsWith("Not counted")
        .doesNotContain("comparisons");
  }

  @Test
  void theBudgetIsShownOnlyWhereItLeavesSomethingUndone() {
    assertThat(ENGLISH.select("#actions-table thead").text()).contains("Within the budget");
    Document unlimited =
        page(
            MadeUpCompany.with(
                "actions",
                List.of(
                    MadeUpCompany.actions(RetentionActionsTable.LEAVE_ALONE, 250, "0.00", 0),
                    MadeUpCompany.actions(RetentionActionsTable.WIN_BACK, 150, "9000.00", 150))));
    assertThat(unlimited.select("#actions-table thead").text())
        .contains("At stake")
        .doesNotContain("budget");
  }

  @Test
  void everyCountOfCustomersSaysWhatItCounts() {
    assertThat(ENGLISH.select("#approach .note").text())
        .contains(
            "400 ordered within the last 155 days and are today’s customers",
            "The other 200 of all 600 are gone");
    assertThat(ENGLISH.select("#lifecycle .note").text())
        .contains(
            "ordered within the last 40 days",
            "silent for 155 days",
            "for 310 or more",
            "“at risk”");
    assertThat(ENGLISH.select("#lifecycle thead").text())
        .contains("Quiet")
        .doesNotContain("At risk");
    assertThat(figure(ENGLISH.selectFirst("#value"), "May still return"))
        .contains("410", "of the 600 who ever ordered", "130 ordered on one day only");
  }

  @Test
  void theStatesOfAPeriodStandOnOneAnotherInOneBar() {
    assertThat(ENGLISH.selectFirst("script[data-chart=lifecycle-course]").data())
        .containsPattern(
            "Active, or won back\",\"style\":\"stacked.*New\",\"style\":\"stacked.*Quiet\",\"style\":\"stacked"
                + ".*Lapsed or lost\",\"style\":\"stacked");
  }

  @Test
  void purchaseDaysWithoutAnIncidentStandApartFromCustomersAfterOne() {
    assertThat(ENGLISH.select("#service-recovery tbody th").eachText())
        .containsOnly("Complaint or return");
    assertThat(figure(ENGLISH.selectFirst("#recovery"), "Without complaint or return"))
        .contains("60.0%", "400 customers", "155 days");
  }

  @Test
  void theTwoCostsOfWinningACustomerStandBesideEachOther() {
    // Twelve cohorts of 2024 with 18 known costs and 900 each.
    assertThat(figure(ENGLISH.selectFirst("#payback"), "Winning one, by the customers table"))
        .contains("€50.00", "216 customers won in 2024");
    assertThat(figure(ENGLISH.selectFirst("#payback"), "Winning one, by programme costs"))
        .contains("€11.50", "€1,840", "160 new customers in 2024");
    Document without = page(MadeUpCompany.without("programmes to win customers", line -> true));
    assertThat(without.select("#payback .figures")).isEmpty();
  }

  @Test
  void theHeatmapHoldsTheFiguresOfTheTable() {
    for (Document page : List.of(ENGLISH, DUTCH)) {
      Map<String, String> cells = heatmap(page);
      Set<String> expected = new HashSet<>();
      for (Line line : MadeUpCompany.cohortCells()) {
        int cohort = MadeUpCompany.cohortOf(line.date(CohortRetentionTable.COHORT_START));
        int age = (int) line.count(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER);
        if (age > 0) {
          String place = cohort + "/" + age;
          expected.add(place);
          assertThat(cells.get(place))
              .as(place)
              .isEqualTo(MadeUpCompany.cohortRate(cohort, age).map(Object::toString).orElse(""));
        }
      }
      assertThat(cells.keySet()).isEqualTo(expected);
    }
  }

  @Test
  void aPeriodThatIsNotOverIsMarkedAndNeverDrawnAsIfItWere() {
    Element heatmap = ENGLISH.selectFirst("#cohort-heatmap");
    // Of each cohort but the last, the cell of the last quarter is not over.
    assertThat(heatmap.select("td.incomplete")).hasSize(11);
    assertThat(heatmap.select("td.incomplete").eachText()).allMatch(text -> text.endsWith("*"));
    assertThat(ENGLISH.select("#retention-rate-table tbody tr").first().text())
        .startsWith("Q4 2025 (so far)");
    String drawn = ENGLISH.selectFirst("script[data-chart=retention-rate]").data();
    // The solid line ends before the open quarter, the dashed one leads to it.
    assertThat(drawn)
        .contains("0.75,0.75,null]},{\"title\"")
        .contains("\"style\":\"dashed\",\"values\":[null")
        .contains("null,0.75,0.75]}");
    for (String bars : List.of("customer-movements", "recurring-revenue")) {
      int last = bars.equals("customer-movements") ? 11 : 23;
      assertThat(ENGLISH.selectFirst("script[data-chart=" + bars + "]").data())
          .contains("\"open\":[" + last + "]");
    }
  }

  @Test
  void aChangeIsToldOverTheLongestPeriodsThatHaveOne() {
    // Nobody was there at the start of 2023, so years cannot be compared, and quarters can.
    assertThat(ENGLISH.select("#retention .message").text())
        .isEqualTo("Retention is steady: 75.0% (Q2 2025), then 75.0% (Q3 2025).");
  }

  @Test
  void aYearThatIsNotOverIsMarkedWhereRevenueIsComparedByYear() {
    assertThat(ENGLISH.select("#concentration-by-year tbody th").eachText())
        .containsExactly("2025 (so far)", "2024", "2023");
  }

  @Test
  void aGroupTooSmallForARateHasNone() {
    Element row =
        ENGLISH.select("#segments tbody tr").stream()
            .filter(one -> one.selectFirst("th").text().contains("script"))
            .findFirst()
            .orElseThrow();
    assertThat(row.select("td").eachText()).startsWith("3", "–");
  }

  @Test
  void whatToDoStandsFirstMostImportantFirstAndEachPointLeadsToItsFigures() {
    Element first = ENGLISH.selectFirst("main > *");
    assertThat(first.selectFirst("h2").text()).isEqualTo("What to do, most important first");
    assertThat(first.select("h3").eachText())
        .containsExactly(
            "Approach the customers at risk, above all the group “Loyal”",
            "Know the 190 customers who made most of the revenue, those still there and those gone",
            "Bring new customers to their second order",
            "Use the forecast with care",
            "Have the sources repaired");
    assertThat(first.select("a").eachAttr("href"))
        .containsExactly("#approach", "#concentration", "#cohorts", "#trust", "#quality");
  }

  @Test
  void whereNobodyIsAtRiskTheActionOnWhichMostHangsIsWhatToBeginWith() {
    Document calm =
        page(
            MadeUpCompany.without(
                "churn statuses",
                line ->
                    line.text(CustomerChurnTable.CHURN_STATUS).equals(CustomerChurnTable.AT_RISK)));
    assertThat(calm.select("section.first h3").first().text()).isEqualTo("Begin with “Win back”");
  }

  @Test
  void noCustomerIsNamedUnlessAskedFor() {
    assertThat(ENGLISH.text()).doesNotContain("C-1", "C-2");
    assertThat(ENGLISH.select("#customers-to-approach")).isEmpty();
    ReportSettings naming = new ReportSettings(ReportLanguage.ENGLISH, "EUR", Optional.of(25));
    Document page = document(Report.html(MadeUpCompany.run(), naming, MadeUpCompany.answers()));
    assertThat(page.select("#customers-to-approach tbody th").eachText())
        .containsExactly(MadeUpCompany.HOSTILE_ID, "C-2");
    assertThat(page.select("#taken")).isEmpty();
    assertThat(questions(MadeUpCompany.settings(ReportLanguage.ENGLISH)))
        .doesNotContain("customers at risk");
    assertThat(questions(naming)).contains("customers at risk");
  }

  @ParameterizedTest
  @EnumSource(ReportLanguage.class)
  void whatComesFromDataIsTextAndNothingElse(ReportLanguage language) {
    String html = MadeUpCompany.page(language);
    Document page = document(html);
    assertThat(page.select("img")).isEmpty();
    assertThat(page.select("[onerror]")).isEmpty();
    assertThat(page.select("script").stream().filter(one -> !one.hasAttr("type"))).hasSize(2);
    assertThat(page.select("#segments h3").eachText())
        .anyMatch(title -> title.contains(MadeUpCompany.HOSTILE));
    assertThat(page.select("#segments .scroll").eachAttr("aria-label"))
        .anyMatch(label -> label.contains(MadeUpCompany.HOSTILE));
    assertThat(page.select("#rejected-by-reason td").eachText()).contains(MadeUpCompany.HOSTILE);
    page.select("script[type=application/json]")
        .forEach(script -> assertThat(script.data()).doesNotContain("<", ">", "&"));
  }

  @ParameterizedTest
  @EnumSource(ReportLanguage.class)
  void thePageIsWholeByItself(ReportLanguage language) {
    String html = MadeUpCompany.page(language);
    Document page = document(html);
    assertThat(page.select("[src]")).isEmpty();
    assertThat(page.select("link")).isEmpty();
    assertThat(page.select("[href]").eachAttr("href")).allMatch(address -> address.startsWith("#"));
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'; script-src 'sha256-")
        .doesNotContain("unsafe", "http");
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(3_000_000);
  }

  @ParameterizedTest
  @EnumSource(ReportLanguage.class)
  void theSameAnswersGiveTheSameBytes(ReportLanguage language) {
    assertThat(MadeUpCompany.page(language)).isEqualTo(MadeUpCompany.page(language));
  }

  @ParameterizedTest
  @EnumSource(ReportLanguage.class)
  void headingsAreInOrderAndEveryLinkLeadsSomewhere(ReportLanguage language) {
    Document page = document(MadeUpCompany.page(language));
    assertThat(page.select("h1")).hasSize(1);
    int before = 0;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int level = heading.tagName().charAt(1) - '0';
      assertThat(level).as(heading.text()).isLessThanOrEqualTo(before + 1);
      assertThat(heading.text()).isNotBlank();
      before = level;
    }
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids)
        .containsAll(
            page.select("a[href]").eachAttr("href").stream()
                .map(address -> address.substring(1))
                .collect(Collectors.toSet()));
    page.select("table")
        .forEach(
            table -> {
              assertThat(table.select("caption").text()).isNotBlank();
              assertThat(table.select("thead th:not([scope=col])")).isEmpty();
              assertThat(table.select("tbody tr > th:not([scope=row])")).isEmpty();
            });
  }

  @Test
  void everyChartHasItsFiguresAsATable() {
    assertThat(ENGLISH.select("figure")).hasSize(12);
    ENGLISH
        .select("figure")
        .forEach(
            figure -> {
              assertThat(figure.select(".chart[role=img]").attr("aria-label")).isNotBlank();
              assertThat(figure.select("details table tbody tr")).isNotEmpty();
            });
  }

  @Test
  void figuresLinkToTheDefinitionsOfTheContracts() {
    Element link = ENGLISH.selectFirst("#headlines .figures .source a");
    assertThat(link.text()).isEqualTo("retention_by_period.retention_rate");
    Element definition = ENGLISH.getElementById(link.attr("href").substring(1));
    assertThat(definition.nextElementSibling().text())
        .isEqualTo(
            RetentionByPeriodTable.CONTRACT.columns().stream()
                .filter(column -> column.name().equals(RetentionByPeriodTable.RETENTION_RATE))
                .findFirst()
                .orElseThrow()
                .sentence());
    assertThat(DUTCH.select("#definitions dl").eachAttr("lang")).containsOnly("en");
  }

  @Test
  void aRunWithoutTablesGivesAPageThatSaysSo() {
    List<TableContract> all =
        Report.questions(MadeUpCompany.settings(ReportLanguage.ENGLISH)).stream()
            .flatMap(question -> question.tables().stream())
            .distinct()
            .toList();
    for (ReportLanguage language : ReportLanguage.values()) {
      Document page =
          document(
              Report.html(
                  MadeUpCompany.run(),
                  MadeUpCompany.settings(language),
                  MadeUpCompany.withoutTables(all)));
      assertThat(page.select("main > section.card")).hasSize(2);
      assertThat(page.select("#left-out dt")).hasSize(Sections.ALL.size());
      assertThat(page.select("#left-out dd").text()).contains("retention_by_period");
    }
  }

  @Test
  void tablesThatAreEmptyGiveAPageThatSaysSo() {
    for (ReportLanguage language : ReportLanguage.values()) {
      Document page =
          document(
              Report.html(
                  MadeUpCompany.run(),
                  MadeUpCompany.settings(language),
                  new Answers(Map.of(), Map.of(), List.of())));
      assertThat(page.select("#left-out dt")).hasSize(Sections.ALL.size());
    }
  }

  @Test
  void eachTableCanBeMissingByItself() {
    List<Question> questions = Report.questions(MadeUpCompany.settings(ReportLanguage.ENGLISH));
    questions.stream()
        .flatMap(question -> question.tables().stream())
        .distinct()
        .forEach(
            table -> {
              Document page =
                  document(
                      Report.html(
                          MadeUpCompany.run(),
                          MadeUpCompany.settings(ReportLanguage.DUTCH),
                          MadeUpCompany.withoutTables(List.of(table))));
              long without =
                  Sections.ALL.stream().filter(one -> one.needs().contains(table)).count();
              assertThat(page.select("#left-out dt")).as(table.name()).hasSize((int) without);
            });
    questions.forEach(
        question -> {
          Document page =
              document(
                  Report.html(
                      MadeUpCompany.run(),
                      MadeUpCompany.settings(ReportLanguage.ENGLISH),
                      MadeUpCompany.without(question.name(), line -> true)));
          assertThat(page.select("h1")).as(question.name()).hasSize(1);
        });
  }

  @Test
  void aHistoryOfOnePeriodThatIsNotOverComparesNothing() {
    Answers oneYear =
        MadeUpCompany.without(
            "latest periods",
            line ->
                !line.text(RetentionByPeriodTable.GRANULARITY).equals("year")
                    || line.flag(RetentionByPeriodTable.IS_COMPLETE));
    Document page =
        document(
            Report.html(
                MadeUpCompany.run(), MadeUpCompany.settings(ReportLanguage.ENGLISH), oneYear));
    assertThat(page.select("#headlines .message").text())
        .isEqualTo(
            "2025, up to 15 November 2025. The period is not over, so there is nothing to compare"
                + " it with yet.");
    assertThat(page.select("#retention .message").text())
        .isEqualTo("There are no two periods yet that are over and could be compared.");
  }

  @Test
  void anAnswerWithTooManyRowsLeavesItsSectionOut() {
    Answers refused =
        new Answers(MadeUpCompany.answers().lines(), Map.of(), List.of("cohort cells"));
    Document page =
        document(
            Report.html(
                MadeUpCompany.run(), MadeUpCompany.settings(ReportLanguage.ENGLISH), refused));
    assertThat(page.select("#cohorts")).isEmpty();
    assertThat(page.select("#left-out").text()).contains("more than 1,625 rows");
  }

  @Test
  void everySectionNeedsOnlyTablesThatItAsks() {
    ReportSettings settings = MadeUpCompany.settings(ReportLanguage.ENGLISH);
    for (Section section : Sections.ALL) {
      Set<TableContract> asked =
          section.questions(settings).stream()
              .flatMap(question -> question.tables().stream())
              .collect(Collectors.toSet());
      assertThat(asked).as(section.key()).containsAll(section.needs());
    }
    assertThat(Sections.ALL.stream().map(Section::key)).doesNotHaveDuplicates();
    assertThat(CustomerChurnTable.CONTRACT.columnNames()).contains(CustomerChurnTable.CUSTOMER_ID);
  }

  private static Document page(Answers answers) {
    return document(
        Report.html(MadeUpCompany.run(), MadeUpCompany.settings(ReportLanguage.ENGLISH), answers));
  }

  private static Document document(String html) {
    return Jsoup.parse(html);
  }

  private static String figure(Element section, String label) {
    return section.select(".figures li").stream()
        .filter(one -> one.selectFirst("h3").text().equals(label))
        .map(Element::text)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> questions(ReportSettings settings) {
    return Report.questions(settings).stream().map(Question::name).toList();
  }

  /** The values behind the cells by cohort and age; the row of all cohorts is left out. */
  private static Map<String, String> heatmap(Document page) {
    Map<String, String> cells = new java.util.TreeMap<>();
    List<Element> rows = page.select("#cohort-heatmap tbody tr");
    for (int row = 1; row < rows.size(); row++) {
      List<Element> values = rows.get(row).select("td");
      for (int age = 1; age < values.size(); age++) {
        if (!values.get(age).hasClass("empty")) {
          cells.put((row - 1) + "/" + age, values.get(age).attr("data-value"));
        }
      }
    }
    return cells;
  }
}
