/** Where rows come from: the raw Delta table, and the lookup and its controls in PostgreSQL. */
package dev.deltaenrich.source;
