package io.perennial.config;

import static java.util.stream.Collectors.joining;

import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The documentation of the configuration, made from the options that the reader knows. */
public final class ConfigurationPage {
  /** A whole configuration that shows most sections at work. */
  static final String EXAMPLE =
      """
      as_of_date: 2024-12-31
      time_zone: Europe/Berlin
      currency: EUR

      orders:
        excluded_statuses: [cancelled, unpaid]
        return_statuses: [returned]

      cohorts:
        granularities: [month, quarter]

      segments:
        - name: country
          table: orders
          attribute: country

      inputs:
        orders:
          format: jdbc
          table: shop.orders
          options:
            url: jdbc:postgresql://database.example/shop
            user: ${env:SHOP_USER}
            password: ${env:SHOP_PASSWORD}
          where: not is_test
          mapping:
            customer_id: customer
            ordered_at: created_at
            amount: quantity * unit_price
            order_id: id
            status: state
          attributes:
            country: upper(ship_country)
        customers:
          path: data/customers/*.csv.gz
          format: csv
          columns: [id, signed_up]
          mapping:
            customer_id: id
            signed_up_at: to_timestamp(signed_up, 'dd.MM.yyyy')

      output:
        path: /data/retention
        database: retention
      """;

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Made by the build from the options in the code; a change by hand is overwritten. -->

      A run is described by one YAML file. Every key is listed here; a key that is not is refused, with the key that was
      probably meant. All problems of a configuration are reported at once, each with its file and line.

      For completion and checks while you type, begin the file with
      `# yaml-language-server: $schema=perennial.schema.json` and keep `conf/perennial.schema.json` beside it. A
      configuration to start from is `conf/template.yaml`.

      ## Which value wins

      From the weakest to the strongest:

      1. the default of the key,
      2. the file,
      3. `--set key=value`, of several for one key the last,
      4. `--as-of date`, for `as_of_date`.

      A key of `--set` is written with dots: `--set output.format=parquet`. The elements of a list are counted from 0
      (`--set segments.0.name=land`; the number after the last element adds one), or the list is replaced whole
      (`--set 'cohorts.granularities=[week, month]'`). A value that begins with a bracket, a brace or a quote is YAML, any
      other is the text itself, and an empty value takes the key out, so that its default holds again. Reader options and
      attributes may have dots in their names.

      ## Secrets

      `${env:NAME}` in any value is replaced by the environment variable `NAME`. Where the environment lacks it, it is
      looked up in the secrets file, which the environment variable `PERENNIAL_SECRETS_FILE` names: one `NAME=value` a
      line, blank lines and lines that begin with `#` left aside, blanks around the value dropped. A variable that is set
      nowhere is a problem like any other.

      Credentials belong under `options`. A password, secret, token or credential that is written out there is refused, and
      the values of options are never printed, logged or written to a table. Paths, table names and expressions are
      shown where a run says what it reads, so a placeholder in them should stand for a place, such as
      `${env:DATA_FOLDER}/orders`, not for a secret.

      The configuration's digest in `run_history` is a SHA-256 over every value that can change a figure, defaults
      included. It does not see the order of keys, the layout of the file, where a value was given, nor the `output`;
      placeholders enter it as they are written.

      ## How input tables are mapped

      Each table under `inputs` says where its rows are (`path`, or `table`), how they are read (`format`, `options`), and
      under `mapping` how each column that Perennial knows is made: on the left its name, on the right a source column or
      a Spark SQL expression over the source columns of one row. A name that Spark SQL cannot read stands in backquotes: one
      with blanks, letters beyond ASCII, or signs such as `#`, as in `` `Order Total` ``. A text that it can read and that is
      the name of a source column is that column: `date` and `order` need no backquotes, nor does `order-id` by itself; in an
      expression that would be a difference, so it is `` `order-id` `` there. Functions whose value changes from run to run,
      such as `current_date()`, are refused.

