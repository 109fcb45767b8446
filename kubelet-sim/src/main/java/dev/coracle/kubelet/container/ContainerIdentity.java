package dev.coracle.kubelet.container;

/** Who a fake container is; what it answers with. */
public record ContainerIdentity(String pod, String namespace, String ip, String node, String container, String image) {

    byte[] text(String path) {
        return ("pod: " + pod + "\nnamespace: " + namespace + "\nip: " + ip + "\nnode: " + node + "\ncontainer: "
                        + container + "\nimage: " + image + "\npath: " + path + "\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    byte[] json(String path) {
        return ("{\"pod\":" + quoted(pod) + ",\"namespace\":" + quoted(namespace) + ",\"ip\":" + quoted(ip)
                        + ",\"node\":" + quoted(node) + ",\"container\":" + quoted(container) + ",\"image\":"
                        + quoted(image) + ",\"path\":" + quoted(path) + "}\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                String hex = Integer.toHexString(c);
                out.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
