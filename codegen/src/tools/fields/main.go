// Command fields prints fields.table: what Kubernetes' Go types say of their fields and the Java models do not.
//
// It reads the types.go files of the modules that go.mod pins. For a new release of Kubernetes, raise the versions there, and then
//
//	go run . > ../../main/resources/dev/coracle/codegen/fields.table
//
// The words it writes are explained at the head of the table. types.go reads the source; this file decides what is said.
package main

import (
	"fmt"
	"log"
	"os"
	"regexp"
	"sort"
	"strings"
)

const head = `# What upstream's types.go say of fields and client-java's models do not: written by codegen/src/tools/fields, not by hand.
#
# <package>.<version>.<Type>.<field>, or <package>.<version>.<Type>, then any of
#   patch=merge[,retainKeys] key=<merge key>   strategic merge patch
#   list=atomic|set|map keys=<a,b>             how lists merge in server-side apply
#   map=atomic|granular                        a map, or (without a field) a type, that is replaced as a whole, or is not
#   go=<type> item=<type>                      the named Go type of the value, of a container's items, for error messages
#   default=<JSON> enum=<a,b>                  as OpenAPI tells them; a list's enum is that of its items; %20 is a space
#   zero                                       a zero value is dropped: no pointer in Go, and marked omitempty
#   order=<a,b>                                a type's fields, in the order Go writes them in; left out where that is the alphabet's
#   empty                                      an empty list or map is not dropped: it is refused, or means something else than none
#   always[=null]                              written even when unset: not marked omitempty, or a struct; null for what is nil in Go
`

// The types that a client never meets in an object of its own.
var left = regexp.MustCompile(`^(core\.v1\.(RangeAllocation|PodStatusResult)|meta\.v1\.PartialObjectMetadata)$`)

func main() {
	log.SetFlags(0)
	source := newSource()
	source.read("k8s.io/apimachinery", "pkg/types", "types")
	source.read("k8s.io/apimachinery", "pkg/runtime", "runtime")
	source.read("k8s.io/apimachinery", "pkg/apis/meta/v1", "meta.v1")
	source.read("k8s.io/apiextensions-apiserver", "pkg/apis/apiextensions/v1", "apiextensions.v1")
	source.read("k8s.io/kube-aggregator", "pkg/apis/apiregistration/v1", "apiregistration.v1")
	source.readVersions("k8s.io/api", regexp.MustCompile(`/v\d+$`))

	rows := map[string]string{}
	open := source.kinds()
	for len(open) > 0 {
		name := open[0]
		open = open[1:]
		if _, done := rows[name]; done || left.MatchString(name) {
			continue
		}
		if _, known := structs(source, name); !known {
			continue
		}
		text, uses := describe(source, name)
		rows[name] = text
		open = append(open, uses...)
	}
	names := make([]string, 0, len(rows))
	for name, text := range rows {
		if text != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	fmt.Fprint(os.Stdout, head)
	group := ""
	for _, name := range names {
		if version := name[:strings.LastIndex(name, ".")]; version != group {
			group = version
			fmt.Fprintf(os.Stdout, "\n# %s\n", group)
		}
		fmt.Fprint(os.Stdout, rows[name])
	}
}

func structs(source *source, name string) (*declared, bool) {
	found := source.types[name]
	return found, found != nil && found.fields != nil && !found.custom
}

// describe returns a type's rows and the names of the types its fields have.
func describe(source *source, name string) (string, []string) {
	var out strings.Builder
	var uses []string
	about := ""
	if source.types[name].atomic() {
		about += " map=atomic"
	}
	fields := source.flatten(name)
	if order := order(fields); order != "" {
		about += " order=" + order
	}
	if about != "" {
		fmt.Fprintf(&out, "%s%s\n", name, about)
	}
	for _, field := range fields {
		uses = append(uses, field.of.names()...)
		if words := words(source, field) + keepsEmpty[name+"."+field.json]; words != "" {
			fmt.Fprintf(&out, "%s.%s%s\n", name, field.json, words)
		}
	}
	return out.String(), uses
}

// keepsEmpty names the fields whose validation tells an empty list or map from none, which no marker says.
var keepsEmpty = map[string]string{
	"autoscaling.v2.HPAScalingRules.policies": " empty",
	"core.v1.PersistentVolumeSpec.capacity":   " empty",
}

// order returns the fields' names as they are declared, or nothing where they are in alphabetical order.
func order(fields []field) string {
	names := make([]string, 0, len(fields))
	for _, field := range fields {
		names = append(names, field.json)
	}
	if sort.StringsAreSorted(names) {
		return ""
	}
	return strings.Join(names, ",")
}

func words(source *source, field field) string {
	var out strings.Builder
	say := func(word, value string) {
		if value != "" {
			fmt.Fprintf(&out, " %s=%s", word, value)
		}
	}
	value := field.of
	named := source.types[value.name]
	container := value.shape
	if named != nil && (named.shape == list || named.shape == mapping) {
		container = named.shape
	}
	say("patch", field.tag.Get("patchStrategy"))
	say("key", field.tag.Get("patchMergeKey"))
	if container == list || value.name == "[]byte" {
		say("list", field.marker("listType"))
		say("keys", strings.Join(field.markers["listMapKey"], ","))
	} else {
		say("map", field.marker("mapType")+field.marker("structType"))
	}
	scalar := value
	if value.item != nil {
		scalar = *value.item
		say("item", goName(source, scalar))
	} else {
		say("go", goName(source, value))
	}
	say("default", source.value(field.marker("default"), field.pkg))
	if of := source.types[scalar.name]; of != nil && of.has("enum") {
		say("enum", strings.ReplaceAll(strings.Join(source.enumeration(of), ","), " ", "%20"))
	}
	out.WriteString(presence(source, field, container))
	return out.String()
}

// presence says what Go's encoder does with a field that is not set.
func presence(source *source, field field, container shape) string {
	_, isStruct := structs(source, field.of.name)
	isCustom := source.types[field.of.name] != nil && source.types[field.of.name].custom
	if omitEmpty := field.option("omitempty"); field.of.pointer || container != plain || field.of.name == "[]byte" {
		switch {
		case !omitEmpty:
			return " always=null"
		case field.of.name == "[]byte":
			return " zero"
		default:
			return ""
		}
	}
	switch {
	case field.option("omitzero"):
		return ""
	case isCustom:
		return " always=null"
	case isStruct || !source.isScalar(field.of.name) || !field.option("omitempty"):
		return " always"
	default:
		return " zero"
	}
}

// goName is how Go prints a named type that is no struct: v1.PodPhase.
func goName(source *source, value value) string {
	named := source.types[value.name]
	if value.item != nil || named == nil || named.fields != nil || named.custom {
		return ""
	}
	dot := strings.LastIndex(value.name, ".")
	pkg := value.name[:dot]
	return pkg[strings.LastIndex(pkg, ".")+1:] + value.name[dot:]
}
