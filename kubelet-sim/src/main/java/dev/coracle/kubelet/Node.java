package dev.coracle.kubelet;

import dev.coracle.kubelet.node.KubeletServer;
import dev.coracle.kubelet.node.NodeAgent;
import dev.coracle.kubelet.pod.PodWorkers;

/** The parts of one fake node. */
record Node(String name, PodWorkers workers, KubeletServer server, NodeAgent agent) {}
