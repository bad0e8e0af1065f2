package io.perennial.config;

import io.perennial.table.OutputFormat;
import java.util.Optional;

/**
 * Where and how tables are published.
 *
 * @param path the folder that holds one folder per table; any path Spark can write
 * @param format the format of the tables
 * @param database the catalogue database in which the tables are registered, if any
 * @param databaseFollowsNewest whether names there move from another folder's tables to this one's,
 *     where those are not of a later as-of date
 */
public record Output(
    String path, OutputFormat format, Optional<String> database, boolean databaseFollowsNewest) {}
