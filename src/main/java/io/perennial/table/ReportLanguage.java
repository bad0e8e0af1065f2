package io.perennial.table;

import java.util.Locale;

/** The languages in which the report is written. */
public enum ReportLanguage {
  ENGLISH("en", Locale.US),
  DUTCH("nl", Locale.forLanguageTag("nl-NL"));

  private final String tag;
  private final Locale locale;

  ReportLanguage(String tag, Locale locale) {
    this.tag = tag;
    this.locale = locale;
  }

  /** The name in configurations, and the language of the page: a language tag of BCP 47. */
  public String tag() {
    return tag;
  }

  /** The locale in which numbers, money and dates are written. */
  public Locale locale() {
    return locale;
  }
}
