package dev.deltaenrich.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The equality of keys of which PostgreSQL compares some parts otherwise than as texts, on top of
 * {@code lookup.match}.
 *
 * @param setting what {@code lookup.match} says
 * @param types what each part is; {@link KeyType#TEXT} where {@code setting} alone counts
 */
record TypedEquality(KeyMatch setting, List<KeyType> types) implements KeyEquality {
  /** Stands in words between the setting and the types. */
  static final String AS = " as ";

  private static final long serialVersionUID = 1L;

  /** Copies the types. */
  TypedEquality {
    types = List.copyOf(types);
  }

  static Optional<KeyEquality> ofWords(KeyMatch setting, String words) {
    List<KeyType> known = List.of(KeyType.values());
    List<String> names = known.stream().map(TypedEquality::name).toList();
    List<String> parts = Arrays.asList(words.split(",", -1));
    return names.containsAll(parts)
        ? Optional.of(
            new TypedEquality(
                setting, parts.stream().map(part -> known.get(names.indexOf(part))).toList()))
        : Optional.empty();
  }

  private static String name(KeyType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String word() {
    return setting.word()
        + AS
        + types.stream().map(TypedEquality::name).collect(Collectors.joining(","));
  }

  /**
   * What stands after the parts stays: the period of a lookup's row, see {@link Period}. A raw text
   * with a NUL has more parts than keys have, too; none is equal to it.
   */
  @Override
  public String normalise(String key) {
    String text = setting.normalise(key);
    if (types.size() == 1 && text.indexOf(CompositeKey.SEPARATOR) < 0) {
      return types.get(0).canonical(text);
    }
    List<String> parts = CompositeKey.parts(text);
    if (parts.size() < types.size()) {
      return text;
    }
    List<String> canonical = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      canonical.add(i < types.size() ? types.get(i).canonical(parts.get(i)) : parts.get(i));
    }
    return CompositeKey.join(canonical);
  }
}
