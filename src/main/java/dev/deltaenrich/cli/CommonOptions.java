package dev.deltaenrich.cli;

import dev.deltaenrich.config.Setting;
import dev.deltaenrich.config.Settings;
import dev.deltaenrich.config.SettingsReader;
import dev.deltaenrich.config.SettingsSources;
import dev.deltaenrich.engine.HadoopCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The options every command takes, and the settings they amount to. */
final class CommonOptions {
  private static final String CONFIG = "config";
  private static final String SET = "set";
  private static final String RESULT_FILE = "result-file";

  private CommonOptions() {}

  /** A command's own options and the common ones. */
  static Options with(Options own) {
    Options all = common();
    own.getOptions().forEach(all::addOption);
    return all;
  }

  /** The options of every command. */
  static Options common() {
    Options common = new Options();
    common.addOption(
        Command.valued(CONFIG, "FILE", "read settings from FILE; of several the last"));
    common.addOption(
        Command.valued(SET, "KEY=VALUE", "set one setting; may be given several times"));
    common.addOption(Command.flag("json", "print the result as one JSON line"));
    common.addOption(
        Command.valued(
            RESULT_FILE,
            "FILE",
            "write the result to FILE too, as one JSON line, a failure as well"));
    common.addOption(Option.builder("h").longOpt("help").desc("show this help").build());
    return common;
  }

  /**
   * The settings of {@code line}; two positional paths are {@code raw.path} and {@code
   * target.path}.
   */
  static Settings settings(CommandLine line) {
    List<String> assignments = new ArrayList<>();
    Optional.ofNullable(line.getOptionValues(SET))
        .map(Arrays::asList)
        .ifPresent(assignments::addAll);
    List<String> paths = line.getArgList();
    if (paths.size() == 2) {
      assignments.add(Setting.RAW_PATH.key() + "=" + paths.get(0));
      assignments.add(Setting.TARGET_PATH.key() + "=" + paths.get(1));
    }
    return SettingsReader.read(
        new SettingsSources(assignments, System.getenv(), file(line)),
        () -> HadoopCredentials.find(Setting.LOOKUP_JDBC_PASSWORD.key()));
  }

  /** Where the result goes beside stdout; found also among words that are wrong otherwise. */
  static Optional<String> resultFile(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).replaceFirst("^--?", "");
      if (word.startsWith(RESULT_FILE + "=")) {
        return Optional.of(word.substring(RESULT_FILE.length() + 1));
      }
      if (word.equals(RESULT_FILE) && i + 1 < words.size()) {
        return Optional.of(words.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** The last file counts: a script's own {@code --config} gives way to its caller's. */
  private static Optional<Path> file(CommandLine line) {
    String[] files = line.getOptionValues(CONFIG);
    return files == null ? Optional.empty() : Optional.of(Path.of(files[files.length - 1]));
  }
}
