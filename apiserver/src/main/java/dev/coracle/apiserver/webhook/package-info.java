/**
 * Calls webhooks: HTTPS endpoints of others that the API server asks a question, named by a URL or by a Service.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.webhook.WebhookClient}, which posts a document and hands out the
 * answer's; what either says is the caller's business. Failures are worded as upstream's Go client words them (v1.36),
 * because they end up in front of people. Nothing here blocks: answers arrive on event loops.
 */
@NullMarked
package dev.coracle.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
