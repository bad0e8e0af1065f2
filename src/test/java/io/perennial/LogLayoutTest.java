package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.lookup.Interpolator;
import org.apache.logging.log4j.core.lookup.StrSubstitutor;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** The log goes where people read the command's messages, so Spark's stack traces stay out. */
class LogLayoutTest {
  private static final String PATTERN = "appender.console.layout.pattern";

  @Test
  void aWarningIsShownWithoutTheStackTraceInItOrBehindIt() throws IOException {
    Properties properties = properties();
    PatternLayout layout =
        PatternLayout.newBuilder()
            .withPattern(
                new StrSubstitutor(new Interpolator()).replace(properties.getProperty(PATTERN)))
            .build();
    String shown =
        layout.toSerializable(
            Log4jLogEvent.newBuilder()
                .setLoggerName("org.example.Scheduler")
                .setLevel(Level.WARN)
                .setMessage(
                    new SimpleMessage(
                        "Lost task 1.0: it broke:\n in two\n\tat a.B.c(B.java:1)\nCaused by: d\n"))
                .setThrown(new IllegalStateException("broken"))
                .build());
    assertThat(shown)
        .contains("WARN  Scheduler Lost task 1.0: it broke:\n in two\n")
        .doesNotContain("\tat ", "Caused by", "IllegalStateException");
  }

  /** Log4j takes a name that no class has without a word, and the warning is shown after all. */
  @Test
  void everyClassThatIsKeptFromWarningIsThere() throws IOException, ClassNotFoundException {
    Properties properties = properties();
    List<String> silenced =
        properties.stringPropertyNames().stream()
            .filter(key -> key.startsWith("logger.") && key.endsWith(".level"))
            .filter(key -> Set.of("error", "fatal").contains(properties.getProperty(key)))
            .map(key -> properties.getProperty(key.replace(".level", ".name")))
            .filter(name -> Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1)))
            .toList();
    assertThat(silenced).isNotEmpty();
    for (String name : silenced) {
      assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
    }
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (BufferedReader file = Files.newBufferedReader(Path.of("conf", "log4j2.properties"))) {
      properties.load(file);
    }
    return properties;
  }
}
