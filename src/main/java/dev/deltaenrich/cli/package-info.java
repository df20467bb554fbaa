/** Words to a command, and a command's result to words. The only place that wires. */
package dev.deltaenrich.cli;
