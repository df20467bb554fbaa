/**
 * The splice producer's core: a Parquet file plus looked-up columns, made without decoding the
 * columns that stay as they are. Parquet and Hadoop file APIs only: no Spark, no Delta, no store of
 * a particular kind.
 *
 * <p>A spliced file is {@code [the source up to its footer][new column chunks and their page
 * indexes][merged footer][its length]PAR1}. Parquet lets a column chunk stand anywhere in a file,
 * so whatever the source's footer points at stays where it was.
 *
 * <p>{@link dev.deltaenrich.splice.Splicer} opens a source and says whether it can be spliced;
 * {@link dev.deltaenrich.splice.Splice} reads the key chunks and makes the bytes to append; an
 * {@link dev.deltaenrich.splice.Assembler} puts both parts together in a store.
 *
 * <p>Row groups whose bytes cannot stay go through {@link dev.deltaenrich.splice.Recoder}: each
 * leaf column's levels and values are read ({@link dev.deltaenrich.splice.LeafReader}) and written
 * ({@link dev.deltaenrich.splice.LeafWriter}) in batches, and no row is ever assembled.
 */
package dev.deltaenrich.splice;
