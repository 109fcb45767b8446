package dev.coracle.proxy;

/** Where the proxy reports what a Service's owner should know. Called from the control thread. */
interface ServiceEvents {
    void tell(ServicePortName port, String type, String reason, String message);
}
