package dev.coracle.apiserver.webhook;

/** A webhook could not be asked, or gave no usable answer; the message is what Go's client would say. */
public final class WebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WebhookException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
