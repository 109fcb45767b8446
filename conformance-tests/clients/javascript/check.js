// Checks an API server with the official JavaScript client. KUBECONFIG says which server. Prints one line for each check and
// ends with 1 if one fails.
import { isDeepStrictEqual } from 'node:util';
import { CoreV1Api, KubeConfig, PatchStrategy, Watch, makeInformer, setHeaderOptions } from '@kubernetes/client-node';

const namespace = 'client-javascript';
const path = `/api/v1/namespaces/${namespace}/configmaps`;
const millis = 15_000;

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);

function create(name) {
    const body = { metadata: { name, labels: { by: 'javascript' } }, data: { k: 'v' } };
    return api.createNamespacedConfigMap({ namespace, body });
}

function expect(got, want) {
    if (!isDeepStrictEqual(got, want)) {
        throw new Error(`want ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
    }
}

async function expectConflict(action) {
    try {
        await action();
    } catch (refused) {
        expect(refused.code, 409);
        return;
    }
    throw new Error('want a conflict, got none');
}

/** A promise that is kept by whoever calls `resolve`, in time. */
function awaited(what) {
    let resolve;
    const kept = new Promise((resolved) => (resolve = resolved));
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what}`)), millis).unref());
    return { resolve, value: Promise.race([kept, late]) };
}

async function list() {
    for (const name of ['b', 'a', 'c']) {
        await create(name);
    }
    const names = [];
    let next;
    do {
        const page = await api.listNamespacedConfigMap({ namespace, labelSelector: 'by=javascript', limit: 2, _continue: next });
        names.push(...page.items.map((item) => item.metadata.name));
        next = page.metadata._continue;
    } while (next);
    expect(names, ['a', 'b', 'c']);
}

async function watch() {
    const { metadata } = await api.listNamespacedConfigMap({ namespace });
    const done = awaited('events');
    const events = [];
    const request = await new Watch(config).watch(
        path,
        { resourceVersion: metadata.resourceVersion },
        (type, object) => {
            events.push(`${type} ${object.metadata.name}`);
            if (events.length === 2) {
                done.resolve();
            }
        },
        () => {},
    );
    await create('watched');
    await api.deleteNamespacedConfigMap({ namespace, name: 'watched' });
    await done.value;
    request.abort();
    expect(events, ['ADDED watched', 'DELETED watched']);
}

async function informer() {
    const informed = makeInformer(config, path, () => api.listNamespacedConfigMap({ namespace }));
    const changed = awaited('update');
    informed.on('update', (object) => changed.resolve(object.data.k));
    await informed.start();
    expect(
        informed.list().map((object) => object.metadata.name).sort(),
        ['a', 'b', 'c'],
    );
    const found = structuredClone(informed.get('a', namespace));
    found.data.k = 'changed';
    await api.replaceNamespacedConfigMap({ namespace, name: 'a', body: found });
    expect(await changed.value, 'changed');
    await informed.stop();
}

function patchWith(strategy, parameters) {
    return api.patchNamespacedConfigMap({ namespace, ...parameters }, setHeaderOptions('Content-Type', strategy));
}

async function patch() {
    await patchWith(PatchStrategy.JsonPatch, { name: 'b', body: [{ op: 'add', path: '/data/json', value: '1' }] });
    await patchWith(PatchStrategy.MergePatch, { name: 'b', body: { data: { merge: '2' } } });
    await patchWith(PatchStrategy.StrategicMergePatch, { name: 'b', body: { data: { strategic: '3' } } });
    const { data } = await api.readNamespacedConfigMap({ namespace, name: 'b' });
    expect(data, { k: 'v', json: '1', merge: '2', strategic: '3' });
}

async function apply() {
    const applied = (fieldManager, value, force) =>
        patchWith(PatchStrategy.ServerSideApply, {
            name: 'applied',
            fieldManager,
            force,
            body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data: { k: value } },
        });
    await applied('me', 'mine');
    await expectConflict(() => applied('you', 'yours'));
    expect((await applied('you', 'yours', true)).data.k, 'yours');
}

async function conflict() {
    const first = await create('contended');
    const second = structuredClone(first);
    first.data.k = 'first';
    await api.replaceNamespacedConfigMap({ namespace, name: 'contended', body: first });
    second.data.k = 'second';
    await expectConflict(() => api.replaceNamespacedConfigMap({ namespace, name: 'contended', body: second }));
}

await api.createNamespace({ body: { metadata: { name: namespace } } });
for (const check of [list, watch, informer, patch, apply, conflict]) {
    try {
        await check();
        console.log(`ok ${check.name}`);
    } catch (problem) {
        console.log(`failed ${check.name}: ${problem}`);
        process.exitCode = 1;
    }
}
process.exit();
