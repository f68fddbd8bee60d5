import { kindCalled } from './kinds';
import { manifestsOf } from '../manifests';
import { wireForm } from './wire';

const wired = (yaml: string): unknown => manifestsOf(yaml, 'f').map(({ kind, object }) => wireForm(kindCalled(kind), object))[0];

test('numbers where the API has texts, and the document spelling of the kind', () => {
  expect(wired(`{apiVersion: v1, kind: pod, metadata: {name: a, labels: {version: 2, old: no}}, spec: {containers: [{name: c, env: [{name: X, value: 5}], ports: [{containerPort: 80, hostPort: 8080}], resources: {limits: {cpu: 1}}}]}}`)).toEqual({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { version: '2', old: 'false' } },
    spec: { containers: [{ name: 'c', env: [{ name: 'X', value: '5' }], ports: [{ containerPort: '80', hostPort: '8080' }], resources: { limits: { cpu: 1 } } }] },
  });
  expect(wired('{apiVersion: v1, kind: DNS, metadata: {name: d}, spec: {host: h, paths: [{svcPort: 88}, {svcPort: "1"}]}}')).toMatchObject({ kind: 'Dns', spec: { paths: [{ svcPort: '88' }, { svcPort: '1' }] } });
  expect(wired('{apiVersion: v1, kind: ReplicaSet, metadata: {name: r}, spec: {template: {metadata: {labels: {v: 1}}, spec: {containers: [{ports: [{containerPort: 1}]}]}}}}')).toMatchObject({
    kind: 'Replicaset', spec: { template: { metadata: { labels: { v: '1' } }, spec: { containers: [{ ports: [{ containerPort: '1' }] }] } } },
  });
  expect(wired('{apiVersion: v1, kind: Workflow, metadata: {name: w}, spec: {workflowNodes: [{choiceData: {compareValue: 0}}, {funcData: {}}]}}')).toMatchObject({ spec: { workflowNodes: [{ choiceData: { compareValue: '0' } }, {}] } });
});

test('bytes are base64', () => {
  expect(wired('apiVersion: v1\nkind: JobFile\nmetadata: {name: j}\noutputFile: !!binary bWF4IGVycm9yOiAwCg==\nerrorFile: !!binary ""\n')).toMatchObject({ outputFile: 'bWF4IGVycm9yOiAwCg==', errorFile: '' });
});
