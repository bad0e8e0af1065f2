package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {

  static Stream<Option<?>> options() {
    return Options.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("options")
  void the_default_and_the_example_of_an_option_are_valid(Option<?> option) {
    Stream.concat(option.fallback().stream(), Stream.of(option.example()))
        .forEach(
            text -> {
              Findings findings = new Findings();
              Placeholders placeholders = Placeholders.of(Map.of(), findings);
              Value value =
                  YamlText.parse(text, line -> Origin.outside("a test"), findings).orElseThrow();
              Optional<?> read =
                  option
                      .type()
                      .reader()
                      .read(value, new Place(option.key(), false, placeholders, findings));
              assertThat(read).as("%s: %s", option.key(), text).isPresent();
              assertThat(findings.none()).isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("options")
  void an_option_is_described_in_full_sentences(Option<?> option) {
    assertThat(option.sentence()).matches("(?s)[A-Z].*\\.");
  }

  @Test
  void every_option_has_a_key_of_its_own_in_a_documented_section() {
    assertThat(Options.ALL).extracting(Option::key).doesNotHaveDuplicates();
    List<String> sections = Options.SECTIONS.stream().map(Section::key).toList();
    assertThat(Options.ALL)
        .allSatisfy(
            option -> {
              String key = option.key();
              String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : "";
              assertThat(sections).contains(section);
            });
  }

  @Property(tries = 500, seed = "20260103")
  void a_key_with_one_wrong_letter_is_suggested_back(@ForAll("typos") Typo typo) {
    List<String> problems =
        WrittenConfiguration.problems(WrittenConfiguration.LEAST, typo.written() + "=x");

    if (!KnownKeys.below(typo.section()).contains(typo.word())) {
      assertThat(problems)
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains("there is no key " + typo.written())
                      .containsPattern("Did you mean .*\\b" + typo.option().key()));
    }
  }

  /** The last word of an option's key with one letter changed, added, left out or swapped. */
  record Typo(Option<?> option, String section, String word) {
    String written() {
      return (section.isEmpty() ? word : section + "." + word).replace(Option.EACH, "0");
    }
  }

  @Provide
  Arbitrary<Typo> typos() {
    Arbitrary<Option<?>> options = Arbitraries.of(Options.ALL);
    Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 30);
    Arbitrary<Character> letters = Arbitraries.chars().range('a', 'z');
    return Combinators.combine(options, kinds, places, letters)
        .as(OptionsTest::typo)
        .filter(typo -> !typo.word().equals(typo.option().name()));
  }

  private static Typo typo(Option<?> option, int kind, int place, char letter) {
    String name = option.name();
    int at = place % name.length();
    String before = name.substring(0, at);
    String after = name.substring(at + 1);
    String word =
        switch (kind) {
          case 0 -> before + letter + after;
          case 1 -> before + letter + name.substring(at);
          case 2 -> before + after;
          default ->
              after.isEmpty()
                  ? name + letter
                  : before + after.charAt(0) + name.charAt(at) + after.substring(1);
        };
    String section =
        option.key().contains(".") ? option.key().substring(0, option.key().lastIndexOf('.')) : "";
    return new Typo(option, section, word);
  }
}
