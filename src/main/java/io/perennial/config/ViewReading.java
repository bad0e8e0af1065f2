package io.perennial.config;

import io.perennial.error.Errors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the views. */
final class ViewReading {
  private ViewReading() {}

  /** The views in their order; those with findings are left out. */
  static List<View> read(Reading reading) {
    List<View> views = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < reading.length("views"); i++) {
      Optional<String> name = reading.read(Options.VIEW_NAME.of(i));
      Optional<String> query = reading.read(Options.VIEW_QUERY.of(i));
      Optional<InputFormat> format = reading.read(Options.VIEW_FORMAT.of(i));
      Optional<String> path = reading.read(Options.VIEW_PATH.of(i));
      Optional<Map<String, String>> options = reading.read(Options.VIEW_OPTIONS.of(i));
      Origin origin = reading.origin("views." + i);
      boolean isQuery = reading.written(Options.VIEW_QUERY.of(i).key()).isPresent();
      boolean isFile = reading.written(Options.VIEW_PATH.of(i).key()).isPresent();
      boolean hasFormat = reading.written(Options.VIEW_FORMAT.of(i).key()).isPresent();
      if (isQuery == isFile || (isFile && !hasFormat)) {
        reading.findings().add(origin, Errors.viewFromNowhere(origin.place(), "views." + i));
      }
      if (name.isPresent() && !names.add(name.get())) {
        reading.findings().add(origin, Errors.viewTwice(origin.place(), name.get()));
      }
      if (format.isPresent() && format.get() == InputFormat.CSV) {
        requireHeader(reading, i, options.orElse(Map.of()));
      }
      name.ifPresent(
          known -> views.add(new View(known, query, format, path, options.orElse(Map.of()))));
    }
    return List.copyOf(views);
  }

  private static void requireHeader(Reading reading, int index, Map<String, String> options) {
    boolean header =
        options.entrySet().stream()
            .anyMatch(
                option ->
                    option.getKey().equalsIgnoreCase("header")
                        && option.getValue().strip().equalsIgnoreCase("true"));
    if (!header) {
      Origin origin = reading.origin("views." + index);
      reading.findings().add(origin, Errors.viewWithoutNames(origin.place(), "views." + index));
    }
  }
}
