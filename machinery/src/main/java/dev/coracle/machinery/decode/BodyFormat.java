package dev.coracle.machinery.decode;

/** How a body is written. */
public enum BodyFormat {
    JSON,
    YAML,
    PROTOBUF
}
