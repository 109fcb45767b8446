package dev.coracle.proxy;

/** Where the proxy reports what a Service's owner should know. Called from the control thread. */
interface ServiceEvents {
    void warning(String namespace, String service, String reason, String message);
}
