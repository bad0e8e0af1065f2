package io.perennial.config;

import io.perennial.error.Errors;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Turns YAML text into {@link Value}s. Only the node tree is composed, so that no type named in the
 * text is ever made; aliases, depth and size are bounded by the parser's limits.
 */
final class YamlText {
  private static final int ALIASES = 50;
  private static final int DEPTH = 50;
  private static final int NODES = 100_000;
  private static final Set<Tag> SCALARS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

  private final IntFunction<Origin> origins;
  private final Findings findings;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  private YamlText(IntFunction<Origin> origins, Findings findings) {
    this.origins = origins;
    this.findings = findings;
  }

  /**
   * The one document of a text; empty where the text has none or, with a finding, is not YAML.
   *
   * @param origins what stands on a line, counted from 1
   */
  static Optional<Value> parse(String text, IntFunction<Origin> origins, Findings findings) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(ALIASES);
    options.setNestingDepthLimit(DEPTH);
    options.setAllowRecursiveKeys(false);
    // Tags are refused below with a message of ours; nothing is constructed from them.
    options.setTagInspector(tag -> true);
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      Origin origin = origins.apply(mark == null ? 1 : mark.getLine() + 1);
      int column = mark == null ? 1 : mark.getColumn() + 1;
      // The parser's own text quotes the line, which may hold a secret: only its reason is told.
      String reason = e.getProblem() == null ? "the structure is broken" : e.getProblem();
      findings.add(origin, Errors.yamlMalformed(origin.place(), column, reason));
      return Optional.empty();
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      Origin origin = origins.apply(line);
      findings.add(
          origin, Errors.yamlMalformed(origin.place(), 1, "a character that YAML does not allow"));
      return Optional.empty();
    } catch (YAMLException e) {
      Origin origin = origins.apply(1);
      findings.add(
          origin,
          Errors.yamlMalformed(
              origin.place(), 1, "the text is too large, too deep or has too many aliases"));
      return Optional.empty();
    }
    if (root == null) {
      return Optional.empty();
    }
    YamlText reading = new YamlText(origins, findings);
    return Optional.of(reading.value(root, reading.origin(root)));
  }

  private Origin origin(Node node) {
    return origins.apply(node.getStartMark().getLine() + 1);
  }

  private Value value(Node node, Origin origin) {
    nodes++;
    if (nodes > NODES) {
      if (nodes == NODES + 1) {
        findings.add(
            origin,
            Errors.yamlMalformed(origin.place(), 1, "more values than a configuration has"));
      }
      return new Value.Nothing(origin);
    }
    if (!open.add(node)) {
      findings.add(
          origin, Errors.yamlMalformed(origin.place(), 1, "an alias that contains itself"));
      return new Value.Nothing(origin);
    }
    Value value = content(node, origin);
    open.remove(node);
    return value;
  }

  private Value content(Node node, Origin origin) {
    if (node instanceof ScalarNode scalar && SCALARS.contains(node.getTag())) {
      return scalar.getTag().equals(Tag.NULL)
          ? new Value.Nothing(origin)
          : new Value.Scalar(scalar.getValue(), origin);
    }
    if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
      List<Value> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(value(item, origin(item)));
      }
      return new Value.Sequence(items, origin);
    }
    if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
      return section(mapping, origin);
    }
    findings.add(origin, Errors.yamlTag(origin.place(), node.getTag().getValue()));
    return new Value.Nothing(origin);
  }

  private Value section(MappingNode mapping, Origin origin) {
    Map<String, Value> own = new LinkedHashMap<>();
    Map<String, Value> merged = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Origin at = origin(entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        findings.add(at, Errors.yamlMalformed(at.place(), 1, "a key that is not a single word"));
        continue;
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merge(value(entry.getValueNode(), at), merged);
        continue;
      }
      Value replaced = own.put(key.getValue(), value(entry.getValueNode(), at));
      if (replaced != null) {
        findings.add(at, Errors.keyRepeated(at.place(), key.getValue(), replaced.origin().place()));
      }
    }
    merged.forEach(own::putIfAbsent);
    return new Value.Section(own, origin);
  }

  private void merge(Value value, Map<String, Value> merged) {
    if (value instanceof Value.Section section) {
      section.entries().forEach(merged::putIfAbsent);
    } else if (value instanceof Value.Sequence sequence) {
      sequence.items().forEach(item -> merge(item, merged));
    } else if (value instanceof Value.Scalar scalar) {
      String place = scalar.origin().place();
      findings.add(
          scalar.origin(), Errors.yamlMalformed(place, 1, "<< takes the alias of a section"));
    }
  }
}
