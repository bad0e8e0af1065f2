package io.perennial.cli;

import java.util.Optional;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the versions of Perennial, Spark and Java. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String perennial =
        Optional.ofNullable(Perennial.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return new String[] {
      "perennial " + perennial,
      "Spark " + package$.MODULE$.SPARK_VERSION(),
      "Java " + Runtime.version()
    };
  }
}
