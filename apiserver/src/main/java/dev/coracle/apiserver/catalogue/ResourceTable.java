package dev.coracle.apiserver.catalogue;

import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.TableRow;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The built-in resources, made of the table, the schemas and the strategies. */
public final class ResourceTable {
    private ResourceTable() {}

    public static List<Resource> load(Function<GroupResource, Strategy> strategies) {
        return load(SchemaCatalogue.load(), strategies);
    }

    public static List<Resource> load(SchemaCatalogue schemas, Function<GroupResource, Strategy> strategies) {
        List<Resource> resources = new ArrayList<>();
        for (TableRow row : TableRow.read(TextTable.beside(ResourceTable.class, "resources.table"))) {
            List<ServedVersion> served = new ArrayList<>();
            for (GroupVersionKind kind : row.served()) {
                served.add(new ServedVersion(
                        kind.groupVersion(),
                        schemas.of(kind).orElseThrow(() -> new IllegalStateException("no schema for " + kind)),
                        served.isEmpty() ? Conversion.NONE : Conversions.of(kind)));
            }
            resources.add(new Resource(
                    row.storage(),
                    row.names(),
                    row.namespaced(),
                    row.verbs(),
                    row.subresources(),
                    row.writes(),
                    served,
                    strategies.apply(row.storage())));
        }
        return List.copyOf(resources);
    }
}
