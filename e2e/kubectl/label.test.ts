/** `kubectl label` and `annotate`. */
import { story } from '../harness/story';

const { ok, json, refused, api } = story('labelled');

const qualifiedName = 'name part must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character '
  + '(e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\')';
const conflict = (name: string): string =>
  `Error from server (Conflict): Operation cannot be fulfilled on configmaps "${name}": the object has been modified; please apply your changes to the latest version and try again`;

const versionOf = async (name: string): Promise<string> => (await json<{ metadata: { resourceVersion: string } }>`get cm ${name}`).metadata.resourceVersion;

beforeAll(async () => {
  for (const name of ['a', 'b']) await ok`create configmap ${name}`;
  await api().until('/api/v1/namespaces/labelled/configmaps', 'kube-root-ca.crt', () => true);
});

describe('label', () => {
  it('sets, overwrites, takes away', async () => {
    expect(await ok`label cm a t=1`).toBe('configmap/a labeled\n');
    expect(await refused`label cm a t=2`).toContain('\'t\' already has a value (1), and --overwrite is false');
    await ok`label cm a t=2 --overwrite`;
    expect(await json`get cm a`).toMatchObject({ metadata: { labels: { t: '2' } } });
    await ok`label cm a t-`;
    expect((await json<{ metadata: { labels?: object } }>`get cm a`).metadata.labels).toBeUndefined();
    expect(await ok`label cm a t-`).toContain('label "t" not found.');
  });

  it('changes nothing when it is there, or dry', async () => {
    await ok`label cm a same=1`;
    const version = await versionOf('a');
    await ok`label cm a same=1 --overwrite`;
    await ok`label cm a same=2 --overwrite --dry-run=server`;
    expect(await versionOf('a')).toBe(version);
  });

  it('several: all, and those that a selector finds', async () => {
    expect(await ok`label cm a b all=1`).toBe('configmap/a labeled\nconfigmap/b labeled\n');
    expect(await ok`label cm -l all=1 more=2`).toBe('configmap/a labeled\nconfigmap/b labeled\n');
    expect(await ok`label cm --field-selector=metadata.name=b only=3`).toBe('configmap/b labeled\n');
    expect(await ok`label cm --all every=4`).toBe('configmap/a labeled\nconfigmap/b labeled\nconfigmap/kube-root-ca.crt labeled\n');
    expect((await ok`label cm b --list`).trim().split('\n').sort()).toEqual(['all=1', 'every=4', 'more=2', 'only=3']);
    expect(await ok`get cm -l ${'only in (3, 4),more'} -o name`).toBe('configmap/b\n');
    expect(await ok`get cm -L only,more`).toMatch(/^NAME +DATA +AGE +ONLY +MORE\na +0 +\S+ +2\nb +0 +\S+ +3 +2\nkube-root-ca\.crt +1 +\S+\s+$/);
  });

  it('only in the version that was said', async () => {
    expect(await refused`label cm a u=1 --resource-version=1`).toBe(conflict('a'));
    expect(await ok`label cm a u=1 --resource-version=${await versionOf('a')}`).toBe('configmap/a labeled\n');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a key that is none', () => refused`label cm a ${'bad key=1'}`, `The ConfigMap "a" is invalid: metadata.labels: Invalid value: "bad key": ${qualifiedName}`],
    ['a value that is none', () => refused`label cm a k=bad!`, 'a valid label must be an empty string or consist of alphanumeric characters'],
    ['what is not there', () => refused`label cm nobody k=1`, 'Error from server (NotFound): configmaps "nobody" not found'],
  ])('is refused %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});

describe('annotate', () => {
  it('sets, overwrites, takes away', async () => {
    expect(await ok`annotate cm b t=${'any value!'}`).toBe('configmap/b annotated\n');
    expect(await refused`annotate cm b t=2`).toContain('--overwrite is false but found the following declared annotation(s): \'t\' already has a value (any value!)');
    await ok`annotate cm b t=2 more=x --overwrite`;
    await ok`annotate cm b t-`;
    expect(await ok`annotate cm b --list`).toBe('more=x\n');
  });

  it('all', async () => {
    expect(await ok`annotate cm --all z=1`).toBe('configmap/a annotated\nconfigmap/b annotated\nconfigmap/kube-root-ca.crt annotated\n');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a key that is none', () => refused`annotate cm a bad!=1`, `The ConfigMap "a" is invalid: metadata.annotations: Invalid value: "bad!": ${qualifiedName}`],
    // 128 KiB is the most that one argument may have; two make more than the 256 KiB that annotations may have.
    ['too much', () => refused`annotate cm a x=${'x'.repeat(131_000)} y=${'y'.repeat(131_000)} z2=${'z'.repeat(500)}`, 'The ConfigMap "a" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes'],
    ['another version', () => refused`annotate cm a u=1 --resource-version=1`, conflict('a')],
  ])('is refused %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});
