package dev.coracle.controllers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;

/** What {@link Comparator} asks for, over all pairs and triples of some elements. */
public final class ComparatorContract {
    private ComparatorContract() {}

    public static <T> void check(Comparator<? super T> order, List<T> elements) {
        for (T a : elements) {
            for (T b : elements) {
                int ab = Integer.signum(order.compare(a, b));
                assertThat(ab).as("%s and %s, either way", a, b).isEqualTo(-Integer.signum(order.compare(b, a)));
                for (T c : elements) {
                    int bc = Integer.signum(order.compare(b, c));
                    if (ab == bc) {
                        assertThat(Integer.signum(order.compare(a, c)))
                                .as("%s, %s and %s in a row", a, b, c)
                                .isEqualTo(ab);
                    } else if (ab == 0) {
                        assertThat(Integer.signum(order.compare(a, c)))
                                .as("%s is as %s towards %s", a, b, c)
                                .isEqualTo(bc);
                    }
                }
            }
        }
    }
}
