package io.perennial.config;

import io.perennial.testing.GeneratedDocument;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentsTest {

  @Test
  void the_json_schema_is_up_to_date() {
    GeneratedDocument.verify(Path.of("conf/perennial.schema.json"), ConfigurationSchema.render());
  }

  @Test
  void the_page_is_up_to_date() {
    GeneratedDocument.verify(
        Path.of("src/site/markdown/configuration.md"), ConfigurationPage.render());
  }
}
