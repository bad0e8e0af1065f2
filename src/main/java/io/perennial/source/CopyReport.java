package io.perennial.source;

import java.util.OptionalLong;

/**
 * How a table was read by a run that reads only what is new.
 *
 * @param table the input table
 * @param rowsRead how many rows were read from the source; empty where no copy is kept, or it was
 *     not told
 * @param sentence what was read and why, without a place or a value of the source
 */
public record CopyReport(String table, OptionalLong rowsRead, String sentence) {}
