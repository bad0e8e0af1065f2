package io.perennial.cli;

import io.perennial.config.Expressions;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.SparkSqlParser;
import scala.collection.Iterator;

/**
 * A query as Spark's parser understands it; known to read tables and to do nothing else.
 *
 * @param text what was parsed
 * @param tables the names of the tables it reads, as written
 */
record Query(String text, Set<String> tables) {
  /** Functions that call Java code by its name. */
  private static final Set<String> CALLING_JAVA = Set.of("reflect", "try_reflect", "java_method");

  /**
   * How Spark's classes for IDENTIFIER end, of which there is one for tables and one for functions.
   */
  private static final String NAMED_BY_TEXT = "WithUnresolvedIdentifier";

  private static final Pattern CLOSING = Pattern.compile("(\\s*;)*\\s*$");
  private static final Pattern CONDITION = Pattern.compile("^\\[[A-Z_.0-9]+\\]\\s*");
  private static final Pattern STATE = Pattern.compile("\\.?\\s*SQLSTATE: \\w+;?");

  Query {
    tables = Set.copyOf(tables);
  }

  /**
   * Parses a text, without a session and without data.
   *
   * @throws PerennialException if it is no query of Spark SQL, or one that does more than read
   *     tables by their bare names
   */
  static Query of(String given) {
    String text = CLOSING.matcher(given).replaceFirst("");
    LogicalPlan plan = parse(text);
    Set<String> named = new TreeSet<>();
    Set<String> defined = new HashSet<>();
    for (TreeNode<?> node : nodes(plan)) {
      if (node instanceof ScriptTransformation) {
        throw Errors.queryReachesOut("TRANSFORM, which starts a program");
      }
      if (node.getClass().getSimpleName().endsWith(NAMED_BY_TEXT)) {
        throw Errors.queryReachesOut("IDENTIFIER, which makes a name of a text");
      }
      if (node instanceof UnresolvedFunction function
          && CALLING_JAVA.contains(function.nameParts().last().toLowerCase(Locale.ROOT))) {
        throw Errors.queryReachesOut(
            "the function " + function.nameParts().last() + ", which runs Java code");
      }
      if (node instanceof UnresolvedRelation relation) {
        if (relation.multipartIdentifier().length() > 1) {
          throw Errors.queryReachesOut("the table " + relation.tableName());
        }
        named.add(relation.multipartIdentifier().head());
      }
      if (node instanceof UnresolvedWith with) {
        each(with.innerChildren())
            .forEach(
                query -> {
                  if (query instanceof SubqueryAlias alias) {
                    defined.add(alias.alias().toLowerCase(Locale.ROOT));
                  }
                });
      }
    }
    named.removeIf(name -> defined.contains(name.toLowerCase(Locale.ROOT)));
    return new Query(text, named);
  }

  /** What Spark says of a text, in one sentence: without its code, its plan and its drawing. */
  static String sentence(Exception refusal) {
    String message = String.valueOf(refusal.getMessage()).strip();
    String line = message.lines().findFirst().orElse("");
    String plain =
        STATE
            .matcher(CONDITION.matcher(line).replaceFirst(""))
            .replaceAll(";")
            .replaceAll(";+", ";");
    String ended = plain.replaceFirst("[;.\\s]+$", "");
    return ended.isEmpty() ? refusal.getClass().getSimpleName() + "." : ended + ".";
  }

  private static LogicalPlan parse(String text) {
    if (Expressions.isNestedTooDeeply(text)) {
      throw Errors.queryMalformed("It is nested too deeply.");
    }
    SparkSqlParser parser = new SparkSqlParser();
    try {
      return parser.parseQuery(text);
    } catch (StackOverflowError tooDeep) {
      throw Errors.queryMalformed("It is nested too deeply.");
    } catch (Exception refusal) {
      throw isStatement(parser, text)
          ? Errors.notAQuery()
          : Errors.queryMalformed(sentence(refusal));
    }
  }

  /** Whether a text that is no query is another statement, such as one that deletes rows. */
  private static boolean isStatement(SparkSqlParser parser, String text) {
    try {
      parser.parsePlan(text);
      return true;
    } catch (Exception malformed) {
      return false;
    }
  }

  /** The plan with all that hangs below it: its subqueries and expressions too. */
  private static List<TreeNode<?>> nodes(LogicalPlan plan) {
    List<TreeNode<?>> nodes = new ArrayList<>(List.of(plan));
    for (int i = 0; i < nodes.size(); i++) {
      TreeNode<?> node = nodes.get(i);
      nodes.addAll(each(node.children()));
      nodes.addAll(each(node.innerChildren()));
      if (node instanceof LogicalPlan inner) {
        nodes.addAll(each(inner.expressions()));
      }
    }
    return nodes;
  }

  private static List<TreeNode<?>> each(scala.collection.Iterable<?> found) {
    List<TreeNode<?>> nodes = new ArrayList<>();
    Iterator<?> iterator = found.iterator();
    while (iterator.hasNext()) {
      if (iterator.next() instanceof TreeNode<?> node) {
        nodes.add(node);
      }
    }
    return nodes;
  }
}
