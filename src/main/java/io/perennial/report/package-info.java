/**
 * The report for people: one page of HTML, made from the published tables alone.
 *
 * <p>A {@link io.perennial.report.Section} says which tables it needs, which {@link
 * io.perennial.report.Question}s it asks of them and what it makes of the answers. The questions
 * are queries that nobody has run yet; who holds the tables runs them and hands the rows back as
 * {@link io.perennial.report.Line}s, so nothing below knows where tables are kept. {@link
 * io.perennial.report.Sections} is the one registration.
 */
package io.perennial.report;
