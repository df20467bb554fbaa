package dev.deltaenrich.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How PostgreSQL is reached.
 *
 * @param url a {@code jdbc:postgresql:} URL that carries no secret
 * @param user the role
 * @param password absent when {@code .pgpass} or a Hadoop credential provider has it
 * @param timeout the longest wait for a connection and for one answer
 * @param fetchSize rows a round trip
 */
public record JdbcSettings(
    String url, String user, Optional<Secret> password, Duration timeout, int fetchSize) {}
