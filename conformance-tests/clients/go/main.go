// Checks an API server with client-go: bodies and watches in protobuf, informers, server-side apply. KUBECONFIG says which
// server. Prints one line for each check and ends with 1 if one fails.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	clientcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "client-go"

var maps clientcorev1.ConfigMapInterface

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	exitOn(err)
	config.ContentType = runtime.ContentTypeProtobuf
	config.AcceptContentTypes = runtime.ContentTypeProtobuf
	client, err := kubernetes.NewForConfig(config)
	exitOn(err)
	_, err = client.CoreV1().Namespaces().Create(ctx,
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	exitOn(err)
	maps = client.CoreV1().ConfigMaps(namespace)

	checks := []struct {
		name string
		run  func(context.Context) error
	}{
		{"list", list},
		{"watch", watching},
		{"informer", func(ctx context.Context) error { return informer(ctx, client) }},
		{"patch", patch},
		{"apply", apply},
		{"conflict", conflict},
	}
	failed := false
	for _, check := range checks {
		if err := check.run(ctx); err != nil {
			fmt.Printf("failed %s: %v\n", check.name, err)
			failed = true
			continue
		}
		fmt.Printf("ok %s\n", check.name)
	}
	if failed {
		os.Exit(1)
	}
}

func list(ctx context.Context) error {
	for _, name := range []string{"b", "a", "c"} {
		if _, err := create(ctx, name); err != nil {
			return err
		}
	}
	var names []string
	options := metav1.ListOptions{Limit: 2, LabelSelector: "by=go"}
	for {
		page, err := maps.List(ctx, options)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			names = append(names, item.Name)
		}
		if options.Continue = page.Continue; options.Continue == "" {
			break
		}
	}
	return expect(fmt.Sprint(names), "[a b c]")
}

func watching(ctx context.Context) error {
	begin, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	events, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: begin.ResourceVersion})
	if err != nil {
		return err
	}
	defer events.Stop()
	if _, err = create(ctx, "watched"); err != nil {
		return err
	}
	if err = maps.Delete(ctx, "watched", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, want := range []watch.EventType{watch.Added, watch.Deleted} {
		event := <-events.ResultChan()
		object, isMap := event.Object.(*corev1.ConfigMap)
		if event.Type != want || !isMap || object.Name != "watched" {
			return fmt.Errorf("want %s of watched, got %s of %v", want, event.Type, event.Object)
		}
	}
	return nil
}

func informer(ctx context.Context, client kubernetes.Interface) error {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	shared := factory.Core().V1().ConfigMaps()
	changes := make(chan string, 100)
	_, err := shared.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(_, object any) { changes <- object.(*corev1.ConfigMap).Data["k"] },
	})
	if err != nil {
		return err
	}
	factory.StartWithContext(ctx)
	if !cache.WaitForCacheSync(ctx.Done(), shared.Informer().HasSynced) {
		return errors.New("the cache did not fill")
	}
	found, err := shared.Lister().ConfigMaps(namespace).Get("a")
	if err != nil {
		return err
	}
	changed := found.DeepCopy()
	changed.Data = map[string]string{"k": "changed"}
	if _, err = maps.Update(ctx, changed, metav1.UpdateOptions{}); err != nil {
		return err
	}
	select {
	case value := <-changes:
		return expect(value, "changed")
	case <-ctx.Done():
		return errors.New("no update came")
	}
}

func patch(ctx context.Context) error {
	for kind, body := range map[types.PatchType]string{
		types.JSONPatchType:           `[{"op":"add","path":"/data/json","value":"1"}]`,
		types.MergePatchType:          `{"data":{"merge":"2"}}`,
		types.StrategicMergePatchType: `{"data":{"strategic":"3"}}`,
	} {
		if _, err := maps.Patch(ctx, "b", kind, []byte(body), metav1.PatchOptions{}); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	patched, err := maps.Get(ctx, "b", metav1.GetOptions{})
	if err != nil {
		return err
	}
	return expect(fmt.Sprint(patched.Data), "map[json:1 k:v merge:2 strategic:3]")
}

func apply(ctx context.Context) error {
	applied := applycorev1.ConfigMap("applied", namespace).WithData(map[string]string{"k": "mine"})
	if _, err := maps.Apply(ctx, applied, metav1.ApplyOptions{FieldManager: "me"}); err != nil {
		return err
	}
	other := applycorev1.ConfigMap("applied", namespace).WithData(map[string]string{"k": "yours"})
	_, err := maps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "you"})
	if !apierrors.IsConflict(err) {
		return fmt.Errorf("want a conflict, got %v", err)
	}
	taken, err := maps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "you", Force: true})
	if err != nil {
		return err
	}
	return expect(taken.Data["k"], "yours")
}

func conflict(ctx context.Context) error {
	first, err := create(ctx, "contended")
	if err != nil {
		return err
	}
	second := first.DeepCopy()
	first.Data["k"] = "first"
	if _, err = maps.Update(ctx, first, metav1.UpdateOptions{}); err != nil {
		return err
	}
	second.Data["k"] = "second"
	_, err = maps.Update(ctx, second, metav1.UpdateOptions{})
	if !apierrors.IsConflict(err) {
		return fmt.Errorf("want a conflict, got %v", err)
	}
	return nil
}

func create(ctx context.Context, name string) (*corev1.ConfigMap, error) {
	return maps.Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"by": "go"}},
		Data:       map[string]string{"k": "v"},
	}, metav1.CreateOptions{})
}

func expect(got, want string) error {
	if got != want {
		return fmt.Errorf("want %s, got %s", want, got)
	}
	return nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Println("failed setup:", err)
		os.Exit(1)
	}
}
