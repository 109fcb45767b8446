package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;

/** Creates a kind that is a question: nothing is stored, and the answer stands in its status. Confined to requests. */
final class Review implements Verb {
    private final Bodies bodies;
    private final Answers answers;
    private final GroupVersionKind kind;
    private final Question question;
    private final Clock clock;

    Review(Bodies bodies, Answers answers, GroupVersionKind kind, Question question, Clock clock) {
        this.bodies = bodies;
        this.answers = answers;
        this.kind = kind;
        this.question = question;
        this.clock = clock;
    }

    /** What is particular to a kind of review. */
    interface Question {
        /**
         * Checks the review and sets its status; may throw the refusal.
         *
         * @return done when the status is set
         */
        CompletableFuture<Void> answer(Exchange exchange, ObjectNode review);
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.negotiation().withoutTables();
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode review = bodies.document(exchange, kind, body, options.fieldValidation());
            Tree.createObject(review, "metadata").remove("managedFields");
            Schema schema = bodies.schema(kind);
            FieldManager.ofDocument(kind, schema, "").create(review, options.manager(exchange), clock.instant());
            exchange.whenDone(
                    question.answer(exchange, review),
                    done -> exchange.executor()
                            .execute(() -> exchange.guard(() -> {
                                Completion.complete(review, schema);
                                answers.document(exchange, 201, review);
                            })));
        });
    }
}
