package io.perennial.config;

import static io.perennial.config.WrittenConfiguration.LEAST;
import static io.perennial.config.WrittenConfiguration.failure;
import static io.perennial.config.WrittenConfiguration.file;
import static io.perennial.config.WrittenConfiguration.problems;
import static io.perennial.config.WrittenConfiguration.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
  private static final String SECRET = "s3cr3t$1\\value";
  private static final String DATABASE =
      LEAST
          .replace("path: orders.parquet", "table: orders")
          .replace("format: parquet", "format: jdbc")
          .replace(
              "    mapping:",
              "    options: {url: 'jdbc:x://h/${env:DB}?a=1', password: '${env:PASSWORD}'}\n"
                  + "    where: region = '${env:REGION}'\n"
                  + "    mapping:");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DB", "shop", "PASSWORD", SECRET, "REGION", "north");

  @Test
  void placeholders_are_filled_in_from_the_environment() {
    InputTable orders = read(DATABASE, ENVIRONMENT).inputs().get("orders");

    assertThat(orders.options())
        .containsEntry("url", "jdbc:x://h/shop?a=1")
        .containsEntry("password", SECRET);
    assertThat(orders.where()).contains("region = 'north'");
  }

  @Test
  void numbers_and_overrides_may_be_placeholders_too() {
    Map<String, String> environment = Map.of("DAYS", "45", "FOLDER", "/data");

    Configuration configuration =
        read(
            LEAST + "churn: {window_days: '${env:DAYS}'}\n",
            environment,
            "output.path=${env:FOLDER}/out");

    assertThat(configuration.churn().windowDays()).hasValue(45);
    assertThat(configuration.output().path()).isEqualTo("/data/out");
  }

  @Test
  void the_secrets_file_fills_what_the_environment_lacks(@TempDir Path folder) throws IOException {
    Path secrets =
        Files.writeString(
            folder.resolve("secrets"),
            "# the shop\n\n  PASSWORD = " + SECRET + " \r\nDB=other\nREGION=a=b#c\n");
    Map<String, String> environment =
        Map.of("DB", "shop", "PERENNIAL_SECRETS_FILE", secrets.toString());

    InputTable orders = read(DATABASE, environment).inputs().get("orders");

    assertThat(orders.options())
        .containsEntry("password", SECRET)
        .containsEntry("url", "jdbc:x://h/shop?a=1");
    assertThat(orders.where()).contains("region = 'a=b#c'");
  }

  @Test
  void a_secrets_file_that_is_missing_or_malformed_is_told_without_its_text(@TempDir Path folder)
      throws IOException {
    Path secrets =
        Files.writeString(folder.resolve("secrets"), "A=1\n" + SECRET + "\n2B=" + SECRET);

    assertThat(problems(LEAST, Map.of("PERENNIAL_SECRETS_FILE", secrets.toString())))
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).startsWith(secrets + ":2: "))
        .anySatisfy(p -> assertThat(p).startsWith(secrets + ":3: "))
        .noneSatisfy(p -> assertThat(p).contains(SECRET));
    assertThat(problems(LEAST, Map.of("PERENNIAL_SECRETS_FILE", folder + "/none")))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("cannot be read"));
  }

  @Test
  void a_variable_that_is_not_set_is_told_by_its_name() {
    assertThat(problems(DATABASE, Map.of("DB", "a")))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith(
                        "file:7: inputs.orders.options.password needs the environment variable PASSWORD"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith(
                        "file:8: inputs.orders.where needs the environment variable REGION"))
        .hasSize(2);
  }

  @Test
  void a_placeholder_without_a_name_is_told() {
    assertThat(problems(LEAST + "time_zone: ${env:}\nreturns_policy: ${env:A B}\n"))
        .hasSize(2)
        .allSatisfy(p -> assertThat(p).contains("placeholder without the name of a variable"));
  }

  @Test
  void no_value_of_the_environment_is_in_a_message_a_text_or_the_digest() {
    Configuration configuration = read(DATABASE, ENVIRONMENT);
    Configuration other = read(DATABASE, Map.of("DB", "x", "PASSWORD", "y", "REGION", "z"));

    assertThat(configuration.toString()).doesNotContain(SECRET, "north", "jdbc:x");
    assertThat(configuration.toString()).contains("password");
    assertThat(configuration.digest()).isEqualTo(other.digest());

    String wrong =
        DATABASE
                .replace("'${env:REGION}'", "${env:REGION}(")
                .replace("customer_id: customer", "customer_id: ${env:PASSWORD}")
            + "time_zone: ${env:PASSWORD}\norders: {maximum_amount: '${env:PASSWORD}'}\n";
    assertThat(problems(wrong, ENVIRONMENT))
        .hasSizeGreaterThanOrEqualTo(3)
        .noneSatisfy(p -> assertThat(p).contains("s3cr3t"))
        .noneSatisfy(p -> assertThat(p).contains("north"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{url: u, password: s3cr3t}",
        "{url: u, fs.s3a.secret.key: s3cr3t}",
        "{url: u, accessToken: s3cr3t}",
        "{url: 'jdbc:x://h/db?user=a&password=s3cr3t'}"
      })
  void a_secret_that_is_written_out_is_refused_and_not_repeated(String options) {
    String yaml =
        LEAST
            .replace("path: orders.parquet", "table: a")
            .replace("format: parquet", "format: jdbc");

    assertThat(problems(yaml, "inputs.orders.options=" + options))
        .singleElement()
        .satisfies(
            p ->
                assertThat(p)
                    .contains("looks like a secret that is written out")
                    .doesNotContain("s3cr3t"));
  }

  @Test
  void an_option_is_never_repeated_in_a_message() {
    String yaml = LEAST.replace("    mapping:", "    options: {url: [s3cr3t]}\n    mapping:");

    assertThat(problems(yaml))
        .singleElement()
        .asString()
        .contains("options.url")
        .doesNotContain("s3cr3t");
  }

  @Test
  void a_syntax_error_does_not_quote_the_text() {
    String yaml = LEAST + "quality: {masked_columns: [s3cr3t: 'a}\n";

    assertThat(failure(file(yaml), Map.of()).getMessage())
        .contains("not valid YAML")
        .doesNotContain("s3cr3t");
  }
}
