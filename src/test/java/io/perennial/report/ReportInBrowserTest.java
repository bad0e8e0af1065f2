package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.table.ReportLanguage;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.testing.Browser;
import io.perennial.testing.Browser.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a reader's browser shows it. */
class ReportInBrowserTest {
  private static final View DESK = new View(1200, 900, false, false);

  /** The width that is left of A4 between the page's margins, at 96 dots an inch. */
  private static final View PAPER = new View(703, 1000, true, true);

  @TempDir private static Path folder;
  private static final Map<ReportLanguage, Path> PAGES = new EnumMap<>(ReportLanguage.class);
  private static Browser browser;

  @BeforeAll
  static void writeThePagesAndStartABrowser() throws IOException, InterruptedException {
    Optional<Path> executable = Browser.installed();
    boolean isRequired = "true".equals(System.getenv("PERENNIAL_CI"));
    assumeTrue(
        executable.isPresent() || isRequired,
        "The report is not looked at: there is no Chromium on the PATH, and PERENNIAL_BROWSER names"
            + " none.");
    assertThat(executable)
        .as("PERENNIAL_CI is true, and there is no browser to test with")
        .isPresent();
    for (ReportLanguage language : ReportLanguage.values()) {
      PAGES.put(
          language,
          Files.writeString(
              folder.resolve(language.tag() + ".html"), MadeUpCompany.page(language)));
    }
    browser = Browser.start(executable.get());
  }

