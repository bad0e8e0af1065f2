package io.perennial.quality;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Disposition;
import io.perennial.table.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
    return isAny(number, rule -> rule.code().equals(code));
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
    return isAny(number, rule -> rule.disposition() == Disposition.REJECTED);
  }

  private Column isAny(Column number, Predicate<RowRule> which) {
    Object[] numbers =
        IntStream.range(0, rules.size()).filter(i -> which.test(rules.get(i))).boxed().toArray();
    return numbers.length == 0 ? lit(false) : coalesce(number.isin(numbers), lit(false));
  }

  /** Looked up by the number: a chain of questions would be asked anew for each row. */
  private Column words(Column number, Function<RowRule, String> word) {
    return rules.isEmpty()
        ? lit(null).cast(Types.TEXT)
        : get(
            array(rules.stream().map(rule -> lit(word.apply(rule))).toArray(Column[]::new)),
            number);
  }
}
