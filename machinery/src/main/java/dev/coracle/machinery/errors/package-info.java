/**
 * The one exception a request can end with, and how it becomes a Kubernetes {@code Status}.
 *
 * <p>Start reading at {@link dev.coracle.machinery.errors.ApiException}; its factories carry the reasons, codes and
 * messages of apimachinery's {@code pkg/api/errors} (v1.36).
 */
@NullMarked
package dev.coracle.machinery.errors;

import org.jspecify.annotations.NullMarked;
