package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The report: one page of HTML that opens without a network, made from the answers of the published
 * tables. The same answers give the same bytes; no clock enters.
 */
public final class Report {
  private final ReportedRun run;
  private final ReportSettings settings;
  private final Answers answers;
  private final Words words;

  private Report(ReportedRun run, ReportSettings settings, Answers answers) {
    this.run = run;
    this.settings = settings;
    this.answers = answers;
    this.words = Words.of(settings.language(), settings.currency());
  }

  /** What the report asks of the tables; each question once. */
  public static List<Question> questions(ReportSettings settings) {
    Map<String, Question> questions = new LinkedHashMap<>();
    for (Section section : Sections.ALL) {
      section.questions(settings).forEach(one -> questions.putIfAbsent(one.name(), one));
    }
    return List.copyOf(questions.values());
  }

  /** The page. */
  public static String html(ReportedRun run, ReportSettings settings, Answers answers) {
    return new Report(run, settings, answers).page();
  }

  /** A section as the page shows it. */
  public record Shown(String key, String title, String question, List<Block> blocks) {
    public Shown {
      blocks = List.copyOf(blocks);
    }
  }

  /** A section that the page does not show, and why. */
  public record LeftOut(String title, String reason) {}

  /** Something to do, and the section that says why: its name, and the words that lead there. */
  public record Suggestion(Advice advice, String key, String seen) {}

  private String page() {
    Material material = new Material(run, settings, answers, words);
    List<Shown> shown = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    List<Suggestion> suggestions = new ArrayList<>();
    for (Section section : Sections.ALL) {
      String title = words.text("section." + section.key() + ".title");
      Optional<String> obstacle = obstacle(section);
      Optional<Content> content =
          obstacle.isPresent() ? Optional.empty() : section.content(material);
      if (content.isEmpty()) {
        leftOut.add(new LeftOut(title, obstacle.orElseGet(() -> words.text("left_out.nothing"))));
        continue;
      }
      content
          .get()
          .advice()
          .map(advice -> new Suggestion(advice, section.key(), words.text("suggestion.see", title)))
          .ifPresent(suggestions::add);
      shown.add(
          new Shown(
              section.key(),
              title,
              words.text("section." + section.key() + ".question"),
              content.get().blocks()));
    }
    suggestions.sort(Comparator.comparingInt(one -> one.advice().rank()));
    return new Page(words, run, suggestions, shown, leftOut).html();
  }

  /** Why a section cannot be made; empty where it can. */
  private Optional<String> obstacle(Section section) {
    for (TableContract table : section.needs()) {
      Answers.Missing missing = answers.missing().get(table.name());
      if (missing != null) {
        return Optional.of(
            switch (missing) {
              case NOT_PUBLISHED -> words.text("left_out.not_published", table.name());
              case NOT_KEPT -> words.text("left_out.not_kept", table.name());
            });
      }
    }
    return section.questions(settings).stream()
        .filter(question -> answers.refused().contains(question.name()))
        .findFirst()
        .map(question -> words.text("left_out.too_many_rows", words.count(question.maximumRows())));
  }
}
