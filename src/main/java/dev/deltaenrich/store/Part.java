package dev.deltaenrich.store;

/**
 * A part of a multipart upload (S3 API, "UploadPart").
 *
 * @param number from 1
 * @param etag what the store called it
 */
public record Part(int number, String etag) {}
