package dev.coracle.kubelet.container;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One request to oneself, which loads every class a fake container will need, for the class-data archive's list. */
final class Rehearsal {
    private Rehearsal() {}

    static void run() throws IOException {
        HttpLoop loop = HttpLoop.start("http");
        ContainerIdentity identity =
                new ContainerIdentity("pod", "namespace", "127.0.0.1", "node", "container", "image");
        Site site = loop.open(identity, FakeContainer.addresses("127.0.0.1", "0", null), SiteFaults.NONE, new Outlet() {
            @Override
            public void line(String line) {
                System.out.println(line);
            }

            @Override
            public void exitRequested(int code) {
                System.out.println(code);
            }

            @Override
            public void drained() {
                System.out.println("drained");
            }
        });
        InetSocketAddress address = (InetSocketAddress) site.listeners().get(0).getLocalAddress();
        try (SocketChannel client = SocketChannel.open(address)) {
            client.write(
                    ByteBuffer.wrap("POST /?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                            .getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            while (client.read(answer) >= 0 && answer.hasRemaining()) {
                // Until the server closes.
            }
        }
        System.out.println(ProcessHandle.current().parent().isPresent());
        loop.close();
    }
}
