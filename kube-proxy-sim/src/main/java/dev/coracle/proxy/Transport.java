package dev.coracle.proxy;

/** The protocols this proxy carries. */
enum Transport {
    TCP,
    UDP
}
