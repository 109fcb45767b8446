package dev.coracle.controllers.core;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind that are controlled by objects of another: found by owner, claimed by selector, and followed: a change
 * brings up the owner, and the former owner if it was another one. Made before the informers start; safe to read from any
 * thread.
 */
public final class Owned<P extends HasMetadata, C extends HasMetadata> {
    private static final String BY_OWNER = "controllerUid";
    private static final String ORPHANS_BY_NAMESPACE = "orphansByNamespace";

    private final KubernetesClient client;
    private final Informer<P> owners;
    private final Informer<C> children;
    private final Function<P, @Nullable LabelSelector> selector;
    private final String ownerKind;
    private @Nullable Expectations expectations;

    Owned(
            KubernetesClient client,
            Informer<P> owners,
            Informer<C> children,
            Function<P, @Nullable LabelSelector> selector) {
        this.client = client;
        this.owners = owners;
        this.selector = selector;
        this.children =
                children.index(BY_OWNER, OwnerReferences::controllerUid).index(ORPHANS_BY_NAMESPACE, Owned::orphanage);
        ownerKind = HasMetadata.getKind(owners.type());
    }

    /** For looking only: what of {@code children} is controlled by an object of {@code owners}. */
    public static <P extends HasMetadata, C extends HasMetadata> Owned<P, C> of(
            ControllerContext context, Class<P> owners, Class<C> children) {
        return new Owned<>(
                context.client(),
                context.informers().of(owners),
                context.informers().of(children),
                owner -> null);
    }

    /** Tells of creations and deletions that were ordered, as they are seen to happen. */
    public Owned<P, C> expecting(Expectations awaited) {
        expectations = awaited;
        return this;
    }

    Owned<P, C> onChange(Consumer<P> enqueue) {
        children.onEvents(
                added -> added(added, enqueue),
                (before, after) -> updated(before, after, enqueue),
                deleted -> deleted(deleted, enqueue));
        return this;
    }

    /** What {@code owner} controls, matching or not. */
    public List<C> of(HasMetadata owner) {
        return children.byIndex(BY_OWNER, owner.getMetadata().getUid());
    }

    /** What belongs to {@code owner}, after adopting and releasing what has to be; see {@link OwnerClaim}. */
    public List<C> claim(P owner, Predicate<C> adoptable) {
        // Its own by index; orphans have no controller and are few. Both come from the cache.
        Stream<C> orphans =
                children.byIndex(ORPHANS_BY_NAMESPACE, owner.getMetadata().getNamespace()).stream();
        return new OwnerClaim<C>(client, owner, selector.apply(owner))
                .claim(Stream.concat(of(owner).stream(), orphans).toList(), adoptable);
    }

    /** The owner that {@code child} names as its controller, if it is really that one. */
    public @Nullable P ownerOf(HasMetadata child) {
        OwnerReference controller = OwnerReferences.controllerOf(child);
        if (controller == null || !ownerKind.equals(controller.getKind())) {
            return null;
        }
        P owner = owners.get(child.getMetadata().getNamespace(), controller.getName());
        return owner != null && owner.getMetadata().getUid().equals(controller.getUid()) ? owner : null;
    }

    private static List<String> orphanage(HasMetadata child) {
        return OwnerReferences.controllerOf(child) == null
                ? List.of(child.getMetadata().getNamespace())
                : List.of();
    }

    private void added(C child, Consumer<P> enqueue) {
        if (child.getMetadata().getDeletionTimestamp() != null) {
            deleted(child, enqueue); // Seen first as it goes, after a restart of ours.
            return;
        }
        P owner = ownerOf(child);
        if (owner == null) {
            enqueueAdopters(child, enqueue);
            return;
        }
        if (expectations != null) {
            expectations.creationObserved(ObjectKey.of(owner));
        }
        enqueue.accept(owner);
    }

    private void updated(C before, C after, Consumer<P> enqueue) {
        P owner = ownerOf(after);
        P earlier = ownerOf(before);
        if (earlier != null && !earlier.equals(owner)) {
            enqueue.accept(earlier);
        }
        if (owner == null) {
            enqueueAdopters(after, enqueue);
        } else if (after.getMetadata().getDeletionTimestamp() != null) {
            deleted(after, enqueue);
        } else {
            enqueue.accept(owner);
        }
    }

    /** It goes or is gone; what happens to orphans is nobody's business. */
    private void deleted(C child, Consumer<P> enqueue) {
        P owner = ownerOf(child);
        if (owner != null) {
            if (expectations != null) {
                expectations.deletionObserved(
                        ObjectKey.of(owner), child.getMetadata().getUid());
            }
            enqueue.accept(owner);
        }
    }

    private void enqueueAdopters(C child, Consumer<P> enqueue) {
        if (OwnerReferences.controllerOf(child) == null) {
            owners.inNamespace(child.getMetadata().getNamespace()).stream()
                    .filter(owner -> LabelSelectors.matches(
                            selector.apply(owner), child.getMetadata().getLabels()))
                    .forEach(enqueue);
        }
    }
}
