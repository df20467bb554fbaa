/** Files, environment and flags to immutable records; all problems are reported at once. */
package dev.deltaenrich.config;
