package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.GroupResource;

/**
 * An object that shows what another one holds: the IPAddress of a Service's cluster IP.
 *
 * @param object cluster-scoped, in the stored version, complete but for what the server fills in
 */
public record DerivedObject(GroupResource resource, ObjectNode object) {}
