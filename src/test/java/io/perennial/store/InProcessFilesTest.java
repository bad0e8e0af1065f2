package io.perennial.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProcessFilesTest {
  private static final FsPermission MINE = new FsPermission("640");
  private static final String PREFIX = "spark.hadoop.";

  @TempDir private java.nio.file.Path folder;

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Hadoop's own settings with these files. */
  static Configuration ours() {
    Configuration configuration = new Configuration();
    InProcessFiles.settings()
        .forEach((key, value) -> configuration.set(key.substring(PREFIX.length()), value));
    return configuration;
  }

  /** What Delta does for each version of a table: a file in a new folder, moved to its name. */
  private void publish(Configuration configuration, String name) throws IOException {
    Path place = new Path(folder.resolve(name).toUri());
    try (FileSystem files = FileSystem.newInstance(place.toUri(), configuration)) {
      assertThat(files).isInstanceOf(LocalFileSystem.class);
      files.mkdirs(place, FsPermission.getDirDefault());
      Path made = new Path(place, "made");
      try (OutputStream out = files.create(made)) {
        out.write("version".getBytes(StandardCharsets.UTF_8));
      }
      files.setPermission(made, MINE);
    }
    FileContext context = FileContext.getFileContext(configuration);
    context
        .create(
            new Path(place, "log.tmp"),
            EnumSet.of(CreateFlag.CREATE),
            Options.CreateOpts.createParent())
        .close();
    context.rename(new Path(place, "log.tmp"), new Path(place, "log.json"));
  }

  private long processes(Work work) throws IOException {
    java.nio.file.Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.ProcessStart"))
        .filter(event -> event.getThread().getId() == Thread.currentThread().getId())
        .count();
  }

  @Test
  void noProcessIsStartedWhereHadoopStartsMany() throws IOException {
    // What is loaded but once may start some.
    publish(ours(), "first");

    assertThat(processes(() -> publish(ours(), "ours"))).isZero();
    assertThat(processes(() -> publish(new Configuration(), "theirs"))).isGreaterThan(5);
    assertThat(permissions("ours")).isEqualTo(permissions("theirs"));
    assertThat(names("ours")).isEqualTo(names("theirs"));
  }

  private String permissions(String name) throws IOException {
    StringBuilder permissions = new StringBuilder();
    for (String file : new String[] {"", "made", ".made.crc", "log.json", ".log.json.crc"}) {
      permissions
          .append(file)
          .append(' ')
          .append(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve(name).resolve(file))))
          .append('\n');
    }
    return permissions.toString();
  }

  private String names(String name) throws IOException {
    try (var files = Files.list(folder.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().toString();
    }
  }

  @Test
  void linksAndStickyFoldersAreWhatTheyAreToHadoop() throws IOException {
    java.nio.file.Path target = Files.createDirectory(folder.resolve("target"));
    java.nio.file.Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    Path place = new Path(folder.toUri());
    try (FileSystem files = FileSystem.newInstance(place.toUri(), ours());
        FileSystem theirs = FileSystem.newInstance(place.toUri(), new Configuration())) {
      // Hadoop recognizes a link only by a path without a scheme.
      Path path = new Path(link.toString());
      FileStatus found = files.getFileLinkStatus(path);
      assertThat(found.isSymlink()).isTrue();
      assertThat(found.getSymlink()).isEqualTo(theirs.getFileLinkStatus(path).getSymlink());
      assertThat(files.getFileLinkStatus(new Path(target.toUri())).isDirectory()).isTrue();

      files.setPermission(new Path(target.toUri()), new FsPermission("1777"));
      assertThat(theirs.getFileStatus(new Path(target.toUri())).getPermission().toString())
          .isEqualTo("rwxrwxrwt");
      Path absent = new Path(place, "absent");
      assertThatThrownBy(() -> files.getFileLinkStatus(absent))
          .isInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> files.setPermission(absent, MINE))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void aSharedFoldersGroupIsHandedOnAsByHadoop() throws IOException {
    assertThat(modesBelowASharedFolder("ours", ours()))
        .isEqualTo(modesBelowASharedFolder("theirs", new Configuration()));
  }

  /** Of a folder that hands its group on, one in it and one in that. */
  private String modesBelowASharedFolder(String name, Configuration configuration)
      throws IOException {
    java.nio.file.Path shared = Files.createDirectory(folder.resolve(name));
    Files.setAttribute(shared, "unix:mode", 02775);
    java.nio.file.Path inner = shared.resolve("one/two");
    Path place = new Path(inner.toUri());
    try (FileSystem files = FileSystem.newInstance(place.toUri(), configuration)) {
      files.mkdirs(place);
    }
    FileContext.getFileContext(configuration)
        .mkdir(new Path(place, "three"), FsPermission.getDirDefault(), false);
    return mode(shared) + mode(inner.getParent()) + mode(inner) + mode(inner.resolve("three"));
  }

  private static String mode(java.nio.file.Path file) throws IOException {
    return Integer.toOctalString((Integer) Files.getAttribute(file, "unix:mode")) + " ";
  }
}
