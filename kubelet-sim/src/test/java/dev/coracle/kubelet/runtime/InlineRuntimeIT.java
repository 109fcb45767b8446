package dev.coracle.kubelet.runtime;

final class InlineRuntimeIT extends RuntimeContract {
    @Override
    ContainerRuntime create() {
        return new InlineRuntime(clock, sockets);
    }

    @Override
    int restarts() {
        return 500;
    }
}
