package io.perennial.store;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local disk as a file system that knows neither symbolic links nor Java's paths. */
public final class PlainFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "plain";
  private static final URI ADDRESS = URI.create(SCHEME + ":///");

  @Override
  public URI getUri() {
    return ADDRESS;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  /** The same for those who ask Hadoop the newer way, as Delta does when it commits. */
  public static final class Delegate extends DelegateToFileSystem {
    /** What Hadoop calls by reflection. */
    public Delegate(URI address, Configuration configuration) throws Exception {
      super(address, new PlainFileSystem(), configuration, SCHEME, false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public void checkPath(org.apache.hadoop.fs.Path path) {
      if (!SCHEME.equals(path.toUri().getScheme()) && path.toUri().getScheme() != null) {
        throw new IllegalArgumentException(path + " is elsewhere");
      }
    }
  }

  /** Makes the scheme known. */
  static void register(Configuration configuration) throws IOException {
    configuration.set("fs.plain.impl", PlainFileSystem.class.getName());
    configuration.set("fs.AbstractFileSystem.plain.impl", Delegate.class.getName());
  }
}
