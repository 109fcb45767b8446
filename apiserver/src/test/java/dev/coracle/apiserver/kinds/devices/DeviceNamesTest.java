package dev.coracle.apiserver.kinds.devices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the contract's recorded cases leave out. */
class DeviceNamesTest {
    private final FieldErrors errors = new FieldErrors();

    private Field field(String value) {
        ObjectNode object = Tree.newObject().put("f", value);
        return Field.of(object, "f", errors);
    }

    private String wrong() {
        return errors.isEmpty() ? "" : errors.all().get(0).detail();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9d0c2b9e-3a4b-4c5d-8e6f-7a8b9c0d1e2f | ''",
                "9d0c2b9e-3a4b-4c5d-8e6f-7a8b9c0d1e2g | error validating uid: invalid UUID format",
                "9d0c2b9e3a4b4c5d8e6f7a8b9c0d1e2g | error validating uid: invalid UUID format",
                "9d0c2b9e3a4b4c5d8e6f7a8b9c0d1e2f | uid must be in RFC 4122 normalized form,"
                        + " `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters",
                "(9d0c2b9e-3a4b-4c5d-8e6f-7a8b9c0d1e2f) | error validating uid: invalid bracketed UUID format",
                "uuid:urn:9d0c2b9e-3a4b-4c5d-8e6f-7a8b9c0d1e2f | error validating uid: invalid urn prefix: \"uuid:urn:\"",
                "9d0c | error validating uid: invalid UUID length: 4",
            })
    void aShareIsToldByAUuidInItsPlainForm(String id, String expected) {
        DeviceNames.shareId(field(id));

        assertThat(wrong()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1/24 | ''",
                "2001:db8::1/64 | ''",
                "2001:DB8:0::1/64 | must be in canonical form (\"2001:db8::1/64\")",
                "::ffff:192.168.0.1/120 | must be in canonical form (\"192.168.0.1/24\")",
                "10.0.0.1/33 | must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)",
            })
    void anInterfacesAddressIsInItsOneNotation(String address, String expected) {
        Addresses.interfaceAddress(field(address));

        assertThat(wrong()).isEqualTo(expected);
    }
}
