package dev.coracle.machinery.field;

/** What is wrong with a field's value: the text a person reads and the reason a machine reads. */
public enum ErrorType {
    NOT_FOUND("Not found", "FieldValueNotFound", true),
    REQUIRED("Required value", "FieldValueRequired", false),
    DUPLICATE("Duplicate value", "FieldValueDuplicate", true),
    INVALID("Invalid value", "FieldValueInvalid", true),
    NOT_SUPPORTED("Unsupported value", "FieldValueNotSupported", true),
    FORBIDDEN("Forbidden", "FieldValueForbidden", false),
    TOO_LONG("Too long", "FieldValueTooLong", false),
    TOO_MANY("Too many", "FieldValueTooMany", true),
    INTERNAL("Internal error", "InternalError", false),
    TYPE_INVALID("Invalid value", "FieldValueTypeInvalid", true);

    private final String text;
    private final String reason;
    private final boolean showsValue;

    ErrorType(String text, String reason, boolean showsValue) {
        this.text = text;
        this.reason = reason;
        this.showsValue = showsValue;
    }

    public String reason() {
        return reason;
    }

    String text() {
        return text;
    }

    boolean showsValue() {
        return showsValue;
    }
}
