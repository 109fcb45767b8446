package dev.coracle.controllers.core;

import dev.coracle.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which objects belong to an owner with a selector: those it controls and that still match stay; orphans that
 * match are adopted; controlled ones that no longer match are released. Both changes are patches that carry the object's
 * uid, so they can never hit a successor of the same name.
 */
public final class OwnerClaim<T extends HasMetadata> {
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);
    private static final int UNPROCESSABLE = 422;

    /** What to do about one object. */
    public enum Verdict {
        KEEP,
        ADOPT,
        RELEASE,
        LEAVE_ALONE
    }

    private final KubernetesClient client;
    private final HasMetadata owner;
    private final @Nullable LabelSelector selector;
    private @Nullable Boolean ownerConfirmed;

    public OwnerClaim(KubernetesClient client, HasMetadata owner, @Nullable LabelSelector selector) {
        this.client = client;
        this.owner = owner;
        this.selector = selector;
    }

    /** The objects that belong to the owner, after adopting and releasing what has to be. */
    public List<T> claim(Iterable<T> candidates, Predicate<T> adoptable) {
        List<T> claimed = new ArrayList<>();
        for (T candidate : candidates) {
            Verdict verdict = verdict(owner, selector, candidate);
            if (verdict == Verdict.KEEP
                    || (verdict == Verdict.ADOPT && adoptable.test(candidate) && adopt(candidate))) {
                claimed.add(candidate);
            } else if (verdict == Verdict.RELEASE) {
                release(candidate);
            }
        }
        return claimed;
    }

    public static Verdict verdict(HasMetadata owner, @Nullable LabelSelector selector, HasMetadata candidate) {
        OwnerReference controller = OwnerReferences.controllerOf(candidate);
        boolean matches =
                LabelSelectors.matches(selector, candidate.getMetadata().getLabels());
        boolean ownerGoing = owner.getMetadata().getDeletionTimestamp() != null;
        if (controller != null) {
            if (!controller.getUid().equals(owner.getMetadata().getUid())) {
                return Verdict.LEAVE_ALONE;
            }
            if (matches) {
                return Verdict.KEEP;
            }
            return ownerGoing ? Verdict.LEAVE_ALONE : Verdict.RELEASE;
        }
        boolean candidateGoing = candidate.getMetadata().getDeletionTimestamp() != null;
        return matches && !ownerGoing && !candidateGoing ? Verdict.ADOPT : Verdict.LEAVE_ALONE;
    }

    /** False if the object has gone meanwhile or the owner has. */
    private boolean adopt(T orphan) {
        if (!isOwnerStillThere()) {
            return false;
        }
        OwnerReference reference = OwnerReferences.controllerReference(owner);
        return patch(
                orphan,
                Map.of(
                        "metadata",
                        Map.of(
                                "ownerReferences",
                                List.of(reference),
                                "uid",
                                orphan.getMetadata().getUid())));
    }

    private void release(T stray) {
        patch(
                stray,
                Map.of(
                        "metadata",
                        Map.of(
                                "ownerReferences",
                                List.of(Map.of(
                                        "$patch",
                                        "delete",
                                        "uid",
                                        owner.getMetadata().getUid())),
                                "uid",
                                stray.getMetadata().getUid())));
    }

    /** Asked of the server, once: the cached owner may be one that was deleted and created anew. */
    private boolean isOwnerStillThere() {
        if (ownerConfirmed == null) {
            HasMetadata live = client.resource(owner).get();
            ownerConfirmed = live != null
                    && live.getMetadata().getUid().equals(owner.getMetadata().getUid())
                    && live.getMetadata().getDeletionTimestamp() == null;
        }
        return ownerConfirmed;
    }

    private boolean patch(T target, Object patch) {
        try {
            client.resource(target)
                    .patch(STRATEGIC, client.getKubernetesSerialization().asJson(patch));
            return true;
        } catch (KubernetesClientException e) {
            // Gone, or another object of that name by now: in both cases it is not ours.
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == UNPROCESSABLE) {
                return false;
            }
            throw e;
        }
    }
}
