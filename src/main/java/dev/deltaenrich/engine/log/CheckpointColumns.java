package dev.deltaenrich.engine.log;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a checkpoint, one a kind of action (Delta PROTOCOL, "Checkpoint Schema"). */
final class CheckpointColumns {
  private static final String TEXTS =
      "(MAP) { repeated group key_value { required binary key (STRING); optional binary value (STRING); } }";

  private static final String NAMES =
      "(LIST) { repeated group list { optional binary element (STRING); } }";

  private static final String VECTOR =
      """
      optional group deletionVector {
        optional binary storageType (STRING);
        optional binary pathOrInlineDv (STRING);
        optional int32 offset;
        optional int32 sizeInBytes;
        optional int64 cardinality;
      }
      """;

  static final MessageType ALL =
      MessageTypeParser.parseMessageType(
          """
          message spark_schema {
            optional group txn {
              optional binary appId (STRING);
              optional int64 version;
              optional int64 lastUpdated;
            }
            optional group add {
              optional binary path (STRING);
              optional group partitionValues TEXTS
              optional int64 size;
              optional int64 modificationTime;
              optional boolean dataChange;
              optional group tags TEXTS
              VECTOR
              optional binary stats (STRING);
            }
            optional group remove {
              optional binary path (STRING);
              optional int64 deletionTimestamp;
              optional boolean dataChange;
              optional boolean extendedFileMetadata;
              optional group partitionValues TEXTS
              optional int64 size;
              optional group tags TEXTS
              VECTOR
            }
            optional group metaData {
              optional binary id (STRING);
              optional binary name (STRING);
              optional binary description (STRING);
              optional group format {
                optional binary provider (STRING);
                optional group options TEXTS
              }
              optional binary schemaString (STRING);
              optional group partitionColumns NAMES
              optional group configuration TEXTS
              optional int64 createdTime;
            }
            optional group protocol {
              optional int32 minReaderVersion;
              optional int32 minWriterVersion;
              optional group readerFeatures NAMES
              optional group writerFeatures NAMES
            }
          }
          """
              .replace("TEXTS", TEXTS)
              .replace("NAMES", NAMES)
              .replace("VECTOR", VECTOR));

  private CheckpointColumns() {}
}
