package dev.deltaenrich.engine;

import dev.deltaenrich.plan.PlannedFile;
import dev.deltaenrich.plan.SourceFile;
import dev.deltaenrich.splice.LocalAssembler;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * What curated files are called: {@code enriched-<what made it>-<run>-<task attempt>.parquet},
 * below the folder of their partition.
 *
 * <p>The first part is the same for the same sources, lookup snapshot and rule. Run and attempt
 * make the name unique, since two runs that make the same file must never write over, or clean
 * away, what the other has committed.
 *
 * @param tablePath the curated table's folder, qualified
 * @param partitionColumns its partition columns, in order
 * @param lookupSnapshot the lookup snapshot's id, or those of several lookups
 * @param rule the rule's id, likewise
 * @param run the run's id
 */
public record FileNaming(
    String tablePath, List<String> partitionColumns, String lookupSnapshot, String rule, String run)
    implements Serializable {
  private static final Pattern NAME =
      Pattern.compile(
          "enriched-[0-9a-f]{16}-\\d{8}T\\d{6}Z-[0-9a-f]{8}-\\d+\\..*parquet"
              + "(?:%s)?".formatted(Pattern.quote(LocalAssembler.PART)));
  private static final int ID_DIGITS = 16;

  /** Whether a file's name is one of ours, finished or not. */
  public static boolean isOurs(String fileName) {
    return NAME.matcher(fileName).matches();
  }

  /** Whether a file's name is one of this run's. */
  public static boolean isOfRun(String fileName, String run) {
    return isOurs(fileName) && fileName.contains("-" + run + "-");
  }

  /**
   * The path below the table's folder, not encoded.
   *
   * @throws dev.deltaenrich.failure.EnrichException SETTINGS where Java cannot spell it on a local
   *     disk
   */
  public String relativePath(PlannedFile file, long attempt, String extension) {
    String folder =
        partitionColumns.stream()
            .map(
                column ->
                    ExternalCatalogUtils.getPartitionPathString(
                            column, file.partitionValues().get(column))
                        + "/")
            .collect(Collectors.joining());
    // Joined, not formatted: digits are not to depend on where the program runs.
    LocalNames.require(new Path(tablePath, folder.isEmpty() ? "." : folder));
    return folder + "enriched-" + identity(file) + "-" + run + "-" + attempt + extension;
  }

  private String identity(PlannedFile file) {
    String text =
        file.sources().stream().map(SourceFile::id).collect(Collectors.joining("\u0000"))
            + "\u0001"
            + lookupSnapshot
            + "\u0001"
            + rule;
    return DigestUtils.sha256Hex(text).substring(0, ID_DIGITS);
  }
}
