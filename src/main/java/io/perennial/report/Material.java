package io.perennial.report;

/**
 * What a section is made from.
 *
 * @param run the run that made the tables
 * @param settings what the reader wants
 * @param answers what the tables answered
 * @param words the reader's language
 */
public record Material(ReportedRun run, ReportSettings settings, Answers answers, Words words) {}
