package dev.coracle.codegen;

/**
 * One field of a definition.
 *
 * @param notes what the models do not tell: how lists merge, Go's name of the type
 */
record FieldDefinition(String name, TypeDefinition type, boolean required, String description, FieldNotes notes) {}
