package dev.deltaenrich.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * When a driver is killed.
 *
 * @param number which of the drill's points it is
 * @param newTarget whether the run makes the target
 * @param place in which part of the run
 * @param share how far in that part, 0 to 1
 * @param answered for places that are requests: whether the store has answered it
 */
record KillPoint(int number, boolean newTarget, Place place, double share, boolean answered) {
  private static final int A_NEW_TARGET_EVERY = 5;

  /** Parts of a run. */
  enum Place {
    /** A request before the first data file is written. */
    PLAN,
    /** A request from then on up to the commit. */
    PRODUCE,
    /** The request that commits. */
    COMMIT,
    /** The request that commits the lookup to its history. */
    LOOKUP,
    /** Whatever happens at that time. */
    TIME
  }

  /** Such points, spread evenly over the places; the same for the same seed. */
  static List<KillPoint> seeded(long seed, int count) {
    Random random = new Random(seed);
    List<Place> places =
        List.of(Place.PLAN, Place.PRODUCE, Place.COMMIT, Place.COMMIT, Place.LOOKUP, Place.TIME);
    List<KillPoint> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(
          new KillPoint(
              i,
              i % A_NEW_TARGET_EVERY == A_NEW_TARGET_EVERY - 2,
              places.get(i % places.size()),
              random.nextDouble(),
              (i + i / places.size()) % 2 == 1));
    }
    return points;
  }

  /** One a little earlier, for a run that was over before it. */
  KillPoint earlier() {
    return new KillPoint(number, newTarget, place, share * 0.8, answered);
  }

  @Override
  public String toString() {
    String when =
        switch (place) {
          case COMMIT, LOOKUP -> "";
          default -> " at %.0f %%".formatted(100 * share);
        };
    String which = place == Place.TIME ? "" : answered ? ", answered" : ", on its way";
    return "%d: %s%s%s%s".formatted(number, place, when, which, newTarget ? ", new target" : "");
  }
}
