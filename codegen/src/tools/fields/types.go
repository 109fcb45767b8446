package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
)

type shape int

const (
	plain shape = iota
	list
	mapping
)

// A value is the type of a field: a name such as core.v1.PodPhase or string, with what stands around it.
type value struct {
	name    string
	pointer bool
	shape   shape
	item    *value
}

func (v value) names() []string {
	if v.item != nil {
		return v.item.names()
	}
	return []string{v.name}
}

type field struct {
	json    string
	of      value
	tag     reflect.StructTag
	markers map[string][]string
	pkg     string
	inline  bool
}

func (f field) marker(name string) string { return strings.Join(f.markers[name], "") }

func (f field) option(name string) bool {
	for _, option := range strings.Split(f.tag.Get("json"), ",")[1:] {
		if option == name {
			return true
		}
	}
	return false
}

// A declared type: a struct when it has fields, else a name for something simpler.
type declared struct {
	fields    []field
	under     value
	shape     shape
	markers   map[string][]string
	constants []string // by name
	custom    bool     // encodes itself
}

func (d *declared) has(marker string) bool { _, there := d.markers[marker]; return there }

func (d *declared) atomic() bool {
	return strings.Join(append(d.markers["structType"], d.markers["mapType"]...), "") == "atomic"
}

type source struct {
	types     map[string]*declared
	constants map[string]string
}

func newSource() *source {
	return &source{types: map[string]*declared{}, constants: map[string]string{}}
}

// moduleDir is where the module cache keeps the version go.mod names; it is fetched when it is not there.
func moduleDir(module string) string {
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		log.Fatalf("go mod download %s: %v", module, err)
	}
	var found struct{ Dir string }
	if err := json.Unmarshal(out, &found); err != nil {
		log.Fatal(err)
	}
	return found.Dir
}

func (s *source) readVersions(module string, stable *regexp.Regexp) {
	root := moduleDir(module)
	dirs, err := filepath.Glob(filepath.Join(root, "*", "v*"))
	if err != nil {
		log.Fatal(err)
	}
	for _, dir := range dirs {
		if stable.MatchString(dir) {
			version, _ := filepath.Rel(root, dir)
			s.read(module, version, strings.ReplaceAll(version, "/", "."))
		}
	}
}

// read takes in the types of a package; pkg is what stands before a type's name in the table.
func (s *source) read(module, dir, pkg string) {
	path := filepath.Join(moduleDir(module), dir)
	entries, err := os.ReadDir(path)
	if err != nil {
		log.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "zz_") || strings.Contains(name, "_test") || strings.HasPrefix(name, "generated") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(path, name), nil, parser.ParseComments)
		if err != nil {
			log.Fatal(err)
		}
		imports := importsOf(file)
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.GenDecl:
				s.declare(d, pkg, imports)
			case *ast.FuncDecl:
				if d.Name.Name == "MarshalJSON" && d.Recv != nil {
					s.typeOf(valueOf(d.Recv.List[0].Type, pkg, imports).name).custom = true
				}
			}
		}
	}
}

// importsOf maps a file's names for packages to the table's.
func importsOf(file *ast.File) map[string]string {
	found := map[string]string{}
	for _, spec := range file.Imports {
		parts := strings.Split(strings.Trim(spec.Path.Value, `"`), "/")
		base := parts[len(parts)-1]
		short := base
		if regexp.MustCompile(`^v\d`).MatchString(base) && len(parts) > 1 {
			short = parts[len(parts)-2] + "." + base
		}
		if spec.Name != nil {
			base = spec.Name.Name
		}
		found[base] = short
	}
	return found
}

func (s *source) typeOf(name string) *declared {
	if s.types[name] == nil {
		s.types[name] = &declared{}
	}
	return s.types[name]
}

func (s *source) declare(d *ast.GenDecl, pkg string, imports map[string]string) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil {
				doc = d.Doc
			}
			named := s.typeOf(pkg + "." + spec.Name.Name)
			named.markers = markersOf(doc)
			if structure, ok := spec.Type.(*ast.StructType); ok {
				named.fields = []field{}
				for _, f := range structure.Fields.List {
					named.fields = append(named.fields, fieldOf(f, pkg, imports))
				}
			} else {
				named.under = valueOf(spec.Type, pkg, imports)
				named.shape = named.under.shape
			}
		case *ast.ValueSpec:
			s.constant(spec, pkg, imports)
		}
	}
}

