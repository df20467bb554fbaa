package dev.deltaenrich.source;

import java.util.Optional;

/**
 * What one transaction in PostgreSQL saw.
 *
 * @param server the server's version
 * @param database the database's name
 * @param controls the switches
 * @param lookup the lookup; absent when the controls switch the job off
 */
public record Reference(
    String server, String database, Controls controls, Optional<Lookup> lookup) {}