      - At least `orders` or `order_lines` must be there. Where only lines are given, orders are derived from them.
      - Source schemas are never inferred. A CSV file needs `options: {header: true}` or `columns`; a column without a
        type is text, and what does not fit the column it is mapped to makes the row a rejected one.
      - A text file has one column, `value`: `split(trim(value), '\\\\s+')[0]` is its first word.
      - `attributes` are further columns of your own, by which `segments` slice the rates.
      - Relative paths are relative to the working directory, not to the configuration.
      """;

  private ConfigurationPage() {}

  /** The page in Markdown, ending in a line feed. */
  public static String render() {
    List<String> parts = new ArrayList<>();
    parts.add(INTRODUCTION);
    parts.add("## An example\n\n```yaml\n" + EXAMPLE + "```\n");
    parts.add("## Keys\n");
    for (Section section : Options.SECTIONS) {
      String title = section.key().isEmpty() ? "At the top" : code(section.key());
      parts.add("### " + title + "\n\n" + section.sentence() + "\n\n" + table(options(section)));
    }
    for (InputContract contract : InputCatalog.ALL) {
      parts.add(
          "### `"
              + Options.mappingKey(contract.name())
              + "`\n\n"
              + contract.grain()
              + "\n\n"
              + columns(contract)
              + rules(contract));
    }
    return String.join("\n", parts);
  }

  private static List<Option<?>> options(Section section) {
    if (section.key().equals("inputs")) {
      List<Option<?>> options = new ArrayList<>(Options.ofEveryTable());
      options.add(Options.INPUT_ATTRIBUTES);
      return options;
    }
    return Options.GENERAL.stream()
        .filter(
            option ->
                section.key().isEmpty()
                    ? !option.key().contains(".")
                    : option.key().startsWith(section.key() + "."))
        .collect(Collectors.toUnmodifiableList());
  }

  private static String table(List<Option<?>> options) {
    List<String> rows = new ArrayList<>();
    rows.add(row("key", "type", "default", "what it does", "example"));
    rows.add("|---|---|---|---|---|");
    for (Option<?> option : options) {
      rows.add(
          row(
              code(option.key()),
              option.type().label(),
              option.required()
                  ? "required"
                  : option.fallback().map(ConfigurationPage::code).orElse("none"),
              option.sentence(),
              code(option.example())));
    }
    return String.join("\n", rows) + "\n";
  }

  private static String columns(InputContract contract) {
    List<String> rows = new ArrayList<>();
    rows.add(row("column", "type", "required", "what it holds"));
    rows.add("|---|---|---|---|");
    for (InputColumn column : contract.columns()) {
      rows.add(
          row(
              code(column.name()),
              column.type().simpleString(),
              column.required() ? "yes" : "no",
              column.sentence()));
    }
    return String.join("\n", rows) + "\n";
  }

  private static String rules(InputContract contract) {
    List<String> sentences = new ArrayList<>();
    if (!contract.key().isEmpty()) {
      sentences.add(
          "Rows are told apart by "
              + contract.key().stream().map(ConfigurationPage::code).collect(joining(" and "))
              + ": equal rows of one are one row, and rows that differ are rejected.");
    }
    contract.columns().stream()
        .filter(column -> !column.values().isEmpty())
        .forEach(
            column ->
                sentences.add(
                    code(column.name())
                        + " is one of "
                        + column.values().stream()
                            .map(ConfigurationPage::code)
                            .collect(joining(", "))
                        + "."));
    if (!contract.checks().isEmpty()) {
      sentences.add(
          "Rejected, too: "
              + contract.checks().stream().map(check -> code(check.code())).collect(joining(", "))
              + ".");
    }
    return sentences.isEmpty() ? "" : "\n" + String.join(" ", sentences) + "\n";
  }

  private static String row(String... cells) {
    return Arrays.stream(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(joining(" | ", "| ", " |"));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
