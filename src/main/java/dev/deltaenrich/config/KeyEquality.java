package dev.deltaenrich.config;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which keys are equal. Both sides are brought into one form, see {@link #normalise}, and forms are
 * compared by code points.
 */
public sealed interface KeyEquality extends Serializable permits KeyMatch, TypedEquality {
  /** What {@code lookup.match} says of it. */
  KeyMatch setting();

  /** What each part of the keys is; none where {@link #setting} alone counts. */
  List<KeyType> types();

  /** The words that a rule's id is made of, and that runs record. */
  String word();

  /**
   * The form of {@code key} that is compared, of a {@linkplain CompositeKey composite key} part by
   * part; {@code key} must not be null.
   */
  String normalise(String key);

  /**
   * That of keys of some types.
   *
   * @param types what each part of a lookup's keys is; none where that is not known, and texts are
   *     compared as texts then
   */
  static KeyEquality of(KeyMatch setting, List<KeyType> types) {
    List<KeyType> own =
        types.stream().map(type -> type.countsBeside(setting) ? type : KeyType.TEXT).toList();
    return own.stream().allMatch(KeyType.TEXT::equals) ? setting : new TypedEquality(setting, own);
  }

  /** That of {@link #word}; empty where there is none. */
  static Optional<KeyEquality> ofWord(String word) {
    String[] words = word.split(TypedEquality.AS, 2);
    Optional<KeyMatch> setting =
        Arrays.stream(KeyMatch.values()).filter(match -> match.word().equals(words[0])).findFirst();
    return words.length == 1
        ? setting.map(KeyEquality.class::cast)
        : setting.flatMap(match -> TypedEquality.ofWords(match, words[1]));
  }
}
