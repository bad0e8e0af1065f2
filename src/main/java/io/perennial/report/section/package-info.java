/** The sections of the report, one class each. */
package io.perennial.report.section;
