package dev.coracle.codegen;

import io.kubernetes.client.proto.V1;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What upstream's API types say of themselves and their fields. Those comments are what OpenAPI describes fields with; client-java's
 * models leave them out where a field holds an object, but the sources of its protobuf classes, a jar of their own, have
 * them as the Javadoc of the getters.
 */
final class FieldComments {
    private static final Pattern MESSAGE = Pattern.compile("@@protoc_insertion_point\\(interface_extends:([\\w.]+)\\)");
    private static final Pattern TYPE = Pattern.compile("\\* Protobuf type \\{@code ([\\w.]+)}");
    private static final Pattern FIELD = Pattern.compile("\\* <code>.*\\b(\\w+) = \\d+.*;</code>");
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d+)|lt|gt|amp|quot);");
    private static final Map<String, String> ENTITIES = Map.of("&lt;", "<", "&gt;", ">", "&amp;", "&", "&quot;", "\"");

    private final Map<String, String> descriptions = new HashMap<>();

    private FieldComments() {}

    /** Reads the sources that lie beside the protobuf classes on the class path. */
    static FieldComments read() throws IOException {
        FieldComments comments = new FieldComments();
        String directory = V1.class.getPackageName().replace('.', '/') + "/";
        try (JarFile jar = new JarFile(JarClasses.jarWith(directory + "V1.java").toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith(directory)) {
                    try (BufferedReader source = new BufferedReader(
                            new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
                        comments.add(source);
                    }
                }
            }
        }
        return comments;
    }

    /** Of a type; empty when there is none. */
    String of(String definition) {
        return descriptions.getOrDefault(definition, "");
    }

    /** Of a field; empty when there is none. */
    String of(String definition, String field) {
        return descriptions.getOrDefault(key(definition, field), "");
    }

    private void add(BufferedReader source) throws IOException {
        String definition = "";
        List<String> comment = new ArrayList<>();
        boolean quoted = false;
        for (String line = source.readLine(); line != null; line = source.readLine()) {
            String text = line.strip();
            Matcher message = MESSAGE.matcher(text);
            Matcher type = TYPE.matcher(text);
            Matcher field = FIELD.matcher(text);
            if (message.find()) {
                definition = Protocols.definitionName(message.group(1));
            } else if (text.equals("/**")) {
                comment.clear();
            } else if (text.equals("* <pre>")) {
                quoted = true;
            } else if (text.equals("* </pre>")) {
                quoted = false;
            } else if (quoted) {
                // One space parts the star from the text; any further one is the text's.
                comment.add(unescape(text.length() < 2 ? "" : text.substring(2)));
            } else if (type.find()) {
                descriptions.putIfAbsent(Protocols.definitionName(type.group(1)), description(comment));
            } else if (field.find()) {
                descriptions.putIfAbsent(key(definition, field.group(1)), description(comment));
            }
        }
    }

    /** JSON's names are the messages' but for case, and for the dollar of {@code $ref}. */
    private static String key(String definition, String field) {
        return definition + "." + field.replace("$", "").toLowerCase(Locale.ROOT);
    }

    /**
     * The text OpenAPI makes of a comment: lines run together, an empty one parts paragraphs, an indented one stands
     * alone, notes to generators and to oneself are left out. As kube-openapi's {@code generateDescription} has it.
     */
    static String description(List<String> comment) {
        StringBuilder out = new StringBuilder();
        for (String line : comment) {
            String content = line.strip();
            if (content.equals("---")) {
                break;
            }
            if (content.isEmpty()) {
                dropLast(out);
                out.append("\n\n");
            } else if (line.startsWith(" ") || line.startsWith("\t")) {
                if (!isNote(content)) {
                    dropLast(out);
                    out.append('\n').append(line.stripTrailing()).append('\n');
                }
            } else if (!isNote(content)) {
                out.append(line.stripTrailing()).append(' ');
            }
        }
        return out.toString().strip();
    }

    private static boolean isNote(String content) {
        return content.startsWith("+") || content.startsWith("TODO");
    }

    private static void dropLast(StringBuilder out) {
        if (!out.isEmpty()) {
            out.setLength(out.length() - 1);
        }
    }

    private static String unescape(String text) {
        return ENTITY.matcher(text)
                .replaceAll(entity -> Matcher.quoteReplacement(
                        entity.group(1) == null
                                ? ENTITIES.get(entity.group())
                                : Character.toString(Integer.parseInt(entity.group(1)))));
    }
}
