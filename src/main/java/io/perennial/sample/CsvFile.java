package io.perennial.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A comma-separated file: UTF-8, a header, line feeds on every platform, quotes only where a value
 * needs them.
 */
final class CsvFile implements Closeable {
  private final Writer writer;
  private final StringBuilder row = new StringBuilder(256);

  CsvFile(Path file, String... header) throws IOException {
    writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    for (String column : header) {
      text(column);
    }
    endRow();
  }

  /** Appends a value; the empty text is an absent one. */
  CsvFile text(String value) {
    boolean quoted = value.indexOf(',') >= 0 || value.indexOf('"') >= 0;
    row.append(quoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value).append(',');
    return this;
  }

  /** Appends a whole number. */
  CsvFile number(long value) {
    row.append(value).append(',');
    return this;
  }

  /** Appends an amount of at least 0, with two decimals. */
  CsvFile cents(long cents) {
    row.append(cents / 100).append('.');
    twoDigits((int) (cents % 100));
    row.append(',');
    return this;
  }

  /** Appends an amount, or nothing where it is 0. */
  CsvFile centsOrNothing(long cents) {
    return cents == 0 ? text("") : cents(cents);
  }

  /** Appends a date as in 2025-12-31. */
  CsvFile date(LocalDate date) {
    row.append(date).append(',');
    return this;
  }

  /** Appends a local time stamp as in 2025-12-31 18:05:09. */
  CsvFile timestamp(int epochDay, int secondOfDay) {
    row.append(LocalDate.ofEpochDay(epochDay)).append(' ');
    twoDigits(secondOfDay / 3_600);
    row.append(':');
    twoDigits(secondOfDay / 60 % 60);
    row.append(':');
    twoDigits(secondOfDay % 60);
    row.append(',');
    return this;
  }

  /** Writes the row. */
  void endRow() throws IOException {
    row.setCharAt(row.length() - 1, '\n');
    writer.append(row);
    row.setLength(0);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private void twoDigits(int value) {
    if (value < 10) {
      row.append('0');
    }
    row.append(value);
  }
}
