package dev.deltaenrich.splice;

import dev.deltaenrich.config.KeyMatch;
import dev.deltaenrich.config.Period;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Keys that are looked for in files, at whatever time. */
record SoughtKeys(KeyPresence presence) {
  static SoughtKeys of(KeyMatch match, String... keys) {
    return new SoughtKeys(
        new KeyPresence(
            match,
            Arrays.stream(keys).collect(Collectors.toMap(key -> key, any -> Period.ALWAYS))));
  }

  int count(Path file, String column) throws NotSpliceableException, IOException {
    return count(file, SourceKey.inColumn(column));
  }

  int count(Path file, SourceKey key) throws NotSpliceableException, IOException {
    return presence.count(RawFile.CONF, file, Spliced.bytes(file), key, Period.ALWAYS);
  }
}
