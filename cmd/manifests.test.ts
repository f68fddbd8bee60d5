import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestsOf, readManifests } from './manifests';

const seen = (text: string) => manifestsOf(text, 'f').map(({ apiVersion, kind, object, at }) => [`${apiVersion} ${kind}`, (object.metadata as { name: string } | undefined)?.name, at]);

test('several documents, the empty ones left out', () => {
  expect(seen('---\n---\napiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n')).toEqual([
    ['v1 Node', 'a', 'f, document 2'], ['v1 Pod', 'b', 'f, document 3'],
  ]);
});

test('what kubectl get prints, also of one kind', () => {
  expect(seen('apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: a}}\n- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}\n')).toEqual([
    ['v1 Node', 'a', 'f, item 1'], ['apps/v1 Deployment', 'b', 'f, item 2'],
  ]);
  expect(seen('{"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"p"}}]}')).toEqual([['v1 Pod', 'p', 'f, item 1']]);
});

test("the simulator's export", () => {
  expect(seen('{"pods":[{"metadata":{"name":"p"}}],"nodes":[{"metadata":{"name":"n"}}],"pvs":[],"schedulerConfig":null}')).toEqual([['v1 Node', 'n', 'f, nodes[0]'], ['v1 Pod', 'p', 'f, pods[0]']]);
});

test('yes and no are booleans, dates and times are text', () => {
  expect(manifestsOf('apiVersion: v1\nkind: Node\na: yes\nb: 2026-01-01\nc: 1:30\nd: 2026-01-01T00:00:00Z\n', 'f')[0]?.object).toMatchObject({ a: true, b: '2026-01-01', c: '1:30', d: '2026-01-01T00:00:00Z' });
});

test.each([
  ['kind: Pod\n', 'f: no apiVersion (kind Pod)'],
  ['metadata: {name: a}\n', 'f: no kind'],
  ['a: 1\n---\n- 1\n', 'f, document 1: no kind'],
  ['apiVersion: v1\nkind: Node\n---\n- 1\n', 'f, document 2: expected an object, found a list'],
  ['hello', 'f: expected an object, found "hello"'],
  ['apiVersion: v1\nkind: Node\n---\na: [1\n', 'f, document 2: Flow sequence in block collection must be sufficiently indented and end with a ] at line 5, column 1'],
  ['{"pods":{},"nodes":[]}', 'f: pods is not a list'],
  ['{"apiVersion":"v1","kind":"List","items":[5]}', 'f, item 1: expected an object, found 5'],
])('%j', (text, fault) => {
  expect(() => seen(text)).toThrow(fault);
});

test('braces are JSON, or YAML; a file that is called JSON is nothing else', () => {
  expect(seen('{apiVersion: v1, kind: Node, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Pod}\n')).toEqual([['v1 Node', 'a', 'f, document 1'], ['v1 Pod', undefined, 'f, document 2']]);
  expect(() => manifestsOf('{"a":', 'f.json')).toThrow('f.json: Unexpected end of JSON input');
  expect(() => manifestsOf('{"a":', 'f.yaml')).toThrow('f.yaml, document 1: ');
});

test('directories, and files that are not there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  expect(() => readManifests([folder])).toThrow(`${folder}: no file in this directory ends with .yaml, .yml, .json`);
  writeFileSync(join(folder, 'b.json'), '{"apiVersion":"v1","kind":"Node"}');
  writeFileSync(join(folder, 'a.yml'), 'apiVersion: v1\nkind: Pod\n');
  writeFileSync(join(folder, 'notes.txt'), 'no manifest');
  expect(readManifests([folder]).map(({ kind, at }) => [kind, at])).toEqual([['Pod', join(folder, 'a.yml')], ['Node', join(folder, 'b.json')]]);
  expect(() => readManifests([join(folder, 'c.yaml')])).toThrow(`${join(folder, 'c.yaml')}: ENOENT: no such file or directory`);
  rmSync(folder, { recursive: true });
});
