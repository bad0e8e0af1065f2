package io.perennial.error;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The factory of every message a user can meet. A message never holds a secret, nor a value of a
 * customer's row beyond the key that names it.
 */
public final class Errors {
  private static final Pattern NAMED_ERROR = Pattern.compile("^\\[[A-Z_0-9.]+]");

  private Errors() {}

  /** An error of one problem. */
  public static PerennialException of(Category category, Problem problem) {
    return new PerennialException(category, List.of(problem), null);
  }

  /** An error of one problem with the exception that brought it to light. */
  public static PerennialException of(Category category, Problem problem, Throwable cause) {
    return new PerennialException(category, List.of(problem), cause);
  }

  /** An error of all the problems found at once. */
  public static PerennialException of(Category category, List<Problem> problems) {
    return new PerennialException(category, problems, null);
  }

  // io.perennial.config

  /** The configuration file is not there. */
  public static Problem configurationMissing(String file) {
    return new Problem(
        file + ": there is no such configuration file.",
        "The path is wrong, or relative to another working directory.",
        "Check the path; conf/template.yaml is a configuration to start from.");
  }

  /** The configuration file is there but cannot be read. */
  public static Problem configurationUnreadable(String file, boolean folder) {
    return new Problem(
        file + ": the configuration cannot be read.",
        folder ? "It is a folder." : "The file system refuses to read it.",
        folder ? "Name a YAML file." : "Check the permissions of the file and of its folders.");
  }

  /** The configuration file is not text in UTF-8. */
  public static Problem configurationNotUtf8(String file) {
    return new Problem(
        file + ": the configuration is not text in UTF-8.",
        "It was saved in another encoding, or is no text at all.",
        "Save it in UTF-8.");
  }

  /** The configuration file holds nothing. */
  public static Problem configurationEmpty(String file) {
    return new Problem(
        file + ": the configuration is empty.",
        "The file holds nothing, or nothing but comments.",
        "Start from conf/template.yaml.");
  }

  /** The configuration is a list or a single value. */
  public static Problem configurationNotASection(String place) {
    return new Problem(
        place + ": the configuration has no keys.",
        "The file holds a list or a single value.",
        "Write keys with their values, as conf/template.yaml does.");
  }

  /** The text is not YAML; the reason never quotes the text. */
  public static Problem yamlMalformed(String place, int column, String reason) {
    return new Problem(
        place + ": the text is not valid YAML here (column " + column + ").",
        "The YAML parser found: " + reason + ".",
        "Check indentation and quotes; a text with ': ' or ' #' in it needs quotes.");
  }

  /** The text asks for a type that a configuration does not have. */
  public static Problem yamlTag(String place, String tag) {
    return new Problem(
        place + ": the tag " + tag + " is not allowed.",
        "A configuration holds text, lists and keys only; nothing in it names a type.",
        "Take the tag out.");
  }

  /** A key stands twice in one section. */
  public static Problem keyRepeated(String place, String key, String firstPlace) {
    return new Problem(
        place + ": the key " + key + " is given twice.",
        "It already stands at " + firstPlace + ".",
        "Take one of the two out.");
  }

  /** A key that no option has. */
  public static Problem keyUnknown(String place, String key, String suggestion) {
    return new Problem(
        place + ": there is no key " + key + ".",
        "It is misspelt, or belongs to another section.",
        suggestion);
  }

  /** A value stands where keys are expected. */
  public static Problem notASection(String place, String key, String names) {
    return new Problem(
        place + ": " + key + " must be a section with keys.",
        "It is given as a single value, as a list, or empty.",
        "Write below it: " + names + ".");
  }

  /** Something else stands where a list of sections is expected. */
  public static Problem notAListOfSections(String place, String key) {
    return new Problem(
        place + ": " + key + " must be a list.",
        "It is given as a single value or as a section.",
        "Write one element per line, each beginning with a hyphen.");
  }

  /** A value is not what its option takes. */
  public static Problem optionMalformed(
      String place, String key, String must, String given, String remedy) {
    return new Problem(place + ": " + key + " " + must + ".", "It is " + given + ".", remedy);
  }

  /** An option without a default is not given. */
  public static Problem optionMissing(String place, String key, String sentence, String example) {
    return new Problem(
        place + ": " + key + " is missing.",
        "It has no default. " + sentence,
        "Give it, for instance " + key.substring(key.lastIndexOf('.') + 1) + ": " + example + ".");
  }

  /** No as-of date anywhere. */
  public static Problem asOfDateMissing(String place, String key) {
    return new Problem(
        place + ": there is no as-of date; " + key + " is missing.",
        "Figures depend on the day at whose end the observation ends, and no clock is asked for it,"
            + " so that a run can be repeated.",
        "Give " + key + " in the file, or --as-of 2011-12-09 on the command line.");
  }

  /** The earliest order date lies behind the end of the observation. */
  public static Problem earliestAfterAsOf(
      String place, String key, LocalDate earliest, LocalDate asOf) {
    return new Problem(
        place + ": " + key + " " + earliest + " lies after the as-of date " + asOf + ".",
        "Every order would be rejected or excluded.",
        "Correct one of the two dates.");
  }

