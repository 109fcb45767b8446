package dev.coracle.apiserver.http;

import java.util.List;

/** Whose a request is. */
public record UserInfo(String name, List<String> groups) {
    /** Everybody, while nobody is authenticated. */
    public static final UserInfo ADMIN =
            new UserInfo("system:admin", List.of("system:masters", "system:authenticated"));

    public UserInfo {
        groups = List.copyOf(groups);
    }
}
