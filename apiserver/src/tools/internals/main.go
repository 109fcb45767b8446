// Command internals prints internals.table: the fields of Kubernetes' internal types that its error messages show to people.
//
// Upstream prints the difference of two specs as JSON of those types, which have no JSON names. For a new release, run
//
//	go run . v1.36.0 > ../../main/resources/dev/coracle/apiserver/validation/internals.table
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
	"sort"
	"strings"
)

const head = `# Fields of upstream's internal core types, in their order: written by apiserver/src/tools/internals, not by hand.
#
# <Type> <field>=<form>..., where the form says what is written for an unset field and what is inside:
#   s "", i 0, b false, n null, m null (a map), q "0", o {} (a type that has JSON names of its own)
#   inline (the fields of metadata, in the place of this one)
#   n:<Type>, s:<Type>  a pointer to a struct, a list or map of them; or a struct itself
`

var roots = []string{"PodSpec", "EphemeralContainer", "PersistentVolumeClaimSpec", "PersistentVolumeSource"}

var types = map[string]ast.Expr{}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: internals <version of Kubernetes>")
	}
	out, err := exec.Command("go", "mod", "download", "-json", "k8s.io/kubernetes@"+os.Args[1]).Output()
	if err != nil {
		log.Fatalf("go mod download: %v", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(module.Dir, "pkg", "apis", "core", "types.go")
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, declaration := range file.Decls {
		if d, ok := declaration.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					types[t.Name.Name] = t.Type
				}
			}
		}
	}
	rows := map[string]string{}
	open := roots
	for len(open) > 0 {
		name := open[0]
		open = open[1:]
		if _, done := rows[name]; done {
			continue
		}
		words, uses := describe(types[name].(*ast.StructType))
		rows[name] = name + " " + strings.Join(words, " ")
		open = append(open, uses...)
	}
	lines := make([]string, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, row)
	}
	sort.Strings(lines)
	fmt.Println(head + "\n" + strings.Join(lines, "\n"))
}

// describe returns a struct's fields, embedded ones in their place, and the structs they lead to.
func describe(s *ast.StructType) (words, uses []string) {
	for _, field := range s.Fields.List {
		if outside, ok := field.Type.(*ast.SelectorExpr); ok && len(field.Names) == 0 {
			words = append(words, outside.Sel.Name+"=inline")
			continue
		}
		if len(field.Names) == 0 {
			inner, more := describe(types[field.Type.(*ast.Ident).Name].(*ast.StructType))
			words, uses = append(words, inner...), append(uses, more...)
			continue
		}
		form, inside := form(field.Type)
		if inside != "" {
			uses = append(uses, inside)
			form += ":" + inside
		}
		for _, name := range field.Names {
			words = append(words, name.Name+"="+form)
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

// inside returns the struct that a pointer, list or map leads to, if any.
func inside(e ast.Expr) string {
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
