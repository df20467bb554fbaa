/** The runs: plan, produce, commit, and what they report. */
package dev.deltaenrich.job;
