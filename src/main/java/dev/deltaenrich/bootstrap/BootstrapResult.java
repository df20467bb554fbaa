package dev.deltaenrich.bootstrap;

import dev.deltaenrich.report.Report;
import dev.deltaenrich.report.Result;

/**
 * What a bootstrap did.
 *
 * @param database the database's name
 * @param migrations what happened to the reference tables
 * @param merchants what was loaded; null if no file was given
 * @param raw the raw table; null if no sample data were asked for
 * @param lookupTable the lookup table that the settings name; bootstrap itself always makes
 *     merchant_lookup
 */
public record BootstrapResult(
    String database,
    MigrationOutcome migrations,
    LoadedMerchants merchants,
    LandedRaw raw,
    String lookupTable)
    implements Result {
  @Override
  public Report report() {
    Report.Builder report = Report.titled("bootstrap: database %s is ready".formatted(database));
    report.figure("schema version", migrations.schemaVersion());
    report.figure(
        "migrations applied",
        migrations.applied().isEmpty() ? "none needed" : String.join(", ", migrations.applied()));
    if (!migrations.adopted().isEmpty()) {
      report.figure("tables adopted", String.join(", ", migrations.adopted()));
    }
    if (merchants != null) {
      report.figure(
          "merchants loaded", "%,d from %s".formatted(merchants.rows(), merchants.file()));
      report.figure(
          "merchants changed",
          "%,d inserted, %,d updated, %,d unchanged"
              .formatted(merchants.inserted(), merchants.updated(), merchants.unchanged()));
    }
    if (raw != null) {
      report.figure(
          "buckets created",
          raw.bucketsCreated().isEmpty() ? "none needed" : String.join(", ", raw.bucketsCreated()));
      report.figure("raw table", rawLine());
    }
    if (!namesMerchantLookup()) {
      report.note(
          "Note: lookup.table is %s; bootstrap made and seeded merchant_lookup only."
              .formatted(lookupTable));
    }
    return report.build();
  }

  private String rawLine() {
    return raw.landed()
        ? "%s, version %d: %,d rows in %d files"
            .formatted(raw.path(), raw.version(), raw.rows(), raw.files())
        : "%s, version %d: was there already, not touched".formatted(raw.path(), raw.version());
  }

  private boolean namesMerchantLookup() {
    String name = lookupTable.replace("\"", "");
    return name.substring(name.lastIndexOf('.') + 1).equals(ReferenceTable.MERCHANTS);
  }
}
