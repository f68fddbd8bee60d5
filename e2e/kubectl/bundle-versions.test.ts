/** A bundle's kind of four versions that a webhook converts, over TLS with an authority of its own: read and written in each, and stored in another from one day on. */
import { bundleStory, type Certificate } from '../fixtures/bundle-story';

const { ok, feed, refuse, refused, attempt, json, bundle, install, webhook, written } = bundleStory('converted');

interface Crd { metadata: { name: string }; spec: { versions: { name: string; storage: boolean }[] }; status: { storedVersions: string[] } }

const certificate = (name: string, version: 'v1' | 'v1alpha2', key: object, more: object = {}): Certificate => ({
  apiVersion: `certs.example.com/${version}`, kind: 'Certificate', metadata: { name }, spec: { secretName: name, issuerRef: { name: 'me' }, commonName: name, ...key, ...more },
});

beforeAll(() => install('certificates'));

it('is read in each version, whichever it was written in', async () => {
  await feed(certificate('new', 'v1', { privateKey: { algorithm: 'ECDSA', size: 256 } }))`apply -f -`;
  const { stderr } = await attempt`apply -f ${written(certificate('old', 'v1alpha2', { keyAlgorithm: 'RSA', keySize: 2048 }))}`;
  expect(stderr).toContain('Warning: certs.example.com/v1alpha2 Certificate is deprecated; use v1');
  expect(await json`get certificates.v1alpha2.certs.example.com new`).toMatchObject({ spec: { keyAlgorithm: 'ECDSA', keySize: 256 } });
  expect(await json`get certificates.v1beta1.certs.example.com new`).toMatchObject({ spec: { privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' } } });
  expect(await json`get cert old`).toMatchObject({ apiVersion: 'certs.example.com/v1', spec: { privateKey: { algorithm: 'RSA', size: 2048, rotationPolicy: 'Always' } } });
  expect((await json<Certificate>`get cert old`).spec).not.toHaveProperty('keySize');
});

it('is listed at once: one question for many objects', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `many-${i}`);
  await feed(...names.map((name) => certificate(name, 'v1', {})))`apply --server-side -f -`;
  const before = webhook().questions.length;
  expect((await ok`get certificates.v1alpha2.certs.example.com -o name`).trim().split('\n')).toHaveLength(22);
  expect(webhook().questions.length - before).toBeLessThanOrEqual(2);
  expect(await ok`get certificates.v1alpha2.certs.example.com --field-selector=spec.secretName=many-3 -o jsonpath={.items[*].spec.keyAlgorithm}`).toBe('RSA');
});

it('is applied by the server in one version and patched in another, and each owner keeps its fields', async () => {
  await feed(certificate('shared', 'v1', { privateKey: { size: 1024 } }))`apply --server-side --field-manager=one -f -`;
  await ok`patch certificates.v1alpha2.certs.example.com shared --type=merge -p ${'{"spec":{"duration":"1h"}}'}`;
  // Conflicts are told in the words of the version in which the other owner applied.
  expect(await refuse(certificate('shared', 'v1alpha2', { keySize: 2048 }))`apply --server-side --field-manager=two -f -`).toContain('conflict with "one": .spec.privateKey.size');
  await feed(certificate('shared', 'v1alpha2', { keySize: 2048 }))`apply --server-side --field-manager=two --force-conflicts -f -`;
  expect(await json`get cert shared`).toMatchObject({ spec: { privateKey: { size: 2048 }, duration: '1h' } });
});

it('is judged in the version that it was sent in, and by what was before', async () => {
  expect(await refuse(certificate('bad', 'v1alpha2', { keyAlgorithm: 'DSA' }))`create -f -`).toContain('spec.keyAlgorithm: Unsupported value: "DSA": supported values: "RSA", "ECDSA", "Ed25519"');
  expect(await refuse(certificate('new', 'v1alpha2', {}, { secretName: 'other' }))`replace -f -`).toContain('spec.secretName: Forbidden: a Secret is for ever');
  expect(await refused`get certificates.v1alpha1.certs.example.com`).toMatch(/could not find the requested resource|doesn't have a resource type/);
});

it('is kept in another version from one day on, until every object has been written back', async () => {
  const name = 'certificates.certs.example.com';
  const crd = JSON.parse(JSON.stringify((bundle('certificates') as Crd[]).find(({ metadata }) => metadata.name === name))) as Crd;
  const storing = (version: string): object => ({ ...crd, spec: { ...crd.spec, versions: crd.spec.versions.map((each) => ({ ...each, storage: each.name === version })) } });
  const stored = (): Promise<string> => ok`get crd ${name} -o jsonpath={.status.storedVersions}`;
  expect(await stored()).toBe('["v1"]');
  await feed(storing('v1alpha2'))`apply --server-side -f -`;
  expect(await stored()).toBe('["v1","v1alpha2"]');
  expect(await json`get cert new`).toMatchObject({ spec: { privateKey: { algorithm: 'ECDSA', size: 256 } } });
  await feed(certificate('late', 'v1', { privateKey: { size: 4096 } }))`apply -f -`;
  expect(await json`get certificates.v1alpha2.certs.example.com late`).toMatchObject({ spec: { keySize: 4096 } });
  await feed(storing('v1'))`apply --server-side -f -`;
  const without = { ...crd, spec: { ...crd.spec, versions: crd.spec.versions.filter((each) => each.name !== 'v1alpha2') } };
  expect(await refuse(without)`apply --server-side -f -`).toContain('status.storedVersions[1]: Invalid value: "v1alpha2": missing from spec.versions; v1alpha2 was previously a storage version');
  const all = await json<{ items: object[] }>`get cert`;
  await feed(...all.items)`replace -f -`;
  await ok`patch crd ${name} --subresource=status --type=merge -p ${'{"status":{"storedVersions":["v1"]}}'}`;
  await feed(without)`apply --server-side -f -`;
  expect(await json`get cert late`).toMatchObject({ spec: { privateKey: { size: 4096 } } });
});

it('says so when the webhook fails, and goes on when it is back', async () => {
  const right = webhook().twist;
  webhook().twist = ({ uid }) => ({ uid, result: { status: 'Failure', message: 'not today' }, convertedObjects: [] });
  expect(await refused`get certificates.v1beta1.certs.example.com new`).toContain('conversion webhook for certs.example.com/v1, Kind=Certificate failed: not today');
  expect(await ok`get certificates.v1.certs.example.com new -o name`).toBe('certificate.certs.example.com/new\n');
  webhook().twist = right;
  expect(await ok`get certificates.v1beta1.certs.example.com new -o name`).toBe('certificate.certs.example.com/new\n');
});

it('goes with its definition', async () => {
  expect(await feed(...bundle('certificates'))`delete --timeout=20s -f -`).toContain('"certificates.certs.example.com" deleted');
  expect(await ok`get crd -o name`).not.toContain('example.com');
});
