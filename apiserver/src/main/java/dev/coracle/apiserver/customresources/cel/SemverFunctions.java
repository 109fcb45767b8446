package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.BOOL;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.SEMVER;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;

import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;

/** semver and what can be asked of it. */
final class SemverFunctions {
    private SemverFunctions() {}

    static void add(Library library) {
        ParameterType semver = new ParameterType(SEMVER, Semver.class);
        library.global("semver", "string_to_semver", SEMVER, a -> Semver.parse((String) a[0]), TEXT)
                .global("semver", "string_bool_to_semver", SEMVER, a -> Semver.parse(text(a)), TEXT, BOOL)
                .global("isSemver", "is_semver_string", SimpleType.BOOL, a -> Semver.isOne((String) a[0]), TEXT)
                .global("isSemver", "is_semver_string_bool", SimpleType.BOOL, a -> Semver.isOne(text(a)), TEXT, BOOL)
                .member("isGreaterThan", "semver_is_greater_than", SimpleType.BOOL, a -> order(a) > 0, semver, semver)
                .member("isLessThan", "semver_is_less_than", SimpleType.BOOL, a -> order(a) < 0, semver, semver)
                .member("compareTo", "semver_compare_to", SimpleType.INT, a -> (long) order(a), semver, semver)
                .member("major", "semver_major", SimpleType.INT, a -> version(a).major(), semver)
                .member("minor", "semver_minor", SimpleType.INT, a -> version(a).minor(), semver)
                .member("patch", "semver_patch", SimpleType.INT, a -> version(a).patch(), semver);
    }

    private static Semver version(Object[] arguments) {
        return (Semver) arguments[0];
    }

    private static int order(Object[] arguments) {
        return version(arguments).compareTo((Semver) arguments[1]);
    }

    private static String text(Object[] arguments) {
        String text = (String) arguments[0];
        return Boolean.TRUE.equals(arguments[1]) ? Semver.normalize(text) : text;
    }
}
