/**
 * What a run read and wrote, as OpenLineage events, where the operator asked for them. Its listener
 * for Spark sees no output of ours: the producers write no DataFrame.
 */
package dev.deltaenrich.openlineage;
