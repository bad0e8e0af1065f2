package io.perennial.reference;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Small hostile purchase histories: same-day orders, returns before the first order and without
 * one, gaps of exactly the activity window and one day more or less, days at the edges of weeks,
 * months, quarters, years and leap Februaries, zero and negative amounts, missing attributes, and
 * ids that break careless text handling.
 */
public final class Histories {
  /** The attribute of orders that histories carry; an order may lack it. */
  public static final String CHANNEL = "channel";

  private static final List<String> IDS =
      List.of(
          "1",
          "10",
          "2",
          "A",
          "a",
          "O'Brien",
          "say \"hi\"",
          "two\nlines",
          "tab\tbed",
          "\\back\\slash",
          "; drop table orders --",
          "${env:HOME}",
          "null",
          "naïve",
          "nai\u0308ve",
          "客户",
          "\uD83D\uDED2",
          "with, comma",
          "%_");

  private Histories() {}

  /**
   * A history of up to five customers.
   *
   * @param asOf the day at whose end the observation ends; a few events lie after it
   * @param windowDays the activity window around which gaps are chosen
   * @param reachDays how many days before the as-of date the first events lie at most
   */
  public static Arbitrary<History> history(LocalDate asOf, int windowDays, int reachDays) {
    Arbitrary<List<String>> ids = Arbitraries.of(IDS).list().uniqueElements().ofMaxSize(5);
    return ids.flatMap(
        chosen -> {
          List<Arbitrary<List<Event>>> timelines = new ArrayList<>();
          for (String id : chosen) {
            timelines.add(timeline(id, asOf, windowDays, reachDays));
          }
          Arbitrary<List<List<Event>>> events =
              timelines.isEmpty()
                  ? Arbitraries.just(List.of())
                  : Combinators.combine(timelines).as(found -> found);
          Arbitrary<List<String>> regions =
              Arbitraries.of("north", "south", "").list().ofSize(chosen.size());
          return Combinators.combine(events, regions)
              .as((found, regionsFound) -> history(chosen, found, regionsFound));
        });
  }

  /** Many histories that share an as-of date and a window. */
  public static Arbitrary<List<History>> batch(
      int histories, LocalDate asOf, int windowDays, int reachDays) {
    return history(asOf, windowDays, reachDays).list().ofSize(histories).withoutEdgeCases();
  }

  private static History history(
      List<String> ids, List<List<Event>> timelines, List<String> regions) {
    Map<String, String> regionByCustomer = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!regions.get(i).isEmpty()) {
        regionByCustomer.put(ids.get(i), regions.get(i));
      }
    }
    return new History(timelines.stream().flatMap(List::stream).toList(), regionByCustomer);
  }

  private static Arbitrary<List<Event>> timeline(
      String id, LocalDate asOf, int windowDays, int reachDays) {
    return Combinators.combine(
            start(asOf, windowDays, reachDays), step(windowDays).list().ofMinSize(1).ofMaxSize(7))
        .as(
            (start, steps) -> {
              List<Event> events = new ArrayList<>();
              LocalDate day = start;
              for (Step step : steps) {
                events.add(
                    new Event(
                        id,
                        day,
                        step.netUnits(),
                        step.order(),
                        step.attributes(),
                        step.costUnits()));
                day = day.plusDays(step.daysToNext());
              }
              return events;
            });
  }

  private static Arbitrary<LocalDate> start(LocalDate asOf, int windowDays, int reachDays) {
    List<LocalDate> edges = new ArrayList<>();
    edges.add(asOf.minusDays(365L + windowDays));
    edges.add(asOf.minusDays(365L + windowDays - 1));
    for (int days :
        List.of(0, 1, windowDays - 1, windowDays, windowDays + 1, 363, 364, 365, 366, reachDays)) {
      edges.add(asOf.minusDays(days));
    }
    for (int year = asOf.minusDays(reachDays).getYear(); year <= asOf.getYear(); year++) {
      for (int month = 1; month <= 12; month++) {
        LocalDate first = LocalDate.of(year, month, 1);
        edges.add(first);
        edges.add(first.minusDays(1));
      }
      edges.add(LocalDate.of(year, 3, 1).minusDays(1));
    }
    List<LocalDate> reachable =
        edges.stream()
            .filter(day -> !day.isBefore(asOf.minusDays(reachDays)) && !day.isAfter(asOf))
            .distinct()
            .toList();
    return Arbitraries.oneOf(
        Arbitraries.of(reachable),
        Arbitraries.integers().between(0, reachDays).map(asOf::minusDays));
  }

  private static Arbitrary<Step> step(int windowDays) {
    Arbitrary<Integer> gaps =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0)),
            Tuple.of(4, Arbitraries.of(1, windowDays - 1, windowDays, windowDays + 1)),
            Tuple.of(1, Arbitraries.of(7, 28, 29, 30, 31, 365, 366)),
            Tuple.of(3, Arbitraries.integers().between(1, 2 * windowDays)));
    Arbitrary<Boolean> orders = Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false));
    Arbitrary<Long> amounts =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.of(0L, 1L, 49L, 50L, 51L, 10_000L, 99_999L, 100_000L)),
            Tuple.of(4, Arbitraries.longs().between(0, 2_000_000)),
            Tuple.of(1, Arbitraries.longs().between(-500_000, 0)),
            Tuple.of(1, Arbitraries.just(9_999_999_999_999L)));
    Arbitrary<Map<String, String>> attributes =
        Arbitraries.of(
            Map.of(CHANNEL, "web"),
            Map.of(CHANNEL, "store"),
            Map.of(CHANNEL, "Bob's \"shop\""),
            Map.of());
    Arbitrary<OptionalLong> costs =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.longs().between(0, 500_000).map(OptionalLong::of)),
            Tuple.of(1, Arbitraries.just(OptionalLong.empty())));
    return Combinators.combine(gaps, orders, amounts, attributes, costs)
        .as(
            (gap, order, amount, attribute, cost) ->
                new Step(
                    gap,
                    order,
                    order ? amount : -Math.abs(amount),
                    attribute,
                    order ? cost : OptionalLong.empty()));
  }

  private record Step(
      int daysToNext,
      boolean order,
      long netUnits,
      Map<String, String> attributes,
      OptionalLong costUnits) {}
}
