package dev.coracle.apiserver.http;

import java.util.Optional;

/** A media type answers are written in, in the order in which a client that takes anything gets them. */
public enum Encoding {
    JSON("application/json", "application/json"),
    YAML("application/yaml", ""),
    PROTOBUF("application/vnd.kubernetes.protobuf", "application/vnd.kubernetes.protobuf;stream=watch");

    private final String mediaType;
    private final String streamType;

    Encoding(String mediaType, String streamType) {
        this.mediaType = mediaType;
        this.streamType = streamType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The content type of a watch; empty when there is no such stream. */
    public Optional<String> streamType() {
        return streamType.isEmpty() ? Optional.empty() : Optional.of(streamType);
    }
}
