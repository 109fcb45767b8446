package dev.coracle.controllers.scheduler;

import dev.coracle.controllers.core.ComparatorContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeScoreTest {
    @Test
    void suitabilityIsAnOrder() {
        Random random = new Random(3);
        List<NodeScore> scores = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            scores.add(new NodeScore(
                    random.nextInt(2),
                    random.nextInt(3) - 1,
                    random.nextInt(2),
                    random.nextInt(3),
                    "n" + random.nextInt(4)));
        }
        scores.add(new NodeScore(0, Integer.MIN_VALUE, 0, Integer.MAX_VALUE, "n"));
        scores.add(new NodeScore(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0, "n"));

        ComparatorContract.check(Comparator.naturalOrder(), scores);
    }
}
