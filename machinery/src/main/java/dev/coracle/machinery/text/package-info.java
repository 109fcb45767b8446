/** How tables kept as text are read. Start with {@link dev.coracle.machinery.text.TextTable}; nothing here has state. */
@NullMarked
package dev.coracle.machinery.text;

import org.jspecify.annotations.NullMarked;