  /** A status has two meanings. */
  public static Problem statusTwice(String place, String key, String other, String status) {
    return new Problem(
        place + ": the status '" + status + "' stands in " + key + " and in " + other + ".",
        "An order has one meaning; a list that is not given has its default.",
        "Take the status out of one of the two lists.");
  }

  /** A reason for leaving stands in two lists. */
  public static Problem reasonTwice(String place, String key, String other, String reason) {
    return new Problem(
        place + ": the reason '" + reason + "' stands in " + key + " and in " + other + ".",
        "A reason is of one class; a list that is not given has its default.",
        "Take the reason out of one of the two lists, or give the other list without it.");
  }

  /** A model is to be fitted for a segment that is none of customers. */
  public static Problem modelSegmentUnknown(
      String place, String key, String name, List<String> known) {
    return new Problem(
        place + ": " + key + " names " + name + ", which is no segment of customers.",
        "Models are of customers, so they are fitted for segments whose table is customers"
            + (known.isEmpty() ? ", and there is none." : ": " + String.join(", ", known) + "."),
        "Name one of those, or add the segment with `table: customers` under `segments`.");
  }

  /** Statuses are named but no column holds them. */
  public static Problem statusUnmapped(String place, String key) {
    return new Problem(
        place + ": " + key + " names statuses, but no input table maps status.",
        "Without a status no order meets or fails the list.",
        "Map status in inputs.orders.mapping or inputs.order_lines.mapping, or leave the key out.");
  }

  /** Cohorts by sign-up without sign-ups. */
  public static Problem signUpUnmapped(String place, String key, String missing) {
    return new Problem(
        place + ": " + key + " is sign_up, but sign-ups are not known.",
        missing + " is not mapped.",
        "Map it, or take first_order.");
  }

  /** A segment has the name of the total. */
  public static Problem segmentNameReserved(String place, String key, String name) {
    return new Problem(
        place + ": " + key + " must not be '" + name + "'.",
        "The total over all customers has that name.",
        "Choose another name.");
  }

  /** Two segments have one name. */
  public static Problem segmentNameTwice(String place, String key, String name) {
    return new Problem(
        place + ": " + key + " '" + name + "' is given twice.",
        "Segments are told apart by their names.",
        "Choose another name for one of them.");
  }

  /** A segment slices by a table that is not configured. */
  public static Problem segmentTableMissing(String place, String key, String table) {
    return new Problem(
        place + ": " + key + " is " + table + ", which is not an input.",
        "inputs." + table + " is not configured.",
        "Configure the table, or slice by another one.");
  }

  /** A segment slices by an attribute that its table does not map. */
  public static Problem segmentAttributeUnknown(
      String place, String key, String table, String attribute, String remedy) {
    return new Problem(
        place + ": " + key + " is " + attribute + ", which " + table + " does not have.",
        "No attribute of that name is mapped there.",
        remedy);
  }

  /** Neither orders nor order lines. */
  public static Problem ordersMissing(String place, String orders, String lines) {
    return new Problem(
        place + ": inputs has neither " + orders + " nor " + lines + ".",
        "Every figure is made from one of the two.",
        "Configure inputs." + orders + " or inputs." + lines + ".");
  }

  /** An input table without a place. */
  public static Problem inputNowhere(String place, String key) {
    return new Problem(
        place + ": " + key + " has neither path nor table.",
        "Nothing says where the rows are.",
        "Give path and format, or table.");
  }

  /** A view that neither files nor a query make, or both, or files of no known format. */
  public static Problem viewFromNowhere(String place, String key) {
    return new Problem(
        place + ": " + key + " needs either a query, or a path and its format.",
        "A view is made by one of the two.",
        "Give query, or path and format.");
  }

  /** Two views of one name. */
  public static Problem viewTwice(String place, String name) {
    return new Problem(
        place + ": the view " + name + " is there twice.",
        "Queries and inputs could not tell the two apart.",
        "Give one of them another name.");
  }

  /** A view over CSV files that have no header. */
  public static Problem viewWithoutNames(String place, String key) {
    return new Problem(
        place + ": " + key + ".options.header is not true.",
        "Nothing else names the columns of a CSV file that a view is made from.",
        "Set options: {header: true}, or read the file as an input with columns of its own.");
  }

