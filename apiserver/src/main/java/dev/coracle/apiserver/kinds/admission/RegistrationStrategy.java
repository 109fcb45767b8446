package dev.coracle.apiserver.kinds.admission;

import dev.coracle.apiserver.resource.Strategy;

/** What all kinds of this group share: what is asked for has a generation, and nobody replaces it unseen. */
interface RegistrationStrategy extends Strategy {
    @Override
    default boolean tracksGeneration() {
        return true;
    }

    @Override
    default boolean allowUnconditionalUpdate() {
        return false;
    }
}
