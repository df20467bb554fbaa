/** The checks before a run: whether everything enrich will need is there. Writes only a probe. */
package dev.deltaenrich.verify.preflight;