  @AfterAll
  static void endTheBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"ENGLISH, false", "ENGLISH, true", "DUTCH, false", "DUTCH, true"})
  void thePageOpensWithoutAComplaintAndAsksForNothing(ReportLanguage language, boolean isDark) {
    browser.open(PAGES.get(language), new View(1200, 900, isDark, false));
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(PAGES.get(language).toUri().toString());
    assertThat(browser.evaluate("document.documentElement.lang").asText())
        .isEqualTo(language.tag());
    assertThat(browser.evaluate("document.documentElement.dataset.theme").asText())
        .isEqualTo(isDark ? "dark" : "light");
    // A name in the data tries to set the title.
    assertThat(browser.evaluate("document.title").asText()).doesNotContain("taken");
  }

  @ParameterizedTest
  @CsvSource({
    "ENGLISH, false, 1200",
    "DUTCH, true, 1200",
    "ENGLISH, true, 360",
    "DUTCH, false, 360"
  })
  void everyChartIsDrawn(ReportLanguage language, boolean isDark, int width) {
    browser.open(PAGES.get(language), new View(width, 900, isDark, false));
    JsonNode charts =
        browser.evaluate(
            """
            [...document.querySelectorAll('.chart')].map(chart => {
              const spec = JSON.parse(document.querySelector(`[data-chart="${chart.id}"]`).textContent);
              const style = getComputedStyle(document.documentElement);
              const probe = document.body.appendChild(document.createElement('i'));
              const rgb = name => {
                probe.style.color = style.getPropertyValue(name);
                return getComputedStyle(probe).color;
              };
              const own = ['--series-1', '--series-2', '--series-3', '--series-4', '--other', '--loss-1', '--loss-2'].map(rgb);
              probe.remove();
              const box = chart.getBoundingClientRect();
              const marks = [...chart.querySelectorAll('svg path')].filter(path => {
                const drawn = getComputedStyle(path);
                const size = path.getBoundingClientRect();
                const inside = size.left >= box.left - 1 && size.right <= box.right + 1 && size.top >= box.top - 1 && size.bottom <= box.bottom + 1;
                return inside && size.width + size.height > 2 && (own.includes(drawn.stroke) || own.includes(drawn.fill));
              });
              const named = [...chart.querySelectorAll('svg text')].map(text => text.textContent);
              const series = spec.series.filter(one => !one.style.startsWith('interval')).length;
              const colours = new Set(marks.flatMap(path => [getComputedStyle(path).stroke, getComputedStyle(path).fill]).filter(colour => own.includes(colour)));
              return { name: chart.id, width: box.width, marks: marks.length, series: series, colours: colours.size, named: named.length };
            })
            """);
    assertThat(charts).hasSize(12);
    for (JsonNode chart : charts) {
      String name = chart.get("name").asText();
      assertThat(chart.get("width").asDouble()).as(name).isGreaterThan(200);
      assertThat(chart.get("marks").asInt())
          .as(name)
          .isGreaterThanOrEqualTo(chart.get("series").asInt());
      assertThat(chart.get("colours").asInt()).as(name).isEqualTo(chart.get("series").asInt());
      assertThat(chart.get("named").asInt()).as(name).isGreaterThan(4);
    }
  }

  @Test
  void theHeatmapShowsTheFiguresOfTheTable() {
    browser.open(PAGES.get(ReportLanguage.ENGLISH), DESK);
    JsonNode rows =
        browser.evaluate(
            """
            [...document.querySelectorAll('#cohort-heatmap tbody tr')].slice(1).map(row =>
              [...row.querySelectorAll('td')].slice(1).filter(cell => cell.innerText !== '').map(cell => cell.innerText))
            """);
    Map<Integer, Map<Integer, String>> expected = new TreeMap<>();
    for (Line line : MadeUpCompany.cohortCells()) {
      int cohort = MadeUpCompany.cohortOf(line.date(CohortRetentionTable.COHORT_START));
      int age = (int) line.count(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER);
      if (age > 0) {
        String rate =
            MadeUpCompany.cohortRate(cohort, age)
                .map(share -> Math.round(share * 100) + "%")
                .orElse("–");
        expected
            .computeIfAbsent(cohort, any -> new TreeMap<>())
            .put(age, line.flag(CohortRetentionTable.IS_COMPLETE) ? rate : rate + "*");
      }
    }
    assertThat(rows).hasSize(expected.size() + 1);
    expected.forEach(
        (cohort, cells) -> {
          int age = 1;
          for (JsonNode shown : rows.get(cohort)) {
            assertThat(shown.asText()).as(cohort + "/" + age).isEqualTo(cells.get(age++));
          }
          assertThat(age).isEqualTo(cells.size() + 1);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTextStandsOutFromItsGround(boolean isDark) {
    browser.open(PAGES.get(ReportLanguage.ENGLISH), new View(1200, 900, isDark, false));
    JsonNode faint =
        browser.evaluate(
            """
            (() => {
              const canvas = document.createElement('canvas').getContext('2d');
              const parts = colour => {
                const found = colour.match(/[\\d.]+/g).map(Number);
                return { r: found[0], g: found[1], b: found[2], a: found.length > 3 ? found[3] : 1 };
              };
              const light = c => {
                const [r, g, b] = [c.r, c.g, c.b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4));
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const ground = element => {
                for (let one = element; one; one = one.parentElement) {
                  const colour = parts(getComputedStyle(one).backgroundColor);
                  if (colour.a === 1) { return colour; }
                }
                return parts('rgb(255, 255, 255)');
              };
              document.querySelectorAll('details').forEach(one => { one.open = true; });
              const faint = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (!texts.currentNode.textContent.trim() || element.closest('script, style')) { continue; }
                const style = getComputedStyle(element);
                const ink = light(parts(element.closest('svg') ? style.fill : style.color));
                const page = light(ground(element));
                const contrast = (Math.max(ink, page) + .05) / (Math.min(ink, page) + .05);
                if (contrast < 4.5) { faint.push(contrast.toFixed(2) + ' ' + element.className + ' ' + texts.currentNode.textContent.trim().slice(0, 40)); }
              }
              return faint;
            })()
            """);
    Set<String> found = new TreeSet<>();
    faint.forEach(one -> found.add(one.asText()));
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ENGLISH, false", "DUTCH, true"})
  void aTelephoneShowsThePageWithoutScrollingSideways(ReportLanguage language, boolean isDark) {
    browser.open(PAGES.get(language), new View(360, 740, isDark, false));
    browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(360);
  }

  @ParameterizedTest
  @CsvSource({"ENGLISH", "DUTCH"})
  void paperShowsThePageLightAndWhole(ReportLanguage language) {
    browser.open(PAGES.get(language), new View(1200, 900, true, false));
    browser.look(PAPER);
    assertThat(browser.evaluate("document.documentElement.dataset.theme").asText())
        .isEqualTo("light");
    assertThat(browser.evaluate("getComputedStyle(document.querySelector('nav')).display").asText())
        .isEqualTo("none");
    JsonNode wide =
        browser.evaluate(
            """
            [...document.querySelectorAll('main table, .chart svg')]
              .filter(one => one.getClientRects().length > 0 && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
              .map(one => one.id + ' ' + one.getBoundingClientRect().right)
            """);
    assertThat(wide).isEmpty();
    byte[] pdf = browser.print();
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(pdf.length).isGreaterThan(50_000);
    assertThat(browser.complaints()).isEmpty();
    browser.look(DESK);
  }

  @Test
  void theKeyboardReachesTheReportAndTheTheme() {
    browser.open(PAGES.get(ReportLanguage.ENGLISH), DESK);
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.className").asText()).isEqualTo("skip");
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("theme");
    browser.press("Enter", 13);
    assertThat(browser.evaluate("document.documentElement.dataset.theme").asText())
        .isEqualTo("dark");
    assertThat(browser.evaluate("document.activeElement.textContent").asText()).isEqualTo("Light");
    JsonNode unreachable =
        browser.evaluate(
            """
            [...document.querySelectorAll('summary, .scroll')].filter(one => one.tabIndex < 0).length
            """);
    assertThat(unreachable.asInt()).isZero();
  }
}
