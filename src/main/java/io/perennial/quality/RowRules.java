package io.perennial.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Disposition;
import io.perennial.table.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/**
 * Row rules in the order in which they are asked; a row takes the first it meets. Inside a query a
 * rule is its number in the list, which is small and quick, and becomes words at the end.
 *
 * @param rules the rules, the first asked first
 */
record RowRules(List<RowRule> rules) {
  RowRules {
    rules = List.copyOf(rules);
  }

  RowRules and(List<RowRule> later) {
    List<RowRule> all = new ArrayList<>(rules);
    all.addAll(later);
    return new RowRules(all);
  }

  /** The number of the first rule met among those from a position on; null where none is. */
  Column first(int from) {
    List<Column> numbers = new ArrayList<>();
    for (int i = from; i < rules.size(); i++) {
      numbers.add(when(rules.get(i).met(), lit(i)));
    }
    numbers.add(lit(null).cast(Types.WHOLE));
    return coalesce(numbers.toArray(Column[]::new));
  }

  /** Whether the number is that of a rule of this code; false for a row that met none. */
  Column isOf(Column number, String code) {
    Column isOf = lit(false);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).code().equals(code)) {
        isOf = isOf.or(number.equalTo(i));
      }
    }
    return coalesce(isOf, lit(false));
  }

  /** The disposition's label for a rule's number; for a row that met none, the given one. */
  Column disposition(Column number, Column otherwise) {
    return coalesce(words(number, rule -> rule.disposition().label()), otherwise);
  }

  Column code(Column number) {
    return words(number, RowRule::code);
  }

  Column reason(Column number) {
    return words(number, RowRule::reason);
  }

  /** Whether the number is that of a rule that rejects. */
  Column rejects(Column number) {
    Column rejects = lit(false);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).disposition() == Disposition.REJECTED) {
        rejects = rejects.or(number.equalTo(i));
      }
    }
    return coalesce(rejects, lit(false));
  }

  private Column words(Column number, Function<RowRule, String> word) {
    Column words = lit(null).cast(Types.TEXT);
    for (int i = rules.size() - 1; i >= 0; i--) {
      words = when(number.equalTo(i), lit(word.apply(rules.get(i)))).otherwise(words);
    }
    return words;
  }
}
