package dev.coracle.machinery.decode;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The field names met in one object. Objects have few fields, so a scan of an array comes first. */
final class FieldNameSet {
    private final String[] few = new String[12];
    private int count;
    private @Nullable Set<String> many;

    /** False when the name was met before. */
    boolean add(String name) {
        for (int i = 0; i < count; i++) {
            if (few[i].equals(name)) {
                return false;
            }
        }
        if (count < few.length) {
            few[count++] = name;
            return true;
        }
        if (many == null) {
            many = new HashSet<>();
        }
        return many.add(name);
    }
}
