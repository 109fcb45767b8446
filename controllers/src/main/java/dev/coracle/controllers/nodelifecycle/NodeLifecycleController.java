package dev.coracle.controllers.nodelifecycle;

import dev.coracle.client.Outcome;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ControlLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;

/** Keeps the NoSchedule taints of nodes in step with their conditions. */
public final class NodeLifecycleController implements Controller, ControlLoop.Work<Node> {
    private static final String NAME = "node-lifecycle-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Node.class), NodeLifecycleController::new);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControlLoop<Node> loop;

    private NodeLifecycleController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        loop = new ControlLoop<>(context, ControlLoop.Options.of(NAME, context), Node.class, this);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public Outcome reconcile(Node node) {
        List<Taint> taints = ConditionTaints.of(node, clock.instant());
        if (!taints.equals(node.getSpec().getTaints())) {
            client.resource(new NodeBuilder(node)
                            .editSpec()
                            .withTaints(taints)
                            .endSpec()
                            .build())
                    .update();
        }
        return Outcome.done();
    }

    @Override
    public void close() {
        loop.close();
    }
}
