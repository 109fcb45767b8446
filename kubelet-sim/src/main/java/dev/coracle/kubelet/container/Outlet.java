package dev.coracle.kubelet.container;

/** What a fake container tells the world around it. Called on the loop's thread: must not block for long. */
public interface Outlet {
    /** One line for the container's log, without its line feed. */
    void line(String line);

    /** A client asked the container to end with this exit code. */
    void exitRequested(int code);

    /** After {@link HttpLoop#drain}: the last connection is gone. */
    void drained();
}
