/** How commands fail: codes, exit codes, and the one exception that carries them. */
package dev.deltaenrich.failure;
