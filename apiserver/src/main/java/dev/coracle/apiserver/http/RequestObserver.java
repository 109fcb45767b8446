package dev.coracle.apiserver.http;

import dev.coracle.apiserver.request.RequestInfo;

/** Told of every request's end; called on the request's event loop, so it must be quick. */
public interface RequestObserver {
    /**
     * Called when the answer begins.
     *
     * @param code the HTTP status
     * @param nanos how long it took
     */
    void finished(RequestInfo info, int code, long nanos);
}
