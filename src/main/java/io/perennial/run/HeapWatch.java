package io.perennial.run;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Watches how much of this process's heap is in use after each garbage collection: unlike what is
 * in use at any moment, that does not grow with the heap that Java was given.
 */
final class HeapWatch implements AutoCloseable {
  private final List<NotificationEmitter> collectors;
  private final NotificationListener listener = (notification, nothing) -> hear(notification);
  private final Set<String> heapPools;
  private final LongAccumulator mostBytes = new LongAccumulator(Math::max, 0);

  /** Begins to watch. */
  HeapWatch() {
    heapPools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(NotificationEmitter.class::isInstance)
            .map(NotificationEmitter.class::cast)
            .toList();
    collectors.forEach(collector -> collector.addNotificationListener(listener, null, null));
  }

  private void hear(Notification notification) {
    if (!GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(
        notification.getType())) {
      return;
    }
    GcInfo collection =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
            .getGcInfo();
    mostBytes.accumulate(
        collection.getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum());
  }

  /** The most bytes in use after a collection; in use now, if there was no collection. */
  long mostBytes() {
    long most = mostBytes.get();
    return most > 0 ? most : ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() {
    for (NotificationEmitter collector : collectors) {
      try {
        collector.removeNotificationListener(listener);
      } catch (ListenerNotFoundException gone) {
        throw new IllegalStateException("Somebody else ended the watch over the heap.", gone);
      }
    }
  }
}
