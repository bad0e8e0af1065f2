package io.perennial.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The computer's own files as Hadoop sees them, without a process for each look. Where Hadoop's
 * native library is missing, as it is from Spark's jars, Hadoop starts {@code chmod} for each file
 * and folder that it makes and {@code readlink} for each that it moves: 48 processes for each Delta
 * table that is published. The Java library answers both within this process.
 */
public final class InProcessFiles {
  private static final String MODE = "unix:mode";

  /** The bits of a mode that make what runs, or what is made in a folder, another's. */
  private static final int SET_ID = 06000;

  private InProcessFiles() {}

  /** The Hadoop settings, as Spark takes them, that have this process use these files. */
  public static Map<String, String> settings() {
    return Map.of(
        "spark.hadoop.fs.file.impl",
        Checked.class.getName(),
        "spark.hadoop.fs.AbstractFileSystem.file.impl",
        CheckedContext.class.getName());
  }

  /** The files alone, without checksums. */
  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      try {
        int before = (Integer) Files.getAttribute(file, MODE);
        // Like chmod: what a folder hands on of its owner and group to what is made in it stays.
        int handedOn = Files.isDirectory(file) ? before & SET_ID : 0;
        Files.setAttribute(file, MODE, handedOn | permission.toShort());
      } catch (UnsupportedOperationException unknownHere) {
        super.setPermission(path, permission);
      }
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }

  /** What {@code org.apache.hadoop.fs.FileSystem} uses. Hadoop makes it. */
  public static final class Checked extends LocalFileSystem {
    public Checked() {
      super(new Raw());
    }
  }

  /** What {@code org.apache.hadoop.fs.FileContext} uses, and by it Delta's log. Hadoop makes it. */
  public static final class CheckedContext extends ChecksumFs {
    public CheckedContext(URI uri, Configuration configuration)
        throws IOException, URISyntaxException {
      super(new RawContext(configuration));
    }
  }

  private static final class RawContext extends DelegateToFileSystem {
    private static final int NO_PORT = -1;

    private RawContext(Configuration configuration) throws IOException, URISyntaxException {
      super(
          FsConstants.LOCAL_FS_URI,
          new Raw(),
          configuration,
          FsConstants.LOCAL_FS_URI.getScheme(),
          false);
    }

    @Override
    public int getUriDefaultPort() {
      return NO_PORT;
    }

    @Override
    public FsServerDefaults getServerDefaults(Path path) throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    @Deprecated
    public FsServerDefaults getServerDefaults() throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public boolean isValidName(String source) {
      // What is no valid name for a distributed file system may be one here.
      return true;
    }
  }
}
