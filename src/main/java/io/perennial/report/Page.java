package io.perennial.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page around the sections. Script and style stand in it and are named by their hashes in its
 * content security policy, which forbids everything else: no address is ever asked for anything,
 * and a script that came in with the data would not run.
 */
record Page(
    Words words,
    ReportedRun run,
    List<Report.Suggestion> suggestions,
    List<Report.Shown> sections,
    List<Report.LeftOut> leftOut) {
  private static final String TEMPLATE = "report.html";
  private static final String CHARTS =
      "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";
  private static final String PAGE_WORDS = "page.";

  String html() {
    String charts = resource(CHARTS);
    String script = resource("report.js");
    String style = resource("report.css");
    Map<String, Object> values = new TreeMap<>();
    values.put("language", words.language().tag());
    values.put("t", pageWords());
    values.put("asOf", words.date(run.asOf()));
    values.put("run", run);
    values.put("suggestions", suggestions);
    values.put("sections", sections);
    values.put("leftOut", leftOut);
    values.put(
        "definitions",
        Definitions.of(
            Block.sources(sections.stream().flatMap(one -> one.blocks().stream()).toList())));
    values.put("charts", charts);
    values.put("script", script);
    values.put("style", style);
    values.put("policy", policy(List.of(charts, script), style));
    values.put("reader", reader());
    StringWriter page = new StringWriter();
    try {
      engine().getTemplate(TEMPLATE).evaluate(page, values, words.language().locale());
    } catch (IOException e) {
      throw new UncheckedIOException(TEMPLATE, e);
    }
    return page.toString();
  }

  private static PebbleEngine engine() {
    ClasspathLoader loader = new ClasspathLoader(Page.class.getClassLoader());
    loader.setPrefix(Page.class.getPackageName().replace('.', '/'));
    loader.setCharset(StandardCharsets.UTF_8.name());
    return new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
  }

  private Map<String, String> pageWords() {
    Map<String, String> texts = new TreeMap<>();
    for (String key : words.keys()) {
      if (key.startsWith(PAGE_WORDS)) {
        texts.put(key.substring(PAGE_WORDS.length()), words.text(key));
      }
    }
    return texts;
  }

  /** What the script must know to write numbers as the page does. */
  private String reader() {
    return PageJson.of(
        Map.of(
            "locale",
            words.language().locale().toLanguageTag(),
            "currency",
            words.currency(),
            "light",
            words.text("page.light"),
            "dark",
            words.text("page.dark")));
  }

  private static String policy(List<String> scripts, String style) {
    StringBuilder policy = new StringBuilder("default-src 'none'; script-src");
    for (String script : scripts) {
      policy.append(" '").append(hash(script)).append('\'');
    }
    return policy
        .append("; style-src '")
        .append(hash(style))
        .append("'; base-uri 'none'; form-action 'none'")
        .toString();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      // A browser hashes a page's text with line feeds alone.
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
