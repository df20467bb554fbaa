package dev.deltaenrich.bootstrap;

import java.util.List;

/**
 * What migrating did.
 *
 * @param applied version and description of each migration that ran now, in order
 * @param schemaVersion the version the reference tables have now
 * @param adopted tables that were there before the first bootstrap and were kept
 */
public record MigrationOutcome(List<String> applied, String schemaVersion, List<String> adopted) {
  /** Copies what it is given. */
  public MigrationOutcome {
    applied = List.copyOf(applied);
    adopted = List.copyOf(adopted);
  }
}
