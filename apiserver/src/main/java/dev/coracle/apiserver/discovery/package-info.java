/**
 * What is served, told to clients: the lists of groups, versions and resources, one by one as old clients ask for them
 * and aggregated as new ones do (apidiscovery.k8s.io v2 and v2beta1).
 *
 * <p>Start reading at {@link dev.coracle.apiserver.discovery.Discovery}. Everything is computed once from the list of
 * resources and immutable afterwards; a changed list makes a new {@code Discovery}.
 */
@NullMarked
package dev.coracle.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
