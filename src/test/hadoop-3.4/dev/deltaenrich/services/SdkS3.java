package dev.deltaenrich.services;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** By AWS SDK 2. */
final class SdkS3 implements S3 {
  static final Class<? extends RuntimeException> NO_ANSWER = SdkClientException.class;
  static final Class<?> CLIENT = S3Client.class;

  private final S3Client client;

  SdkS3(String endpoint, String region, String accessKey, String secretKey) {
    client =
        S3Client.builder()
            .httpClientBuilder(ApacheHttpClient.builder())
            .endpointOverride(URI.create(endpoint))
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .forcePathStyle(true)
            .overrideConfiguration(
                set -> set.retryPolicy(RetryPolicy.builder().numRetries(1).build()))
            .build();
  }

  @Override
  public List<String> buckets() {
    return client.listBuckets().buckets().stream().map(Bucket::name).toList();
  }

  @Override
  public boolean answers() {
    try {
      client.listBuckets();
      return true;
    } catch (SdkException e) {
      return false;
    }
  }

  @Override
  public void createBucket(String bucket) {
    client.createBucket(request -> request.bucket(bucket));
  }

  @Override
  public void setPolicy(String bucket, String json) {
    client.putBucketPolicy(request -> request.bucket(bucket).policy(json));
  }

  @Override
  public void put(String bucket, String key, byte[] content) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  @Override
  public void put(String bucket, String key, Path file) {
    client.putObject(request -> request.bucket(bucket).key(key), file);
  }

  @Override
  public void copy(String bucket, String key, String to) {
    client.copyObject(
        request ->
            request
                .sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(to));
  }

  @Override
  public byte[] bytes(String bucket, String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  @Override
  public Instant modified(String bucket, String key) {
    return client.headObject(request -> request.bucket(bucket).key(key)).lastModified();
  }

  @Override
  public void delete(String bucket, String key) {
    client.deleteObject(request -> request.bucket(bucket).key(key));
  }

  @Override
  public Map<String, String> etags(String bucket, String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .forEach(object -> found.put(object.key(), object.eTag()));
    return found;
  }

  @Override
  public void beginUpload(String bucket, String key) {
    client.createMultipartUpload(request -> request.bucket(bucket).key(key));
  }

  @Override
  public List<String> uploads(String bucket) {
    return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
        .map(MultipartUpload::key)
        .toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
