/** `kubectl delete`: what, and how. How owned objects follow is told in e2e/kubectl.test.ts as well. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { story } from '../harness/story';

const { ok, json, refused, feed, api, folder } = story('gone');

const minute = 60_000;
const pods = '/api/v1/namespaces/gone/pods';

const configMaps = (...names: string[]): object[] => names.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { name } } }));
const make = (...names: string[]): Promise<string> => feed(...configMaps(...names))`create -f -`;
const lines = (text: string): string[] => text.trim().split('\n');

/** Newer ones say from which namespace. */
const deleted = (...things: string[]): RegExp => new RegExp(`^${things.map((thing) => `${thing} (force )?deleted( from gone namespace)?\n`).join('')}$`);

describe('what', () => {
  it('by name, by selector, by field, all', async () => {
    await make('a', 'b', 'c', 'd', 'e');
    expect(await ok`delete cm a`).toMatch(deleted('configmap "a"'));
    expect(await ok`delete cm -l ${'name in (b, x)'}`).toMatch(deleted('configmap "b"'));
    expect(await ok`delete cm --field-selector=metadata.name=c`).toMatch(deleted('configmap "c"'));
    expect(await ok`delete configmaps,secrets --all`).toMatch(/configmap "d" deleted.*\nconfigmap "e" deleted/);
    expect(await ok`delete cm -l name=b`).toBe('No resources found\n');
  });

  it('by file', async () => {
    const file = join(folder(), 'two.json');
    writeFileSync(file, configMaps('one', 'two').map((map) => JSON.stringify(map)).join('\n'));
    await ok`create -f ${file}`;
    expect(await ok`delete -f ${file}`).toMatch(deleted('configmap "one"', 'configmap "two"'));
    expect(lines(await refused`delete -f ${file}`)).toEqual(['one', 'two'].map((name) => `Error from server (NotFound): error when deleting "${file}": configmaps "${name}" not found`));
    expect(await ok`delete -f ${file} --ignore-not-found`).toBe('');
  });

  it('what is there, of what is named', async () => {
    await make('there');
    expect(await refused`delete cm there nobody`).toBe('Error from server (NotFound): configmaps "nobody" not found');
    expect(await refused`get cm there`).toBe('Error from server (NotFound): configmaps "there" not found');
    expect(await ok`delete cm nobody --ignore-not-found`).toBe('');
  });

  it('nothing when dry', async () => {
    await make('stays');
    expect(await ok`delete cm stays --dry-run=server`).toContain('configmap "stays" deleted (server dry run)');
    expect(await ok`get cm stays -o name`).toBe('configmap/stays\n');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['nothing', () => refused`delete`, 'You must provide one or more resources by argument or filename.'],
    ['no name', () => refused`delete cm`, 'resource(s) were provided, but no name'],
    ['a name and all', () => refused`delete cm a --all`, 'name cannot be provided when a selector is specified'],
    ['what no namespace can be without', () => refused`delete namespace default`, 'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted'],
  ])('is refused %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});

describe('how', () => {
  const ready = async (name: string): Promise<void> => {
    await ok`run ${name} --image=nginx`;
    await ok`wait pod/${name} --for=condition=Ready --timeout=30s`;
  };

  it('now', async () => {
    await ready('now');
    expect(await ok`delete pod now --now`).toMatch(deleted('pod "now"'));
    expect(await refused`get pod now`).toBe('Error from server (NotFound): pods "now" not found');
  }, minute);

  it('by force, also where no kubelet would end it', async () => {
    await feed({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lost' }, spec: { nodeName: 'nowhere', containers: [{ name: 'c', image: 'nginx' }] } })`create -f -`;
    await ok`delete pod lost --wait=false`;
    expect(await json`get pod lost`).toMatchObject({ metadata: { deletionGracePeriodSeconds: 30, deletionTimestamp: expect.any(String) as string } });
    expect(await ok`get pod lost`).toMatch(/\nlost +0\/1 +Terminating +0 /);
    await ok`delete pod lost --grace-period=3 --wait=false`;
    expect(await json`get pod lost`).toMatchObject({ metadata: { deletionGracePeriodSeconds: 3 } });
    expect(await ok`delete pod lost --grace-period=0 --force`).toMatch(deleted('pod "lost"'));
    expect(await refused`get pod lost`).toBe('Error from server (NotFound): pods "lost" not found');
  }, minute);

  it('waits for those who have a say', async () => {
    await feed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } })`create -f -`;
    expect(await refused`delete cm held --timeout=1s`).toContain('timed out waiting for the condition on configmaps/held');
    expect(await refused`patch cm held --type=merge -p ${'{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}'}`)
      .toContain('The ConfigMap "held" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers');
    await ok`patch cm held --type=json -p ${'[{"op":"remove","path":"/metadata/finalizers"}]'}`;
    expect(await refused`get cm held`).toBe('Error from server (NotFound): configmaps "held" not found');
  }, minute);

  const deploy = async (name: string): Promise<void> => {
    await ok`create deployment ${name} --image=nginx --replicas=2`;
    await ok`rollout status deployment/${name} --timeout=30s`;
  };

  it('in the background: what is owned goes afterwards', async () => {
    await deploy('behind');
    expect(await ok`delete deployment behind --cascade=background`).toMatch(deleted('deployment.apps "behind"'));
    await api().untilNone(pods, 'labelSelector=app%3Dbehind');
  }, minute);

  it('in the foreground: what is owned goes first', async () => {
    await deploy('first');
    await ok`delete deployment first --cascade=foreground --timeout=30s`;
    expect(await ok`get rs -l app=first -o name`).toBe('');
  }, minute);

  it('leaving orphans', async () => {
    await deploy('parent');
    await ok`delete deployment parent --cascade=orphan`;
    const { items } = await json<{ items: { metadata: { ownerReferences?: object[] } }[] }>`get rs -l app=parent`;
    expect(items.map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    expect((await json<{ items: object[] }>`get pods -l app=parent`).items).toHaveLength(2);
    expect(await refused`delete rs -l app=parent --cascade=sideways`).toContain('"background", "foreground"');
  }, minute);
});
