// Writes strategic merge patches and what upstream's util/strategicpatch makes of them: one line of JSON each, with the
// kind, the object, the patch, and the result or the error. Everything is drawn from a seed.
//
//	go run . -n 400 -seed 1 > ../../../../apiserver/src/test/resources/dev/coracle/machinery/patch/strategic.jsonl
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type object = map[string]interface{}

type line struct {
	Kind   string `json:"kind"`
	Object object `json:"object"`
	Patch  object `json:"patch"`
	Result object `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}

type drawer struct{ *rand.Rand }

func (d drawer) maybe(odds float64) bool { return d.Float64() < odds }

func (d drawer) pick(of ...string) string { return of[d.Intn(len(of))] }

func (d drawer) name() string { return d.pick("a", "b", "c", "d", "e") }

func (d drawer) list(most int, one func() interface{}) []interface{} {
	list := []interface{}{}
	for i := d.Intn(most + 1); i > 0; i-- {
		list = append(list, one())
	}
	return list
}

func (d drawer) texts(most int) []interface{} {
	return d.list(most, func() interface{} { return d.name() })
}

func (d drawer) labels(patch bool) object {
	labels := object{}
	for i := d.Intn(4); i > 0; i-- {
		if patch && d.maybe(0.3) {
			labels[d.name()] = nil
		} else {
			labels[d.name()] = d.pick("1", "2")
		}
	}
	if patch {
		d.direct(labels, 0.15)
	}
	return labels
}

// direct puts a directive into a map of a patch.
func (d drawer) direct(into object, odds float64) {
	if d.maybe(odds) {
		into["$patch"] = d.pick("replace", "delete", "merge", "delete", "replace")
	}
	if d.maybe(odds / 3) {
		kept := []interface{}{}
		for key := range into {
			kept = append(kept, key)
		}
		sortTexts(kept)
		into["$retainKeys"] = kept
	}
}

func sortTexts(texts []interface{}) {
	for i := range texts {
		for j := i; j > 0 && texts[j].(string) < texts[j-1].(string); j-- {
			texts[j], texts[j-1] = texts[j-1], texts[j]
		}
	}
}

// keyed is a list of maps that are told apart by key; of a patch, also with directives and an order.
func (d drawer) keyed(into object, field, key string, patch bool, value func() interface{}, item func(object)) {
	used := map[string]bool{}
	items := []interface{}{}
	order := []interface{}{}
	for i := d.Intn(5); i > 0; i-- {
		id := value()
		if used[fmt.Sprint(id)] && !d.maybe(0.05) {
			continue
		}
		used[fmt.Sprint(id)] = true
		one := object{key: id}
		if d.maybe(0.03) {
			delete(one, key)
		}
		item(one)
		if patch {
			d.direct(one, 0.2)
		}
		items = append(items, one)
		order = append(order, object{key: id})
	}
	if !patch || d.maybe(0.9) {
		into[field] = items
	}
	if patch && d.maybe(0.25) {
		if d.maybe(0.4) {
			order = append(order, object{key: value()})
		}
		if d.maybe(0.2) {
			d.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		into["$setElementOrder/"+field] = order
	}
}

func (d drawer) text() interface{} { return d.name() }

func (d drawer) port() interface{} { return int64(80 + d.Intn(3)) }

func (d drawer) container(into object, patch bool) {
	if d.maybe(0.6) {
		into["image"] = d.name()
	}
	if d.maybe(0.4) {
		d.keyed(into, "env", "name", patch, d.text, func(env object) {
			if d.maybe(0.5) {
				env["value"] = d.name()
			} else if d.maybe(0.5) {
				from := object{"fieldRef": object{"fieldPath": d.name()}}
				if patch {
					d.direct(from, 0.2)
				}
				env["valueFrom"] = from
			}
		})
	}
	if d.maybe(0.3) {
		d.keyed(into, "ports", "containerPort", patch, d.port, func(port object) {
			if d.maybe(0.5) {
				port["name"] = d.name()
			}
		})
	}
	if d.maybe(0.3) {
		into["args"] = d.texts(3)
	}
	if d.maybe(0.3) {
		resources := object{"limits": object{"cpu": d.pick("1", "2")}}
		if patch {
			d.direct(resources["limits"].(object), 0.2)
		}
		into["resources"] = resources
	}
}

func (d drawer) podSpec(patch bool) object {
	spec := object{}
	d.keyed(spec, "containers", "name", patch, d.text, func(c object) { d.container(c, patch) })
	if d.maybe(0.4) {
		spec["nodeSelector"] = d.labels(patch)
	}
	if d.maybe(0.4) {
		d.keyed(spec, "volumes", "name", patch, d.text, func(volume object) {
			if d.maybe(0.5) {
				volume["emptyDir"] = object{}
			} else {
				volume["configMap"] = object{"name": d.name()}
			}
			if patch && d.maybe(0.4) {
				volume["$retainKeys"] = []interface{}{"name", d.pick("emptyDir", "configMap")}
			}
		})
	}
	if d.maybe(0.3) {
		d.keyed(spec, "tolerations", "key", patch, d.text, func(object) {})
	}
	if d.maybe(0.3) {
		d.keyed(spec, "hostAliases", "ip", patch, d.text, func(alias object) { alias["hostnames"] = d.texts(2) })
	}
	if d.maybe(0.2) {
		spec["securityContext"] = object{"runAsUser": int64(d.Intn(3))}
		if patch {
			d.direct(spec["securityContext"].(object), 0.3)
		}
	}
	if patch && d.maybe(0.1) {
		spec[d.pick("securityContext", "nodeSelector", "containers", "volumes", "affinity")] = nil
	}
	if patch {
		d.direct(spec, 0.05)
	}
	return spec
}

func (d drawer) meta(patch bool) object {
	meta := object{}
	if d.maybe(0.5) {
		meta["labels"] = d.labels(patch)
	}
	if d.maybe(0.5) {
		meta["finalizers"] = d.texts(4)
	}
	if patch && d.maybe(0.3) {
		meta["$deleteFromPrimitiveList/finalizers"] = d.texts(3)
	}
	if patch && d.maybe(0.2) {
		meta["$setElementOrder/finalizers"] = d.texts(4)
	}
	if d.maybe(0.3) {
		d.keyed(meta, "ownerReferences", "uid", patch, d.text, func(owner object) { owner["name"] = d.name() })
	}
	if patch {
		d.direct(meta, 0.05)
	}
	return meta
}

func (d drawer) draw(kind string, patch bool) object {
	whole := object{}
	if d.maybe(0.7) {
		whole["metadata"] = d.meta(patch)
	}
	switch kind {
	case "Pod":
		if d.maybe(0.9) {
			whole["spec"] = d.podSpec(patch)
		}
	case "Deployment":
		spec := object{"template": object{"metadata": d.meta(patch), "spec": d.podSpec(patch)}}
		if d.maybe(0.4) {
			spec["strategy"] = object{"type": "RollingUpdate", "rollingUpdate": object{"maxSurge": int64(1)}}
			if patch {
				spec["strategy"].(object)["$retainKeys"] = []interface{}{"type", d.pick("type", "rollingUpdate")}
			}
		}
		whole["spec"] = spec
	case "Service":
		spec := object{}
		d.keyed(spec, "ports", "port", patch, d.port, func(port object) { port["name"] = d.name() })
		if d.maybe(0.5) {
			spec["selector"] = d.labels(patch)
		}
		if d.maybe(0.3) {
			spec["externalIPs"] = d.texts(3)
		}
		whole["spec"] = spec
	case "ServiceAccount":
		d.keyed(whole, "secrets", "name", patch, d.text, func(object) {})
		d.keyed(whole, "imagePullSecrets", "name", patch, d.text, func(object) {})
	case "Node":
		spec := object{}
		d.keyed(spec, "taints", "key", patch, d.text, func(taint object) { taint["effect"] = "NoExecute" })
		if d.maybe(0.5) {
			spec["podCIDRs"] = d.texts(3)
		}
		if patch && d.maybe(0.2) {
			spec["$deleteFromPrimitiveList/podCIDRs"] = d.texts(2)
		}
		status := object{}
		d.keyed(status, "conditions", "type", patch, d.text, func(condition object) { condition["status"] = d.name() })
		whole["spec"], whole["status"] = spec, status
	}
	return whole
}

func apply(kind string, original, patch object) (result object, err error) {
	types := map[string]interface{}{
		"Pod": core.Pod{}, "Deployment": apps.Deployment{}, "Service": core.Service{},
		"ServiceAccount": core.ServiceAccount{}, "Node": core.Node{},
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
	}()
	return strategicpatch.StrategicMergeMapPatch(original, patch, types[kind])
}

func copied(tree object) object {
	text, err := json.Marshal(tree)
	if err != nil {
		panic(err)
	}
	copy := object{}
	if err := json.Unmarshal(text, &copy); err != nil {
		panic(err)
	}
	return copy
}

func main() {
	n := flag.Int("n", 400, "how many")
	seed := flag.Int64("seed", 1, "of what is drawn")
	flag.Parse()
	d := drawer{rand.New(rand.NewSource(*seed))}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for i := 0; i < *n; i++ {
		kind := d.pick("Pod", "Pod", "Deployment", "Service", "ServiceAccount", "Node")
		original, patch := d.draw(kind, false), d.draw(kind, true)
		one := line{Kind: kind, Object: copied(original), Patch: copied(patch)}
		result, err := apply(kind, copied(original), copied(patch))
		if err != nil {
			// Maps have no order in Go, so which of several faults is found is chance: that one is found is not.
			one.Error = err.Error()
		} else {
			one.Result = copied(result)
		}
		if err := out.Encode(one); err != nil {
			panic(err)
		}
	}
}
