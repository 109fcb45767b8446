package dev.coracle.kubelet.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A whole answer, small enough to be written at once. Immutable. */
final class HttpResponse {
    private final int status;
    private final String contentType;
    private final byte[] body;

    HttpResponse(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    int status() {
        return status;
    }

    int length() {
        return body.length;
    }

    static HttpResponse text(int status, String line) {
        return new HttpResponse(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    ByteBuffer encode(boolean withBody, boolean close) {
        String head = "HTTP/1.1 " + status + " " + reason() + "\r\nServer: coracle\r\nContent-Type: " + contentType
                + "\r\nContent-Length: " + body.length + (close ? "\r\nConnection: close" : "") + "\r\n\r\n";
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer out = ByteBuffer.allocate(bytes.length + (withBody ? body.length : 0));
        out.put(bytes);
        if (withBody) {
            out.put(body);
        }
        return out.flip();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
