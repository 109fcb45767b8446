package dev.coracle.codegen;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Finds jars on the class path, and the top-level classes that share a jar and a package with a given one. */
final class JarClasses {
    private JarClasses() {}

    static List<Class<?>> inPackage(Class<?> member) throws IOException {
        String directory = member.getPackageName().replace('.', '/') + "/";
        List<Class<?>> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(jarOf(member).toFile())) {
            for (JarEntry entry : java.util.Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(directory) && name.endsWith(".class") && !name.contains("$")) {
                    classes.add(load(name.substring(0, name.length() - ".class".length()), member.getClassLoader()));
                }
            }
        }
        return classes;
    }

    static Path jarOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** The jar that holds a file, the first on the class path. */
    static Path jarWith(String file) throws IOException {
        URL found = JarClasses.class.getClassLoader().getResource(file);
        if (found == null) {
            throw new IllegalStateException("no jar on the class path holds " + file);
        }
        return Path.of(URI.create(
                ((JarURLConnection) found.openConnection()).getJarFileURL().toString()));
    }

    private static Class<?> load(String path, ClassLoader loader) {
        try {
            return Class.forName(path.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("listed in the jar but not loadable: " + path, e);
        }
    }
}
