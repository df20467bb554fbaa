package dev.deltaenrich.services;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.SdkClientException;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.iterable.S3Objects;
import com.amazonaws.services.s3.model.Bucket;
import com.amazonaws.services.s3.model.InitiateMultipartUploadRequest;
import com.amazonaws.services.s3.model.ListMultipartUploadsRequest;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.ObjectMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** By AWS SDK 1. */
final class SdkS3 implements S3 {
  static final Class<? extends RuntimeException> NO_ANSWER = SdkClientException.class;
  static final Class<?> CLIENT = AmazonS3.class;

  private final AmazonS3 client;

  SdkS3(String endpoint, String region, String accessKey, String secretKey) {
    client =
        AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(new EndpointConfiguration(endpoint, region))
            .withCredentials(
                new AWSStaticCredentialsProvider(new BasicAWSCredentials(accessKey, secretKey)))
            .withPathStyleAccessEnabled(true)
            .withClientConfiguration(new ClientConfiguration().withMaxErrorRetry(1))
            .build();
  }

  @Override
  public List<String> buckets() {
    return client.listBuckets().stream().map(Bucket::getName).toList();
  }

  @Override
  public boolean answers() {
    try {
      client.listBuckets();
      return true;
    } catch (SdkClientException e) {
      return false;
    }
  }

  @Override
  public void createBucket(String bucket) {
    client.createBucket(bucket);
  }

  @Override
  public void setPolicy(String bucket, String json) {
    client.setBucketPolicy(bucket, json);
  }

  @Override
  public void put(String bucket, String key, byte[] content) {
    ObjectMetadata metadata = new ObjectMetadata();
    metadata.setContentLength(content.length);
    client.putObject(bucket, key, new ByteArrayInputStream(content), metadata);
  }

  @Override
  public void put(String bucket, String key, Path file) {
    client.putObject(bucket, key, file.toFile());
  }

  @Override
  public void copy(String bucket, String key, String to) {
    client.copyObject(bucket, key, bucket, to);
  }

  @Override
  public byte[] bytes(String bucket, String key) {
    try (InputStream content = client.getObject(bucket, key).getObjectContent()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Instant modified(String bucket, String key) {
    return client.getObjectMetadata(bucket, key).getLastModified().toInstant();
  }

  @Override
  public void delete(String bucket, String key) {
    client.deleteObject(bucket, key);
  }

  @Override
  public Map<String, String> etags(String bucket, String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    S3Objects.withPrefix(client, bucket, prefix)
        .forEach(object -> found.put(object.getKey(), object.getETag()));
    return found;
  }

  @Override
  public void beginUpload(String bucket, String key) {
    client.initiateMultipartUpload(new InitiateMultipartUploadRequest(bucket, key));
  }

  @Override
  public List<String> uploads(String bucket) {
    return client
        .listMultipartUploads(new ListMultipartUploadsRequest(bucket))
        .getMultipartUploads()
        .stream()
        .map(MultipartUpload::getKey)
        .toList();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
