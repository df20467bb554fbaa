package dev.deltaenrich.config;

import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in each pod for the services of its namespace (Kubernetes,
 * "Accessing the Service", environment variables; "Service", Docker links). A service called {@code
 * enrich}, or {@code enrich-…}, makes them start as our settings do.
 */
final class KubernetesVariables {
  // Values count too: ENRICH_LOOKUP_JDBC_PORT=5432 is a setting that somebody wanted.
  private static final Pattern VARIABLE =
      Pattern.compile(
          """
          \\w+_SERVICE_HOST=[\\p{XDigit}:.]+\
          |\\w+_SERVICE_PORT(_\\w+)?=\\d+\
          |\\w+_PORT(_\\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://\\S+\
          |\\w+_PORT_\\d+_(TCP|UDP|SCTP)_(PROTO=(tcp|udp|sctp)|PORT=\\d+|ADDR=[\\p{XDigit}:.]+)\
          """);

  private KubernetesVariables() {}

  /** Whether a variable is one of them by its name and its value. */
  static boolean has(String variable, String value) {
    return VARIABLE.matcher(variable + "=" + value).matches();
  }
}
