/** How tables kept as text are read. Start with {@link dev.coracle.apiserver.text.TextTable}; nothing here has state. */
@NullMarked
package dev.coracle.apiserver.text;

import org.jspecify.annotations.NullMarked;
