/**
 * The fake container: a small HTTP/1.1 server that answers with who it is, fails when asked to, and logs each request.
 * The classes here use nothing but the JDK, because the process runtime packs exactly them into a jar and starts them
 * as a JVM of their own, where every extra class costs start time; the inline runtime runs the same server in this JVM.
 *
 * <p>Start reading at {@link dev.coracle.kubelet.container.FakeContainer}, then {@link
 * dev.coracle.kubelet.container.HttpLoop}. One thread, the loop's, owns every socket; only {@link
 * dev.coracle.kubelet.container.HttpLoop#open}, {@link dev.coracle.kubelet.container.HttpLoop#drain} and {@link
 * dev.coracle.kubelet.container.HttpLoop#abort} are called from outside.
 */
@NullMarked
package dev.coracle.kubelet.container;

import org.jspecify.annotations.NullMarked;
