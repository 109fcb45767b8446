package dev.coracle.apiserver.request;

import java.util.List;

/** Whose a request is. */
public record UserInfo(String name, List<String> groups) {
    /** Everybody, while nobody is authenticated. */
    public static final UserInfo ADMIN =
            new UserInfo("system:admin", List.of("system:masters", "system:authenticated"));

    /** The server itself, as upstream's loopback client. */
    public static final UserInfo SERVER =
            new UserInfo("system:apiserver", List.of("system:authenticated", "system:masters"));

    public UserInfo {
        groups = List.copyOf(groups);
    }
}