  /** A view that cannot be made. */
  public static PerennialException viewFailed(String name, String reason, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The view " + name + " cannot be made.",
            reason,
            "Correct its query or its path; views see those further up in the list."),
        cause);
  }

  /** An input table with two places. */
  public static Problem inputTwice(String place, String key) {
    return new Problem(
        place + ": " + key + " has both path and table.",
        "Rows are read from one place.",
        "Take one of the two out.");
  }

  /** A path without a format. */
  public static Problem inputFormatMissing(String place, String key) {
    return new Problem(
        place + ": " + key + " is missing.",
        "A path does not say how its files are read.",
        "Give csv, json, parquet, orc, delta or text.");
  }

  /** A format whose place is not given. */
  public static Problem inputPlaceMissing(String place, String key, String format, String example) {
    return new Problem(
        place + ": " + key + " is missing.",
        "The format " + format + " needs it.",
        "Give it, for instance " + key.substring(key.lastIndexOf('.') + 1) + ": " + example + ".");
  }

  /** A CSV file whose columns nobody names. */
  public static Problem csvWithoutNames(String place, String key) {
    return new Problem(
        place + ": the columns of " + key + " have no names.",
        "Neither options.header is true nor are columns declared.",
        "Where the first line names the columns, write options: {header: true}; where it does not,"
            + " declare columns: [first, second] in the file's order.");
  }

  /** A database without its address. */
  public static Problem jdbcWithoutUrl(String place, String key) {
    return new Problem(
        place + ": " + key + " is missing.",
        "The format jdbc needs the database's address.",
        "Give it, for instance url: jdbc:postgresql://host/shop, and user and password as"
            + " placeholders ${env:NAME}.");
  }

  /** Declared columns where the source names its own. */
  public static Problem columnsIdle(String place, String key, String format) {
    return new Problem(
        place + ": " + key + " must not be given.",
        "The format " + format + " has columns of its own.",
        "Leave it out; a text file has the one column value.");
  }

  /** A column of changes where changes are seen otherwise. */
  public static Problem changesIdle(String place, String key, String format) {
    return new Problem(
        place + ": " + key + " must not be given.",
        "Of the format " + format + " new files are known by listing them, or it is read as it is.",
        "Leave it out; it belongs to the formats jdbc and table.");
  }

  /** One of the two by which changed rows are known. */
  public static Problem changesIncomplete(String place, String key, String other) {
    return new Problem(
        place + ": " + key + " is given without " + other + ".",
        "Changed rows are found by updated_at, and take the place of the earlier ones by key.",
        "Give both, or none.");
  }

  /** An expression names a column that the source does not have. */
  public static Problem sourceColumnUnknown(
      String place, String key, String column, String remedy) {
    return new Problem(
        place + ": " + key + " names the source column " + column + ".",
        "The source has no such column.",
        remedy);
  }

  /** A text that is not an expression over one row. */
  public static Problem expressionMalformed(String place, String key, String reason) {
    return new Problem(
        place + ": " + key + " is not a Spark SQL expression over the source columns.",
        "Spark's parser says: " + reason + ".",
        "Write a column or an expression, such as quantity * unit_price; a column name with blanks"
            + " or signs stands in backquotes.");
  }

  /** An attribute with the name of a canonical column. */
  public static Problem attributeIsColumn(String place, String key, String table, String name) {
    return new Problem(
        place + ": " + key + " has the name of a column of " + table + ".",
        "Attributes stand beside the table's own columns.",
        "Map it under inputs." + table + ".mapping." + name + ", or choose another name.");
  }

  /** A reader option that Perennial sets itself. */
  public static Problem readerOptionRefused(String place, String key, String reason) {
    return new Problem(
        place + ": " + key + " must not be given.",
        "It would interfere: " + reason + ".",
        "Take it out.");
  }

  /** A secret written out. */
  public static Problem secretInConfiguration(String place, String key, String variable) {
    return new Problem(
        place + ": " + key + " looks like a secret that is written out.",
        "Configurations are shared and kept under version control; secrets are not.",
        "Write ${env:NAME} and set NAME in the environment, or in the file that "
            + variable
            + " names.");
  }

  /** A placeholder that names no variable. */
  public static Problem placeholderMalformed(String place, String key) {
    return new Problem(
        place + ": " + key + " has a placeholder without the name of a variable.",
        "Between ${env: and } stand letters, digits and underscores.",
        "Write it as ${env:NAME}.");
  }

  /** A placeholder whose variable is not set. */
  public static Problem placeholderUnset(
      String place, String key, String name, String secretsVariable) {
    return new Problem(
        place + ": " + key + " needs the environment variable " + name + ".",
        "It is set neither in the environment nor in the file that " + secretsVariable + " names.",
        "Set it, then run again.");
  }

  /** The secrets file cannot be read. */
  public static Problem secretsFileUnreadable(String variable, String file) {
    return new Problem(
        variable + ": the secrets file " + file + " cannot be read.",
        "It is missing, not text in UTF-8, or the file system refuses to read it.",
        "Correct the variable or the file's permissions, or unset the variable.");
  }

  /** A line of the secrets file that sets nothing; its text is not shown. */
  public static Problem secretsLineMalformed(String file, int line) {
    return new Problem(
        file + ":" + line + ": the line of the secrets file sets no variable.",
        "It is not of the form NAME=value.",
        "Write NAME=value, or begin the line with # for a comment.");
  }

  /** An override that is not key=value; its text is not shown, as it may hold a secret. */
  public static Problem overrideMalformed(int number) {
    return new Problem(
        "--set number " + number + ": it is not of the form key=value.",
        "The equals sign or the key before it is missing.",
        "Write, for instance, --set output.format=parquet.");
  }

  /** An override of an element that a list does not have. */
  public static Problem overrideOutsideList(String place, String key, int size) {
    return new Problem(
        place + ": " + key + " has no such element.",
        "The list has " + size + " elements, counted from 0; one may be added at its end.",
        "Correct the number, or replace the whole list: " + key + "=[first, second].");
  }

  /** An override of a key below a single value. */
  public static Problem overrideBelowValue(String place, String key) {
    return new Problem(
        place + ": " + key + " has no keys below it.",
        "It is a single value.",
        "Set " + key + " itself.");
  }

  // io.perennial.store

  /** Another thing stands where a table is to be published. */
  public static PerennialException placeOccupied(String table, String location, String found) {
    return of(
        Category.USAGE,
        new Problem(
            "The table " + table + " cannot be published at " + location + ".",
            found + ", which Perennial did not write and will not replace.",
            "Set output.path to another folder, or move what is there away."));
  }

  /** The copy of a source cannot be written or read. */
  public static PerennialException copyFailed(String table, String location, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The copy of "
                + table
                + " at "
                + location
                + " could not be brought up to date or read.",
            kind(cause) + " came from reading the source or writing the copy.",
            "Nothing was published. Check that the place is a folder, or could be one, and can be"
                + " written to; remove the copy's folder to have it made anew, or run without"
                + " --incremental, which needs none."),
        cause);
  }

  /**
   * The class of the innermost failure, with the name in brackets that Spark and Delta give their
   * errors. What else they say may hold values.
   */
  private static String kind(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    Matcher name = NAMED_ERROR.matcher(String.valueOf(innermost.getMessage()));
    String kind = innermost.getClass().getSimpleName();
    return name.find() ? kind + " " + name.group() : kind;
  }

  /** Somebody's table stands where a copy belongs. */
  public static PerennialException copyForeign(String table, String location) {
    return of(
        Category.USAGE,
        new Problem(
            "The copy of " + table + " cannot be kept at " + location + ".",
            "Something is there that Perennial did not make as a copy and will not replace.",
            "Set incremental.path to another folder, or move what is there away."));
  }

  /** Other processes change the copy of a source all the time. */
  public static PerennialException copyContended(String table, String location) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The copy of " + table + " at " + location + " is being changed by another process.",
            "Two runs with --incremental and one folder of copies are under way.",
            "Nothing was published. Run again when the other is done, or give each an"
                + " incremental.path of its own."));
  }

  /** A column that is to say when a row was changed holds no time. */
  public static PerennialException updatedAtNoTime(
      String table, int line, String column, String type) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "inputs."
                + table
                + ".updated_at (table on line "
                + line
                + ") names the column "
                + column
                + ", which is of type "
                + type
                + ".",
            "Only a date or a time stamp tells which rows changed since the last run.",
            "Name such a column, or leave out updated_at and key: the table is then read in full."));
  }

  /** The computed rows do not have the columns of the table's contract. */
  public static PerennialException columnsBroken(String table, String difference) {
    return of(
        Category.OUTPUT_CONTRACT,
        new Problem(
            "The table " + table + " was computed with other columns than it promises.",
            difference,
            "This is a fault of Perennial's own; report it. Nothing of this table was published."));
  }

  /** A row breaks a constraint that the table itself holds. */
  public static PerennialException constraintBroken(
      String table, String constraint, Throwable cause) {
    return of(
        Category.OUTPUT_CONTRACT,
        new Problem(
            "The table " + table + " was not published.",
            "At least one row breaks the constraint " + constraint + ".",
            "See the table's documentation for what the constraint says; the table is as it was."),
        cause);
  }

  /** Another run changed the table while this one was publishing it. */
  public static PerennialException changedMeanwhile(String table, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The table " + table + " was not published.",
            "Another run published it at the same time.",
            "Run again when the other run has ended; every table is a complete version."),
        cause);
  }

  /** Storage has no room left. */
  public static PerennialException storageFull(String place, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "Writing to " + place + " failed.",
            "There is no space left on the device or the quota is used up.",
            "Make room and run again; every table is as it was or a complete new version."),
        cause);
  }

  /** Storage does not let the process read or write. */
  public static PerennialException storageForbidden(String place, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "Access to " + place + " was denied.",
            "The account that runs Perennial lacks the permission.",
            "Grant it read and write access to the folder, or set output.path to another one."),
        cause);
  }

  /** Storage failed in another way. */
  public static PerennialException storageFailed(String place, String reason, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "Storage failed at " + place + ".",
            reason,
            "Check that output.path names a folder that can be created and reached, then run again;"
                + " every table is as it was or a complete new version."),
        cause);
  }

  /** A table is to be read that no run has published. */
  public static PerennialException tableNotPublished(String table, String place, String format) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + table + " is not there.",
            "No run has published it at " + place + " in the format " + format + ".",
            "Publish it with 'perennial run', or name the configuration that was run with --config;"
                + " the demo's tables are made by 'perennial demo'."));
  }

  /** The name of the catalogue database cannot be one. */
  public static PerennialException databaseNameRefused(String name) {
    return of(
        Category.USAGE,
        new Problem(
            "output.database cannot be \"" + name + "\".",
            "A database's name is made of letters, digits and underscores.",
            "Choose such a name, or leave output.database out to register nothing."));
  }

  /** The catalogue knows a table of the same name elsewhere. */
  public static PerennialException registeredElsewhere(
      String qualifiedName, String registered, String published) {
    return of(
        Category.USAGE,
        new Problem(
            "The table " + qualifiedName + " cannot be registered.",
            "The catalogue already has one of that name, at "
                + registered
                + " instead of "
                + published
                + ".",
            "Choose another output.database or drop that table. Where each as-of date has a folder of"
                + " its own and the names are to follow the newest, set"
                + " output.database_follows_newest to true."));
  }

  /**
   * A catalogue that fails while names move to tables that are published.
   *
   * @param place the folder of the tables
   * @param reason what the catalogue says, as a sentence
   */
  public static PerennialException namesNotMoved(String place, String reason, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The catalogue failed while names were moved to the tables at " + place + ".",
            reason,
            "The tables are published, and run_history says so; names may lead to those of two days"
                + " until the rest is moved. Run again as of the same day, which does that."),
        cause);
  }

  /** The catalogue knows a table of the same name that is not known to be of a run's. */
  public static PerennialException registeredByOthers(
      String qualifiedName, String registered, String runHistory) {
    return of(
        Category.USAGE,
        new Problem(
            "The name " + qualifiedName + " cannot move to this run's table.",
            "It stands at "
                + registered
                + ", and no run that published a table there is named by "
                + runHistory
                + ", so that table may be somebody else's.",
            "Choose another output.database. If the table was a run's whose folder is gone or whose"
                + " output.format was another, drop it from the catalogue."));
  }

  // io.perennial.source

  /** An input table that names no path, or no table where its format needs one. */
  public static PerennialException inputWithoutPlace(String input, int line, String key) {
    return of(
        Category.USAGE,
        new Problem(
            "inputs." + input + " (line " + line + ") does not say where the table is.",
            "Its format needs the key " + key + ".",
            "Add inputs." + input + "." + key + "."));
  }

  /** A file without a header whose columns are not declared either. */
  public static PerennialException inputWithoutColumnNames(String input, int line) {
    return of(
        Category.USAGE,
        new Problem(
            "The columns of inputs." + input + " (line " + line + ") have no names.",
            "The file has no header (options.header is false) and no columns are declared.",
            "Declare inputs." + input + ".columns in the file's order."));
  }

  /** A source with nothing in it, not even the names of its columns. */
  public static PerennialException inputIsEmpty(String input, String place) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " is empty: " + place + ".",
            "There is no file, or no line in the files, that could name the columns.",
            "Check inputs." + input + ".path and whatever writes the files."));
  }

  /** A column that the configuration names and the source does not have. */
  public static PerennialException inputColumnMissing(
      String input,
      String key,
      int line,
      String column,
      List<String> columns,
      Optional<String> nearest) {
    return of(
        Category.INPUT_CONTRACT, inputColumnProblem(input, key, line, column, columns, nearest));
  }

  /** The same as one problem among others. */
  public static Problem inputColumnProblem(
      String input,
      String key,
      int line,
      String column,
      List<String> columns,
      Optional<String> nearest) {
    Optional<String> delimiter = delimiterInside(columns);
    String remedy =
        delimiter
            .map(found -> "Set inputs." + input + ".options.sep to \"" + found + "\".")
            .orElseGet(
                () ->
                    nearest
                        .map(name -> "Did you mean `" + name + "`?")
                        .orElse("Name one of these columns, or an expression over them."));
    return new Problem(
        "The table "
            + input
            + " has no column `"
            + column
            + "`, which inputs."
            + input
            + "."
            + key
            + " needs (table on line "
            + line
            + ").",
        delimiter.isPresent()
            ? "Its only column is `" + columns.get(0) + "`; the delimiter seems to be another."
            : "Its columns are: " + named(columns) + ".",
        remedy);
  }

  private static String named(List<String> columns) {
    int most = 60;
    String names =
        columns.stream()
            .limit(most)
            .map(column -> "`" + column + "`")
            .collect(Collectors.joining(", "));
    return columns.size() > most ? names + " and " + (columns.size() - most) + " more" : names;
  }

  private static Optional<String> delimiterInside(List<String> columns) {
    if (columns.size() != 1) {
      return Optional.empty();
    }
    return List.of("\t", ";", "|", ",").stream()
        .filter(delimiter -> columns.get(0).contains(delimiter))
        .findFirst()
        .map(delimiter -> delimiter.equals("\t") ? "\\t" : delimiter);
  }

  /** An expression that Spark cannot make sense of. */
  public static Problem inputExpressionProblem(
      String input, String key, int line, String text, String reason) {
    return new Problem(
        "inputs." + input + "." + key + " (table on line " + line + ") cannot be computed: " + text,
        reason,
        "Correct the Spark SQL expression; a column name with blanks needs backquotes.");
  }

  /** A source column or expression whose type cannot become the canonical column's. */
  public static Problem inputTypeProblem(
      String input, String key, int line, String from, String to) {
    return new Problem(
        "inputs." + input + "." + key + " (table on line " + line + ") is of the wrong type.",
        "It is " + from + ", which does not become " + to + " without saying how.",
        "Write an expression that makes it, such as to_timestamp(text, 'yyyyMMdd') or"
            + " timestamp_seconds(number).");
  }

  /** A place where nothing is. */
  public static PerennialException inputNotFound(String input, String place, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " was not found: " + place + ".",
            "No file, folder or table of that name is there, or the glob matches nothing.",
            "Check inputs." + input + " in the configuration, or deliver the files."),
        cause);
  }

  /** A place that may not be read. */
  public static PerennialException inputForbidden(String input, String place, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " may not be read: " + place + ".",
            "The storage refuses permission.",
            "Grant the user who runs the job the right to list and read it."),
        cause);
  }

  /** A place whose file system is not known. */
  public static PerennialException inputSchemeUnknown(String input, String place, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The table " + input + " is at a place of unknown kind: " + place + ".",
            "No file system is known for the path's scheme.",
            "Correct inputs." + input + ".path, or put the file system's jars on the class path."),
        cause);
  }

  /** A file whose header is not the one of the first file. */
  public static PerennialException inputHeaderDiffers(
      String input, String place, String file, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "A file of the table " + input + " has another header than the others: " + file + ".",
            "All files of " + place + " are read with the same columns in the same order.",
            "Correct that file, or leave it out of inputs." + input + ".path."),
        cause);
  }

  /** A file that cannot be read as what it is said to be. */
  public static PerennialException inputDamaged(
      String input, String place, String reason, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " cannot be read: " + place + ".",
            reason,
            "Check inputs." + input + ".format and its options, and whether the files are whole."),
        cause);
  }

  /** A condition that threw on a row. */
  public static PerennialException inputConditionThrew(
      String input, int line, String reason, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "inputs." + input + ".where (table on line " + line + ") failed on a row.",
            reason,
            "Let the condition bear such values: use try_cast, try_divide or try_to_timestamp."),
        cause);
  }

  /** A database or storage that did not answer. */
  public static PerennialException inputUnreachable(
      String input, String place, String reason, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The table " + input + " cannot be reached: " + place + ".",
            reason,
            "Check that the system is up and that its address and credentials are right, then run"
                + " again."),
        cause);
  }

  /** A database whose driver is not there. */
  public static PerennialException inputDriverMissing(String input, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The database of the table " + input + " cannot be spoken to.",
            "Its JDBC driver is not on the class path, or options.driver names another class.",
            "Add the driver's jar with PERENNIAL_SPARK_OPTIONS='--jars DRIVER.jar', and name its class"
                + " as inputs."
                + input
                + ".options.driver."),
        cause);
  }

  /** A session that turns values that do not parse into nulls. */
  public static PerennialException sessionWithoutAnsi(String setting) {
    return of(
        Category.USAGE,
        new Problem(
            "The Spark session is not in ANSI mode.",
            "Without it a value that does not parse would silently be missing.",
            "Set " + setting + " to true."));
  }

  /** A session without Perennial's own functions. */
  public static PerennialException sessionWithoutFunctions(String extension, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The Spark session lacks Perennial's functions.",
            "It was not started with them.",
            "Add " + extension + " to spark.sql.extensions."),
        cause);
  }

  // io.perennial.quality

  /** More rows were rejected than the configuration allows. */
  public static PerennialException tooManyRejected(List<Problem> problems) {
    return of(Category.INPUT_CONTRACT, problems);
  }

  /** The same for one input table. */
  public static Problem tooManyRejectedProblem(
      String input, long rejected, long read, double allowed, List<String> rules) {
    return new Problem(
        "%d of %d rows of %s were rejected (%s %%); at most %s %% may be."
            .formatted(rejected, read, input, percent((double) rejected / read), percent(allowed)),
        "These rules were broken:\n    " + String.join("\n    ", rules),
        "Correct the table or its mapping in inputs."
            + input
            + ", or raise quality.maximum_rejected_share. Nothing was published.");
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share * 100)
        .round(new MathContext(3, RoundingMode.HALF_UP))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The scan counted other rows than are accounted for. */
  public static PerennialException rowsLost(String input, long counted, long accounted) {
    return of(
        Category.OUTPUT_CONTRACT,
        new Problem(
            "%d rows of %s were read but %d are accounted for."
                .formatted(counted, input, accounted),
            "The table changed while it was read, or part of the scan was repeated after a failure.",
            "Run again; if it happens again, please report it. Nothing was published."));
  }

  /** A computed table that is not what its contract says. */
  public static PerennialException outputContractBroken(String table, List<String> violations) {
    return of(
        Category.OUTPUT_CONTRACT,
        new Problem(
            "The computed table " + table + " breaks its contract.",
            String.join("\n    ", violations),
            "Please report it with the configuration. Nothing was published."));
  }

  // io.perennial.cli

  /** A command line that picocli refused. */
  public static PerennialException commandLine(String message, String cause, String command) {
    return of(
        Category.USAGE,
        new Problem(message, cause, "Run '" + command + " --help' to see what it takes."));
  }

  /** A number of customers that a made-up company cannot have. */
  public static PerennialException sampleCustomers(int customers) {
    return of(
        Category.USAGE,
        new Problem(
            "A company of " + customers + " customers cannot be made.",
            "--customers is the number of customers to make up.",
            "Give --customers a number of at least 1."));
  }

  /** A size of a benchmark that no benchmark can have. */
  public static PerennialException benchmarkSize(String option, long size) {
    return of(
        Category.USAGE,
        new Problem(
            option + " " + size + " is no size of a benchmark.",
            option + " takes whole numbers of at least 1.",
            "Correct the number, or leave the option out."));
  }

  /** One number of customers beside several numbers of orders. */
  public static PerennialException benchmarkCustomers(String customers, String orders) {
    return of(
        Category.USAGE,
        new Problem(
            customers + " is given beside several numbers of orders.",
            "How time grows with the orders can be told where customers grow with them.",
            "Leave " + customers + " out, or give one number to " + orders + "."));
  }

  /** A share of a benchmark's orders that is none. */
  public static PerennialException benchmarkShare(String option, double share) {
    return of(
        Category.USAGE,
        new Problem(
            option + " " + share + " is no share.",
            option + " takes a number from 0 to 1.",
            "Correct the number, or leave the option out."));
  }

  /** A peer of a benchmark whose driver is not on the class path. */
  public static PerennialException peerMissing(String peer, String driver, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The peer " + peer + " is not there.",
            "The class " + driver + " is not on the class path; the job's jar does not hold it.",
            "Run jobs/perennial bench in the project's folder, add the driver's jar with"
                + " PERENNIAL_SPARK_OPTIONS=\"--jars FILE\", or give --peers none."),
        cause);
  }

  /** A benchmark whose contestants came to different figures, so that their times say nothing. */
  public static PerennialException figuresDiffer(String peer, List<String> differences) {
    return of(
        Category.FAILURE,
        new Problem(
            "Perennial and " + peer + " come to different figures, so that no time is told.",
            String.join("\n    ", differences),
            "Please report it with the command line."));
  }

  /** A table asked for by a name that no table has. */
  public static PerennialException unknownTable(String name, Optional<String> nearest) {
    return of(
        Category.USAGE,
        new Problem(
            "There is no table '" + name + "'.",
            nearest
                .map(known -> "The name nearest to it is '" + known + "'.")
                .orElse("No table has a name like it."),
            "Run 'perennial tables' for the list of all tables."));
  }

  /** A text that Spark's parser does not understand. */
  public static PerennialException queryMalformed(String reason) {
    return of(
        Category.USAGE,
        new Problem(
            "The query is not Spark SQL.",
            "Spark's parser says: " + reason,
            "Correct the query; on the command line it is one argument, in quotes."));
  }

  /** A statement that is no query. */
  public static PerennialException notAQuery() {
    return of(
        Category.USAGE,
        new Problem(
            "The statement is not a query.",
            "It would change or describe something; the published tables are only read here.",
            "Write a query, such as SELECT * FROM run_history. 'perennial tables' lists and"
                + " describes the tables, 'perennial run' publishes them."));
  }

  /** A query that does more than read published tables. */
  public static PerennialException queryReachesOut(String what) {
    return of(
        Category.USAGE,
        new Problem(
            "The query uses " + what + ".",
            "Queries read the published tables, by their names alone, and do nothing else.",
            "Write the query over the tables that 'perennial tables' lists."));
  }

  /** A query that Spark refuses before it reads a row. */
  public static PerennialException queryRefused(String reason, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The query does not fit the tables.",
            "Spark says: " + reason,
            "Correct the query; 'perennial tables NAME' tells a table's columns."),
        cause);
  }

  /** A query that met a value it could not compute with. */
  public static PerennialException queryFailedOnRow(String condition, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The query failed on a row.",
            "Spark calls the failure " + condition + ".",
            "Let the query bear such values, with try_divide, try_cast or a WHERE."),
        cause);
  }

  /** A query that ended by an error of its own. */
  public static PerennialException queryRaised(String message, Throwable cause) {
    return of(
        Category.OUTPUT_CONTRACT,
        new Problem(
            "The query raised: " + message,
            "What it asserts by raise_error or assert_true does not hold of the published tables.",
            "Look at the tables it reads; 'perennial sql' shows their rows."),
        cause);
  }

  /** Two columns of a query have one name, where names must differ. */
  public static PerennialException queryColumnTwice(String name) {
    return of(
        Category.USAGE,
        new Problem(
            "Two columns of the query are named " + name + ".",
            "In a JSON object names are told apart.",
            "Give one of them another name with AS."));
  }

  /** A number of rows that nobody can ask for. */
  public static PerennialException queryLimit(int limit) {
    return of(
        Category.USAGE,
        new Problem(
            "--limit " + limit + " is no number of rows to print.",
            "--limit takes whole numbers from 1 to 2147483646.",
            "Correct the number, or leave --limit out."));
  }

  /** Storage, a database or the cluster failed. */
  public static PerennialException outsideSystem(String what, String message, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            what,
            message,
            "Every published table is as it was, or complete and new. Once the outside system"
                + " works, run the same command again."),
        cause);
  }

  /** A file system for which nothing on the class path has a connector. */
  public static PerennialException unknownFileSystem(String message, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "A path is on a file system that this Spark cannot reach.",
            message,
            "Correct the path, or add the file system's connector, for example with"
                + " PERENNIAL_SPARK_OPTIONS=\"--jars ...\"."),
        cause);
  }

  /** A sum that left the range of its type. */
  public static PerennialException overflow(String message, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "A sum or product of the input's numbers is too large to be held exactly.",
            message,
            "Look for absurd amounts in the input, and lower orders.maximum_amount so that they"
                + " are rejected with their rows named."),
        cause);
  }

  /** A heap that was too small. */
  public static PerennialException outOfMemory(Throwable cause) {
    return of(
        Category.FAILURE,
        new Problem(
            "The driver's memory did not suffice.",
            "The Java heap was full.",
            "Give it more, for example with PERENNIAL_DRIVER_MEMORY=8g."),
        cause);
  }

  /** Anything that nobody foresaw. */
  public static PerennialException unforeseen(String message, Throwable cause) {
    return of(
        Category.FAILURE,
        new Problem(
            "Perennial failed in a way it did not foresee.",
            message,
            "Run the same command with --verbose for the stack trace, and report it with that."),
        cause);
  }

  /** The report is asked for before any run has published. */
  public static PerennialException nothingToReport(String path) {
    return of(
        Category.USAGE,
        new Problem(
            "There is nothing to report on at " + path + ".",
            "No run has published its tables there, or another output.path or output.format is"
                + " configured than it had.",
            "Run 'perennial run' with the same configuration first, or correct output.path."));
  }

  // io.perennial.run

  /** A range of as-of dates is given without saying which of its days are meant. */
  public static PerennialException backfillWithoutPeriod(String option) {
    return of(
        Category.USAGE,
        new Problem(
            option + " is given without --as-of-each.",
            "A run is as of one day unless --as-of-each says of which days there is to be one.",
            "Add --as-of-each month (or day, week, quarter, year), or use --as-of."));
  }

  /** A backfill is asked for, and one as-of date, too. */
  public static PerennialException backfillWithAsOf() {
    return of(
        Category.USAGE,
        new Problem(
            "--as-of-each and --as-of are both given.",
            "The one asks for a run as of many days, the other as of one.",
            "Leave one of them out."));
  }

  /** A backfill is asked for without a beginning or an end. */
  public static PerennialException backfillWithoutRange(String missing) {
    return of(
        Category.USAGE,
        new Problem(
            "--as-of-each is given without " + missing + ".",
            "No figure depends on today's date, so the days of a backfill are not guessed.",
            "Add " + missing + " with a day as yyyy-mm-dd."));
  }

  /** A backfill ends before it begins. */
  public static PerennialException backfillRangeReversed(LocalDate from, LocalDate to) {
    return of(
        Category.USAGE,
        new Problem(
            "--from " + from + " is after --to " + to + ".",
            "A backfill goes from an earlier day to a later one.",
            "Swap the two days."));
  }

  /** No period ends within the range of a backfill. */
  public static PerennialException backfillWithoutDates(
      String period, LocalDate from, LocalDate to) {
    return of(
        Category.USAGE,
        new Problem(
            "No " + period + " ends from " + from + " to " + to + ".",
            "--as-of-each " + period + " runs as of the last day of each " + period + ".",
            "Widen the range to the last day of a " + period + ", or use a shorter period."));
  }

  /** A table is asked for that Perennial does not compute. */
  public static PerennialException metricUnknown(String name, List<String> known) {
    return of(
        Category.USAGE,
        new Problem(
            "--metrics names " + name + ", which is not a table that is computed.",
            "The tables are " + String.join(", ", known) + ".",
            "Correct the name, or leave --metrics out to compute all of them."));
  }

  /** A table is asked for whose input is not configured. */
  public static PerennialException metricInputMissing(String name, List<String> inputs) {
    return of(
        Category.USAGE,
        new Problem(
            "--metrics names " + name + ", which cannot be computed.",
            "It needs the input " + String.join(" and ", inputs) + ", which is not configured.",
            "Configure inputs." + inputs.get(0) + ", or leave the table out of --metrics."));
  }

  /** A segment slices by a table that the orders are not taken from. */
  public static PerennialException segmentTableUnused(
      String segment, String table, String ordersTable) {
    return of(
        Category.USAGE,
        new Problem(
            "The segment " + segment + " slices by an attribute of " + table + ".",
            "The orders are taken from " + ordersTable + ", whose attributes alone slice them.",
            "Map the attribute in inputs."
                + ordersTable
                + ".attributes and name that table in the"
                + " segment."));
  }

  /** A column is to be masked that no input has. */
  public static PerennialException maskedColumnUnknown(String column, List<String> known) {
    return of(
        Category.USAGE,
        new Problem(
            "quality.masked_columns names " + column + ", which no input has.",
            "The inputs have the columns " + String.join(", ", known) + ".",
            "Correct the name, so that the column is hidden in rejected_rows."));
  }

  /** Not one row of the orders counts. */
  public static PerennialException noOrderCounts(
      String input, long rowsRead, long rejected, long excluded, long anonymous) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "No row of "
                + input
                + " counts, so there is nothing to compute; nothing was published.",
            rowsRead == 0
                ? "The table is empty, or its where leaves no row."
                : "Of %d rows %d were rejected, %d excluded, and %d name no customer."
                    .formatted(rowsRead, rejected, excluded, anonymous),
            "Check inputs."
                + input
                + ", its path and where, as_of_date and the statuses that count."));
  }
}
