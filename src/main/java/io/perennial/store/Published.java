package io.perennial.store;

/**
 * One complete version of a table, as it stands after a publication.
 *
 * @param table the table's name
 * @param location where readers find the table
 * @param version what names this version in {@code run_history} and in {@link
 *     TableStore#readVersion}; a whole number that grows from one publication to the next
 */
public record Published(String table, String location, String version) {}
