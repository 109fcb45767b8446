/**
 * The command line. Each command is one class that checks everything it was told, starts what it names and waits to be
 * stopped; the work itself is done in the modules it starts.
 *
 * <p>Start reading at {@link dev.coracle.cli.UpCommand}. Commands run on the main thread; a shutdown hook closes what they
 * started.
 */
@NullMarked
package dev.coracle.cli;

import org.jspecify.annotations.NullMarked;
