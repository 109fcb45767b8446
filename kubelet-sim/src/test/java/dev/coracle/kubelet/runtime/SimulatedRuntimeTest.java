package dev.coracle.kubelet.runtime;

final class SimulatedRuntimeTest extends RuntimeContract {
    @Override
    ContainerRuntime create() {
        return new SimulatedRuntime(clock);
    }

    @Override
    boolean answers() {
        return false;
    }
}
