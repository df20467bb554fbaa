package dev.deltaenrich.config;

/**
 * A database as one user sees it.
 *
 * @param url its URL
 * @param user the role
 */
public record Database(String url, String user) {}
