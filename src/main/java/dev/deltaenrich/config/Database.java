package dev.deltaenrich.config;

import java.util.Optional;

/**
 * A database as it is reached: lookups that are reached alike are read in one transaction.
 *
 * @param url its URL
 * @param user the role
 * @param password the role's password
 * @param passwordCommand the command that prints the password
 * @param keyPassword the passphrase of the client key
 */
public record Database(
    String url,
    String user,
    Optional<Secret> password,
    Optional<String> passwordCommand,
    Optional<Secret> keyPassword) {}
