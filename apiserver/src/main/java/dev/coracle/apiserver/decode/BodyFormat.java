package dev.coracle.apiserver.decode;

/** How a body is written. */
public enum BodyFormat {
    JSON,
    YAML,
    PROTOBUF
}
