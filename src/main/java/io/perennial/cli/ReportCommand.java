package io.perennial.cli;

import io.perennial.config.Configuration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code report}: writes the report of the tables that are there. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Write the report, a page of HTML for people, from the tables that the last successful run"
            + " published. Nothing is computed anew and no input is read. The page opens without a"
            + " network.",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial report --config conf/shop.yaml",
      "  jobs/perennial report --config conf/shop.yaml --set report.language=nl \\",
      "      --set report.path=/srv/reports/klantbehoud.html"
    })
final class ReportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConfigurationOptions options;

  ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read(surroundings.environment());
    try (Progress progress = Progress.on(surroundings)) {
      PublishedReport.Written report =
          PublishedReport.write(
              surroundings.sessions().apply(configuration.timeZone()), configuration, progress);
      surroundings.out().print(report.text());
    }
    return 0;
  }
}
