/**
 * The words of Go's libraries, which clients of a Kubernetes server read in its refusals: of encoding/json, of go-yaml as
 * sigs.k8s.io/yaml wraps it, of the verbs of {@code fmt}, and of its durations, and its JSON with what it escapes and sorts.
 *
 * <p>Start reading at {@link dev.coracle.machinery.gotext.JsonSyntax}, which says what is wrong with a document from
 * the place and the byte, and {@link dev.coracle.machinery.gotext.YamlSyntax}. Stateless; nearly all of it runs only once
 * something has been refused.
 */
@NullMarked
package dev.coracle.machinery.gotext;

import org.jspecify.annotations.NullMarked;
