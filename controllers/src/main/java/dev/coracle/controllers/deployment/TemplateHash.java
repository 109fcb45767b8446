package dev.coracle.controllers.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.nio.charset.StandardCharsets;

/**
 * The value of the label {@code pod-template-hash}: FNV-1a over the template, written with the letters upstream uses. The
 * number itself differs from upstream's, which hashes a dump of Go structs; a ReplicaSet is found by comparing
 * templates, never by hash, so either controller goes on with the other's ReplicaSets.
 */
final class TemplateHash {
    /** No vowels and nothing that looks like one, so that no hash spells a word. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private TemplateHash() {}

    /** {@code collisions} counts the names that were taken by another template. */
    static String of(PodTemplateSpec template, int collisions) {
        int hash = FNV_OFFSET;
        for (byte b : canonical(template)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        for (int shift = 0; collisions > 0 && shift < Integer.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ (collisions >>> shift & 0xff)) * FNV_PRIME;
        }
        StringBuilder encoded = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            encoded.append(ALPHABET.charAt(digit % ALPHABET.length()));
        }
        return encoded.toString();
    }

    private static byte[] canonical(PodTemplateSpec template) {
        try {
            return CANONICAL.writeValueAsString(template).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("pod template cannot be written as JSON", e);
        }
    }
}
