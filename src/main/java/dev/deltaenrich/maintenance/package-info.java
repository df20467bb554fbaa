/** Takes away what nobody needs any more: files of killed runs and of versions gone by. */
package dev.deltaenrich.maintenance;
