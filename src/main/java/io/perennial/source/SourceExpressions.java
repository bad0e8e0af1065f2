package io.perennial.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import scala.collection.Iterator;

/** What can be known of a Spark SQL expression from its text alone. */
final class SourceExpressions {
  private SourceExpressions() {}

  /** The columns an expression names; empty where the text does not parse. */
  static Optional<Set<String>> columns(String text) {
    Expression expression;
    try {
      expression = new CatalystSqlParser().parseExpression(text);
    } catch (Exception e) {
      return Optional.empty();
    }
    Set<String> columns = new TreeSet<>();
    for (Expression part : parts(expression)) {
      if (part instanceof UnresolvedAttribute attribute) {
        columns.add(attribute.nameParts().head());
      }
    }
    return Optional.of(columns);
  }

  private static List<Expression> parts(Expression expression) {
    List<Expression> parts = new ArrayList<>();
    parts.add(expression);
    for (int i = 0; i < parts.size(); i++) {
      Iterator<Expression> children = parts.get(i).children().iterator();
      while (children.hasNext()) {
        parts.add(children.next());
      }
    }
    return parts;
  }
}