func (s *source) constant(spec *ast.ValueSpec, pkg string, imports map[string]string) {
	for i, name := range spec.Names {
		if i >= len(spec.Values) {
			continue
		}
		text, of := spec.Values[i], spec.Type
		if call, ok := text.(*ast.CallExpr); ok && len(call.Args) == 1 {
			text, of = call.Args[0], call.Fun
		}
		constant := pkg + "." + name.Name
		switch text := text.(type) {
		case *ast.BasicLit:
			s.constants[constant] = text.Value
		case *ast.SelectorExpr:
			s.constants[constant] = valueOf(text, pkg, imports).name
		default:
			continue
		}
		if of == nil {
			continue
		}
		if name := valueOf(of, pkg, imports).name; strings.Contains(name, ".") {
			named := s.typeOf(name)
			named.constants = append(named.constants, constant)
		}
	}
}

func markersOf(doc *ast.CommentGroup) map[string][]string {
	found := map[string][]string{}
	if doc != nil {
		for _, comment := range doc.List {
			text := strings.TrimSpace(strings.TrimPrefix(comment.Text, "//"))
			if marker, is := strings.CutPrefix(text, "+"); is {
				name, value, _ := strings.Cut(marker, "=")
				found[name] = append(found[name], value)
			}
		}
	}
	return found
}

func fieldOf(f *ast.Field, pkg string, imports map[string]string) field {
	made := field{of: valueOf(f.Type, pkg, imports), markers: markersOf(f.Doc), pkg: pkg}
	if f.Tag != nil {
		made.tag = reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
	}
	made.json = strings.Split(made.tag.Get("json"), ",")[0]
	made.inline = made.json == ""
	return made
}

func valueOf(of ast.Expr, pkg string, imports map[string]string) value {
	switch t := of.(type) {
	case *ast.StarExpr:
		to := valueOf(t.X, pkg, imports)
		to.pointer = true
		return to
	case *ast.ArrayType:
		item := valueOf(t.Elt, pkg, imports)
		if item.name == "byte" {
			return value{name: "[]byte"}
		}
		return value{shape: list, item: &item}
	case *ast.MapType:
		item := valueOf(t.Value, pkg, imports)
		return value{shape: mapping, item: &item}
	case *ast.SelectorExpr:
		return value{name: imports[t.X.(*ast.Ident).Name] + "." + t.Sel.Name}
	case *ast.Ident:
		if ast.IsExported(t.Name) {
			return value{name: pkg + "." + t.Name}
		}
		return value{name: t.Name}
	}
	return value{name: "interface"}
}

// flatten lists a struct's fields with those of the structs it embeds; apiVersion and kind are the decoder's.
func (s *source) flatten(name string) []field {
	var all []field
	for _, f := range s.types[name].fields {
		switch {
		case f.json == "-", f.of.name == "meta.v1.TypeMeta":
		case f.inline && s.types[f.of.name] != nil:
			all = append(all, s.flatten(f.of.name)...)
		case !f.inline:
			all = append(all, f)
		}
	}
	return all
}

// kinds are the types with metadata of an object, and those that requests carry.
func (s *source) kinds() []string {
	found := []string{"meta.v1.DeleteOptions", "meta.v1.Status", "meta.v1.LabelSelector", "meta.v1.ListMeta"}
	for name, of := range s.types {
		for _, f := range of.fields {
			if f.of.name == "meta.v1.ObjectMeta" && f.json == "metadata" {
				found = append(found, name)
			}
		}
	}
	sort.Strings(found)
	return found
}

var scalars = map[string]bool{
	"string": true, "bool": true, "int32": true, "int64": true, "int": true, "uint8": true, "float64": true,
}

func (s *source) isScalar(name string) bool {
	if of := s.types[name]; of != nil && of.fields == nil {
		return of.shape == plain && s.isScalar(of.under.name)
	}
	return scalars[name]
}

// enumeration lists a type's constants, sorted as OpenAPI sorts them.
func (s *source) enumeration(of *declared) []string {
	found := []string{}
	for _, name := range of.constants {
		text := s.constants[name]
		for s.constants[text] != "" {
			text = s.constants[text]
		}
		found = append(found, strings.Trim(text, `"`))
	}
	sort.Strings(found)
	return found
}

// value resolves +default: JSON as it stands, or ref(Constant).
func (s *source) value(text, pkg string) string {
	if name, is := strings.CutPrefix(text, "ref("); is {
		return s.constants[pkg+"."+strings.TrimSuffix(name, ")")]
	}
	return text
}
