package io.perennial.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processors' time that this process has taken, in all its threads. */
final class ProcessorTime {
  private static final double NANOS = 1e9;

  private ProcessorTime() {}

  /** Seconds since the process began. */
  static double seconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / NANOS;
  }
}
