// Command internals prints internals.table: the fields of Kubernetes' internal types that its error messages show to people.
//
// Upstream prints the difference of two specs as JSON of those types, which have no JSON names. For a new release, run
//
//	go run . v1.36.0 > ../../../../machinery/src/main/resources/dev/coracle/machinery/validation/internals.table
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
)

const head = `# Fields of upstream's internal types, in their order: written by codegen/src/tools/internals, not by hand.
#
# <Type> <field>=<form>..., where the form says what is written for an unset field and what is inside:
#   s "", i 0, b false, n null, m null (a map), q "0", o {} (a type that has JSON names of its own)
#   inline (the fields of metadata, in the place of this one)
#   n:<Type>, m:<Type>, s:<Type>  a pointer to a struct or a list of them; a map of them; or a struct itself
#   @<name> follows where the name in JSON differs by more than case
`

// groups has the types that messages show; what they are made of comes with them.
var groups = map[string][]string{
	"apps":          {"DaemonSetUpdateStrategy", "DeploymentStrategy", "StatefulSetUpdateStrategy"},
	"authorization": {"NonResourceAttributes"},
	"batch":         {"SuccessPolicy"},
	"core": {
		"EphemeralContainer", "EventSource", "NodeAddress", "ObjectReference", "PersistentVolumeClaimSpec",
		"PersistentVolumeSource", "PodSpec", "ScopeSelector", "Taint", "VolumeNodeAffinity",
	},
	"networking": {"ParentReference"},
	"policy":     {"PodDisruptionBudgetSpec"},
	"rbac":       {"RoleRef"},
	"resource":   {"AllocationResult", "ResourceClaimSpec"},
	"storage":    {"CSINodeDriver", "VolumeAttachmentSpec"},
}

// source is a package of internal types, and the package that gives them names in JSON.
type source struct {
	internal, versioned []string
	roots               []string
}

// The types of a source and their versioned twins; core's types, and those of them that other groups lead to.
var (
	types, named, core map[string]ast.Expr
	led                []string
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: internals <version of Kubernetes>")
	}
	version := os.Args[1]
	library := "v0" + strings.TrimPrefix(version, "v1")
	api := module("k8s.io/api@" + library)
	internal := filepath.Join(module("k8s.io/kubernetes@"+version), "pkg", "apis")
	extensions := filepath.Join(module("k8s.io/apiextensions-apiserver@"+library), "pkg", "apis", "apiextensions")
	var sources []source
	add := func(group string) {
		sources = append(sources, source{
			internal:  []string{filepath.Join(internal, group, "types.go")},
			versioned: []string{filepath.Join(api, group, "v1", "types.go")},
			roots:     groups[group],
		})
	}
	for group := range groups {
		if group != "core" {
			add(group)
		}
	}
	sources = append(sources, source{
		internal: []string{filepath.Join(extensions, "types.go"), filepath.Join(extensions, "types_jsonschema.go")},
		versioned: []string{
			filepath.Join(extensions, "v1", "types.go"), filepath.Join(extensions, "v1", "types_jsonschema.go"),
		},
		roots: []string{"CustomResourceDefinitionVersion", "JSONSchemaProps"},
	})
	add("core")
	core = parse([]string{filepath.Join(internal, "core", "types.go")})
	rows := map[string]string{}
	for i, source := range sources {
		types, named = parse(source.internal), parse(source.versioned)
		open := source.roots
		if i == len(sources)-1 {
			open = append(open, led...)
		}
		for len(open) > 0 {
			name := open[0]
			open = open[1:]
			if _, done := rows[name]; done {
				continue
			}
			s, own := types[name].(*ast.StructType)
			if !own {
				continue // the core group's, which comes last
			}
			words, uses := describe(name, s)
			rows[name] = strings.Join(append([]string{name}, words...), " ")
			open = append(open, uses...)
		}
	}
	lines := make([]string, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, row)
	}
	sort.Strings(lines)
	fmt.Println(head + "\n" + strings.Join(lines, "\n"))
}

