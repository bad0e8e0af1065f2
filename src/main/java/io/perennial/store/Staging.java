package io.perennial.store;

import io.perennial.error.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The folder {@code _preparing} beside the tables, where a publication is got ready before it is
 * moved to its place. Each publication has a folder of its own in it. On a local file system the
 * operating system's lock on a file beside that folder tells the folder of a living process from
 * one that a killed process left: the lock ends with the process, however it ends. Other file
 * systems have no such lock, and there every folder found at the start of a run counts as left
 * behind.
 */
final class Staging {
  private static final String FOLDER = "_preparing";
  private static final String LOCK = ".lock";

  /**
   * The lock files this process holds. Opening and closing one of them again would give up its lock
   * under POSIX, so they are known here.
   */
  private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

  private final FileSystem fileSystem;
  private final Path root;

  Staging(FileSystem fileSystem, Path output) {
    this.fileSystem = fileSystem;
    this.root = new Path(output, FOLDER);
  }

  /** Whether a file system is the computer's own. */
  static boolean isLocal(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem;
  }

  /** The path as the Java library knows it, on a local file system. */
  static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /**
   * Refuses an output that cannot be a folder because it is a file, or lies below one. Nothing is
   * made: an output folder that is not there yet stays so.
   *
   * @throws io.perennial.error.PerennialException where a file is in the way
   */
  void requireFolder() throws IOException {
    for (Path path = root.getParent(); path != null; path = path.getParent()) {
      try {
        if (fileSystem.getFileStatus(path).isDirectory()) {
          return;
        }
        throw Errors.storageFailed(
            root.getParent().toString(), path + " is a file, not a folder.", null);
      } catch (FileNotFoundException absent) {
        // It can be made, if what is above it is a folder.
        continue;
      } catch (AccessControlException | AccessDeniedException hidden) {
        // Who may write below a folder need not be allowed to look at it.
        return;
      }
    }
  }

  /** A folder of the caller's own, gone when it is closed. */
  Place take() throws IOException {
    if (!isLocal(fileSystem)) {
      return made(UUID.randomUUID().toString(), Optional.empty());
    }
    while (true) {
      String id = UUID.randomUUID().toString();
      Path lockFile = new Path(root, id + LOCK);
      makeRoot();
      HELD.add(lockFile.toString());
      Optional<FileChannel> channel = lockNew(local(lockFile));
      if (channel.isPresent()) {
        return made(id, channel);
      }
      HELD.remove(lockFile.toString());
    }
  }

  /**
   * Removes the folders of processes that are no more.
   *
   * @param beforehand what has to be done about such a folder before it goes
   */
  void removeAbandoned(Cleaning beforehand) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (FileStatus found : list(root)) {
      String name = found.getPath().getName();
      ids.add(name.endsWith(LOCK) ? name.substring(0, name.length() - LOCK.length()) : name);
    }
    for (String id : ids) {
      if (isLocal(fileSystem)) {
        removeUnlessHeld(id, beforehand);
      } else {
        remove(new Path(root, id), beforehand);
      }
    }
    removeRootWhenEmpty();
  }

  /** What a folder holds; nothing where there is no folder. */
  FileStatus[] list(Path folder) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException absent) {
      return new FileStatus[0];
    }
  }

  private Place made(String id, Optional<FileChannel> channel) throws IOException {
    Path folder = new Path(root, id);
    Place place = new Place(folder, new Path(root, id + LOCK), channel);
    try {
      synchronized (this) {
        if (!fileSystem.mkdirs(folder)) {
          throw new IOException("The folder " + folder + " cannot be made.");
        }
      }
      return place;
    } catch (IOException | RuntimeException failure) {
      place.close();
      throw failure;
    }
  }

  /** Others who end a publication may take the folder away while it is looked at. */
  private void makeRoot() throws IOException {
    boolean made = false;
    while (!made) {
      try {
        Files.createDirectories(local(root));
        made = true;
      } catch (FileAlreadyExistsException there) {
        if (Files.exists(local(root)) && !Files.isDirectory(local(root))) {
          throw there;
        }
      }
    }
  }

  /**
   * Makes and locks a lock file. Empty when another process, which takes a file without a lock for
   * one left behind, removed it or the folder in between.
   */
  private static Optional<FileChannel> lockNew(java.nio.file.Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (NoSuchFileException removed) {
      return Optional.empty();
    }
    FileLock lock = null;
    try {
      lock = channel.lock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (Files.exists(file)) {
      return Optional.of(channel);
    }
    channel.close();
    return Optional.empty();
  }

  private void remove(Path folder, Cleaning beforehand) throws IOException {
    beforehand.clean(folder);
    fileSystem.delete(folder, true);
  }

  private void removeUnlessHeld(String id, Cleaning beforehand) throws IOException {
    Path lockFile = new Path(root, id + LOCK);
    if (HELD.contains(lockFile.toString())) {
      return;
    }
    try (FileChannel channel =
            FileChannel.open(local(lockFile), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        remove(new Path(root, id), beforehand);
        Files.deleteIfExists(local(lockFile));
      }
    } catch (OverlappingFileLockException | NoSuchFileException heldOrGone) {
      // Another class loader of this process holds it, or another run cleared it away: either way
      // it is not ours to remove.
      return;
    }
  }

  /**
   * Not while this store makes a folder in it, which on a file system without locks could come to
   * be between the look and the removal.
   */
  private synchronized void removeRootWhenEmpty() throws IOException {
    if (isLocal(fileSystem)) {
      try {
        Files.deleteIfExists(local(root));
      } catch (java.nio.file.FileSystemException notEmpty) {
        return;
      }
    } else if (fileSystem.exists(root) && fileSystem.listStatus(root).length == 0) {
      fileSystem.delete(root, false);
    }
  }

  /** What is done about a folder that a killed process left. */
  @FunctionalInterface
  interface Cleaning {
    void clean(Path folder) throws IOException;
  }

  /** A folder of one publication's own. */
  final class Place implements AutoCloseable {
    private final Path folder;
    private final Path lockFile;
    private final Optional<FileChannel> channel;

    private Place(Path folder, Path lockFile, Optional<FileChannel> channel) {
      this.folder = folder;
      this.lockFile = lockFile;
      this.channel = channel;
    }

    /** A path in the folder. */
    Path resolve(String name) {
      return new Path(folder, name);
    }

    @Override
    public void close() throws IOException {
      try {
        fileSystem.delete(folder, true);
      } finally {
        if (channel.isPresent()) {
          Files.deleteIfExists(local(lockFile));
          channel.get().close();
          HELD.remove(lockFile.toString());
        }
      }
      removeRootWhenEmpty();
    }
  }
}
