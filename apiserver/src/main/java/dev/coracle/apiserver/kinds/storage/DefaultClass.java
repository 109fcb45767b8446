package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The class that is meant by those who name none. */
public final class DefaultClass {
    private DefaultClass() {}

    /** The newest of the classes with one of the annotations; the first by name of those as new. */
    public static Optional<ObjectNode> of(List<ObjectNode> classes, String... annotations) {
        return classes.stream()
                .filter(each -> isDefault(each, annotations))
                .min(Comparator.comparing(
                                (ObjectNode each) -> Tree.text(Tree.metadata(each), "creationTimestamp"),
                                Comparator.reverseOrder())
                        .thenComparing(Tree::name));
    }

    private static boolean isDefault(ObjectNode each, String... annotations) {
        for (String annotation : annotations) {
            if (Tree.text(Tree.get(Tree.metadata(each), "annotations"), annotation)
                    .equals("true")) {
                return true;
            }
        }
        return false;
    }
}
