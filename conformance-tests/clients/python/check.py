"""Checks an API server with the official Python client. KUBECONFIG says which server.

Prints one line for each check and ends with 1 if one fails.
"""

import queue
import sys

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.informer import ADDED, MODIFIED, SharedInformer

NAMESPACE = "client-python"
SECONDS = 15


def config_map(name, value="v"):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels={"by": "python"}), data={"k": value})


def expect(got, want):
    if got != want:
        raise AssertionError(f"want {want}, got {got}")


def check_list(api):
    for name in ("b", "a", "c"):
        api.create_namespaced_config_map(NAMESPACE, config_map(name))
    names = []
    token = None
    while True:
        page = api.list_namespaced_config_map(NAMESPACE, label_selector="by=python", limit=2, _continue=token)
        names += [item.metadata.name for item in page.items]
        token = page.metadata._continue
        if not token:
            break
    expect(names, ["a", "b", "c"])


def check_watch(api):
    version = api.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    api.create_namespaced_config_map(NAMESPACE, config_map("watched"))
    api.delete_namespaced_config_map("watched", NAMESPACE)
    stream = watch.Watch()
    events = []
    for event in stream.stream(
        api.list_namespaced_config_map, NAMESPACE, resource_version=version, timeout_seconds=SECONDS
    ):
        events.append((event["type"], event["object"].metadata.name))
        if len(events) == 2:
            stream.stop()
    expect(events, [("ADDED", "watched"), ("DELETED", "watched")])


def check_informer(api):
    added, modified = queue.Queue(), queue.Queue()
    informer = SharedInformer(api.list_namespaced_config_map, namespace=NAMESPACE)
    informer.add_event_handler(ADDED, lambda item: added.put(item.metadata.name))
    informer.add_event_handler(MODIFIED, lambda item: modified.put(item.data["k"]))
    informer.start()
    try:
        expect(sorted(added.get(timeout=SECONDS) for _ in range(3)), ["a", "b", "c"])
        api.patch_namespaced_config_map("a", NAMESPACE, {"data": {"k": "changed"}})
        expect(modified.get(timeout=SECONDS), "changed")
        expect(informer.cache.get_by_key(f"{NAMESPACE}/a").data["k"], "changed")
    finally:
        informer.stop()


def check_patch(api):
    for kind, body in (
        ("application/json-patch+json", [{"op": "add", "path": "/data/json", "value": "1"}]),
        ("application/merge-patch+json", {"data": {"merge": "2"}}),
        ("application/strategic-merge-patch+json", {"data": {"strategic": "3"}}),
    ):
        api.patch_namespaced_config_map("b", NAMESPACE, body, _content_type=kind)
    data = api.read_namespaced_config_map("b", NAMESPACE).data
    expect(data, {"k": "v", "json": "1", "merge": "2", "strategic": "3"})


def check_apply(api):
    def apply(manager, value, **options):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"k": value}}
        return api.patch_namespaced_config_map(
            "applied", NAMESPACE, body, field_manager=manager, _content_type="application/apply-patch+yaml", **options
        )

    apply("me", "mine")
    expect_conflict(lambda: apply("you", "yours"))
    expect(apply("you", "yours", force=True).data["k"], "yours")


def check_conflict(api):
    first = api.create_namespaced_config_map(NAMESPACE, config_map("contended"))
    second = api.read_namespaced_config_map("contended", NAMESPACE)
    first.data["k"] = "first"
    api.replace_namespaced_config_map("contended", NAMESPACE, first)
    second.data["k"] = "second"
    expect_conflict(lambda: api.replace_namespaced_config_map("contended", NAMESPACE, second))


def expect_conflict(action):
    try:
        action()
    except ApiException as refused:
        expect(refused.status, 409)
    else:
        raise AssertionError("want a conflict, got none")


def main():
    config.load_kube_config()
    api = client.CoreV1Api()
    api.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    failed = False
    for name, check in (
        ("list", check_list),
        ("watch", check_watch),
        ("informer", check_informer),
        ("patch", check_patch),
        ("apply", check_apply),
        ("conflict", check_conflict),
    ):
        try:
            check(api)
            print("ok", name)
        except Exception as problem:  # every check is tried
            failed = True
            print(f"failed {name}: {problem!r}")
    sys.exit(1 if failed else 0)


main()
