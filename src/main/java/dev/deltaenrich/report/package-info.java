/** Results of commands and the form in which people see them. */
package dev.deltaenrich.report;
