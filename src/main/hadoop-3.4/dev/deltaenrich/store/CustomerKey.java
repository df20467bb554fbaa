package dev.deltaenrich.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.auth.delegation.EncryptionSecretOperations;

/**
 * The key with which a bucket's objects are encrypted where the client keeps it (S3 User Guide,
 * "SSE-C").
 *
 * @param base64 the key
 * @param md5 the key's digest, in Base64
 */
record CustomerKey(String base64, String md5) {
  /** The only algorithm there is. */
  static final String ALGORITHM = "AES256";

  /** A bucket's; empty where S3A is not set to use one. */
  static Optional<CustomerKey> of(S3AFileSystem fileSystem) {
    try {
      return EncryptionSecretOperations.getSSECustomerKey(
              S3AUtils.buildEncryptionSecrets(fileSystem.getBucket(), fileSystem.getConf()))
          .map(
              key ->
                  new CustomerKey(
                      key, S3aBucket.contentMd5(ByteBuffer.wrap(Base64.getDecoder().decode(key)))));
    } catch (IOException e) {
      throw new IllegalStateException("S3A has read these settings before", e);
    }
  }
}
