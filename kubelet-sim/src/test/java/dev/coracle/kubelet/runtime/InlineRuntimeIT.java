package dev.coracle.kubelet.runtime;

final class InlineRuntimeIT extends RuntimeContract {
    @Override
    ContainerRuntime create() {
        return new InlineRuntime(clock);
    }

    @Override
    int restarts() {
        return 500;
    }
}
