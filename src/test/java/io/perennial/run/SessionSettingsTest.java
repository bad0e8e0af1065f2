package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.util.Map;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
  private static final String UNSET = "spark.perennial.nothing.of.that.name";
  private static final String KEPT = "spark.sql.shuffle.partitions";

  @Test
  void whatHeldBeforeHoldsAgainOnceTheyAreClosed() {
    RuntimeConfig conf = SharedSpark.session().conf();
    String before = conf.get(KEPT);
    try (SessionSettings settings =
        SessionSettings.of(SharedSpark.session(), Map.of(KEPT, "17", UNSET, "there"))) {
      assertThat(settings).isNotNull();
      assertThat(conf.get(KEPT)).isEqualTo("17");
      assertThat(conf.get(UNSET)).isEqualTo("there");
    }
    assertThat(conf.get(KEPT)).isEqualTo(before);
    assertThat(conf.getOption(UNSET).isEmpty()).isTrue();
  }
}
