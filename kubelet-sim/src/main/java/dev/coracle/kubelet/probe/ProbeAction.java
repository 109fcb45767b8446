package dev.coracle.kubelet.probe;

/** Asks a container once how it is. May block for the probe's timeout. */
@FunctionalInterface
public interface ProbeAction {
    ProbeOutcome probe();
}
