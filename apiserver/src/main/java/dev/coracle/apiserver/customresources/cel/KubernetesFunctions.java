package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;

/** Kubernetes' own CEL functions, as of v1.36, but for those of authorization, which no rule of a definition can use. */
final class KubernetesFunctions {
    static final CelType URL = OpaqueType.create("kubernetes.URL");
    static final CelType IP = OpaqueType.create("net.IP");
    static final CelType CIDR = OpaqueType.create("net.CIDR");
    static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
    static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");

    static final ParameterType TEXT = new ParameterType(SimpleType.STRING, String.class);
    static final ParameterType INT = new ParameterType(SimpleType.INT, Long.class);
    static final ParameterType BOOL = new ParameterType(SimpleType.BOOL, Boolean.class);

    private KubernetesFunctions() {}

    static Library library() {
        Library library = new Library();
        ListFunctions.add(library);
        TextFunctions.add(library);
        UrlFunctions.add(library);
        AddressFunctions.add(library);
        QuantityFunctions.add(library);
        SemverFunctions.add(library);
        FormatFunctions.add(library);
        return library;
    }
}
