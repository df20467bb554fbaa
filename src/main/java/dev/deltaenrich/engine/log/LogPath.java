package dev.deltaenrich.engine.log;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file's path as a log spells it: a URI (Delta PROTOCOL, "Add File and Remove File"). Writers
 * have left spaces and other characters in it as they are, and colons in names of files, which a
 * URI may have only after a {@code ./}.
 */
public final class LogPath {
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*)?)(/.*)", Pattern.DOTALL);

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  /** What may stand in a URI's path as it is, beside letters and digits (RFC 2396, 3.3). */
  private static final String UNESCAPED = "-_.!~*'():@&=+$,;/";

  private LogPath() {}

  /**
   * Whether it is a relative one that nothing has to be done to: it has no escapes and nothing that
   * a URI or Hadoop's paths would write otherwise. Most are, and telling so takes a tenth of the
   * time of making a URI, of which a log of a hundred thousand files needs several each.
   */
  public static boolean isPlain(String path) {
    boolean atStart = true;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (atStart) {
          return false;
        }
        atStart = true;
      } else if (isPlain(c) || (!atStart && c == '.')) {
        atStart = false;
      } else {
        return false;
      }
    }
    return !atStart;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '=';
  }

  /**
   * The URI that is meant: escapes stay, and what a URI cannot have as it is becomes one, a percent
   * sign that begins no escape and the beginnings of a query or fragment included.
   *
   * @throws IllegalArgumentException when the scheme or host is invalid
   */
  public static URI uri(String path) {
    Matcher absolute = ABSOLUTE.matcher(path);
    boolean hasScheme = absolute.matches();
    StringBuilder uri = new StringBuilder(hasScheme ? absolute.group(1) : "");
    String rest = (hasScheme ? absolute.group(2) : path).replaceFirst("(?<=[^/])/+$", "");
    if (!hasScheme && rest.split("/", 2)[0].contains(":")) {
      uri.append("./");
    }
    Matcher escape = ESCAPE.matcher(rest);
    for (int i = 0; i < rest.length(); i += Character.charCount(rest.codePointAt(i))) {
      int c = rest.codePointAt(i);
      if (mayStand(c) || (c == '%' && escape.region(i, rest.length()).lookingAt())) {
        uri.appendCodePoint(c);
      } else {
        for (byte part : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          uri.append("%%%02X".formatted(part));
        }
      }
    }
    return URI.create(uri.toString()).normalize();
  }

  private static boolean mayStand(int c) {
    return c < 0x80
        ? Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0
        : !Character.isSpaceChar(c) && !Character.isISOControl(c);
  }

  /** What all spellings of one path have in common: the path with its escapes resolved. */
  public static String unescaped(String path) {
    if (isPlain(path)) {
      return path;
    }
    URI uri = uri(path);
    String unescaped = uri.getPath().startsWith("./") ? uri.getPath().substring(2) : uri.getPath();
    return uri.getScheme() == null
        ? unescaped
        : "%s://%s%s".formatted(uri.getScheme(), uri.getRawAuthority(), unescaped);
  }
}