// module returns the folder of a module.
func module(of string) string {
	out, err := exec.Command("go", "mod", "download", "-json", of).Output()
	if err != nil {
		log.Fatalf("go mod download %s: %v", of, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		log.Fatal(err)
	}
	return module.Dir
}

// parse returns the types that files declare.
func parse(paths []string) map[string]ast.Expr {
	found := map[string]ast.Expr{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			log.Fatal(err)
		}
		for _, declaration := range file.Decls {
			if d, ok := declaration.(*ast.GenDecl); ok {
				for _, spec := range d.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok {
						found[t.Name.Name] = t.Type
					}
				}
			}
		}
	}
	return found
}

// renamed returns what follows a field whose name in JSON differs by more than case.
func renamed(of, field string) string {
	s, ok := named[of].(*ast.StructType)
	if !ok {
		return ""
	}
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			if name.Name == field && f.Tag != nil {
				tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json")
				json, _, _ := strings.Cut(tag, ",")
				if json != "" && !strings.EqualFold(json, field) {
					return "@" + json
				}
			}
		}
	}
	return ""
}

// describe returns a struct's fields, embedded ones in their place, and the structs they lead to.
func describe(of string, s *ast.StructType) (words, uses []string) {
	for _, field := range s.Fields.List {
		if outside, ok := field.Type.(*ast.SelectorExpr); ok && len(field.Names) == 0 {
			words = append(words, outside.Sel.Name+"=inline")
			continue
		}
		if len(field.Names) == 0 {
			name := field.Type.(*ast.Ident).Name
			inner, more := describe(name, types[name].(*ast.StructType))
			words, uses = append(words, inner...), append(uses, more...)
			continue
		}
		form, inside := form(field.Type)
		if inside != "" {
			uses = append(uses, inside)
			form += ":" + inside
		}
		for _, name := range field.Names {
			words = append(words, name.Name+"="+form+renamed(of, name.Name))
		}
	}
	return words, uses
}

func form(e ast.Expr) (string, string) {
	switch t := e.(type) {
	case *ast.StarExpr:
		return "n", inside(t.X)
	case *ast.ArrayType:
		return "n", inside(t.Elt)
	case *ast.InterfaceType:
		return "n", ""
	case *ast.MapType:
		return "m", inside(t.Value)
	case *ast.StructType:
		return "s", ""
	case *ast.SelectorExpr:
		switch t.Sel.Name {
		case "Quantity":
			return "q", ""
		case "IntOrString":
			return "i", ""
		case "UID":
			return "s", ""
		case "Time":
			return "n", ""
		}
		if name := ofCore(t); name != "" {
			return "s", name
		}
		return "o", ""
	case *ast.Ident:
		switch t.Name {
		case "string":
			return "s", ""
		case "bool":
			return "b", ""
		case "int", "int32", "int64":
			return "i", ""
		}
		if _, ok := types[t.Name].(*ast.StructType); ok {
			return "s", t.Name
		}
		return form(types[t.Name])
	}
	log.Fatalf("unexpected %T", e)
	return "", ""
}

// ofCore returns the struct of the core group that another group uses, if it is one.
func ofCore(t *ast.SelectorExpr) string {
	if from, ok := t.X.(*ast.Ident); ok && (from.Name == "core" || from.Name == "api") {
		if _, ok := core[t.Sel.Name].(*ast.StructType); ok {
			led = append(led, t.Sel.Name)
			return t.Sel.Name
		}
	}
	return ""
}

// inside returns the struct that a pointer, list or map leads to, if any.
func inside(e ast.Expr) string {
	if t, ok := e.(*ast.SelectorExpr); ok {
		return ofCore(t)
	}
	if t, ok := e.(*ast.Ident); ok && types[t.Name] != nil {
		switch under := types[t.Name].(type) {
		case *ast.StructType:
			return t.Name
		default:
			_, found := form(under)
			return found
		}
	}
	return ""
}
