package dev.coracle.controllers.replicaset;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;

/** A kind of object that asks for equal pods, read and written in the terms of a ReplicaSet. */
interface ReplicaKind<P extends HasMetadata> {
    Class<P> type();

    /** The object as a ReplicaSet would say it. */
    ReplicaSet view(P object);

    P withStatus(P object, ReplicaSetStatus status);

    /** ReplicaSets themselves. */
    final class ReplicaSets implements ReplicaKind<ReplicaSet> {
        @Override
        public Class<ReplicaSet> type() {
            return ReplicaSet.class;
        }

        @Override
        public ReplicaSet view(ReplicaSet object) {
            return object;
        }

        @Override
        public ReplicaSet withStatus(ReplicaSet object, ReplicaSetStatus status) {
            return new ReplicaSetBuilder(object).withStatus(status).build();
        }
    }
}
