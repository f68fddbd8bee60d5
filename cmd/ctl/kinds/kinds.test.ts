/** The columns of the document, on its objects. */
import type { Fields } from '../member';
import { kindCalled, kinds } from '.';

const now = Date.parse('2024-03-01T10:01:05Z');

const shown = (called: string, object: Fields): Record<string, string> => Object.fromEntries(kindCalled(called).columns.map(({ name, cell }) => [name, cell(object, now)]));

const metadata = { namespace: 'shop', name: 'x' };

test.each<[string, Fields, Record<string, string>]>([
  ['node', { metadata: { name: 'x' }, status: { condition: 'Ready', ip: '10.20.0.11', cpuPercent: 37.46, memPercent: 61 } }, { Kind: 'node', Name: 'x', Status: 'Ready', IP: '10.20.0.11', CPU: '37.5%', Memory: '61.0%' }],
  ['pod', { metadata, spec: { nodeName: 'n1' }, status: { phase: 'Terminating', podIP: '10.32.0.7', containerStatuses: [{ startedAt: '2024-03-01T08:00:00Z' }] } },
    { Kind: 'pod', Namespace: 'shop', Name: 'x', Status: 'Terminating', IP: '10.32.0.7', RunTime: '2h1m5s', Node: 'n1' }],
  ['pods', { metadata, status: { phase: 'Pending', containerStatuses: null } }, { Kind: 'pod', Namespace: 'shop', Name: 'x', Status: 'Pending', IP: '', RunTime: 'Not Created Yet', Node: '' }],
  ['po', { metadata, status: { containerStatuses: [{ StartedAt: '2024-03-01T10:01:00Z' }] } }, { Kind: 'pod', Namespace: 'shop', Name: 'x', Status: '', IP: '', RunTime: '5s', Node: '' }],
  ['pod', { metadata, status: { containerStatuses: [{ startedAt: '0001-01-01T00:00:00Z' }] } }, { Kind: 'pod', Namespace: 'shop', Name: 'x', Status: '', IP: '', RunTime: 'Not Created Yet', Node: '' }],
  ['Service', { metadata, Spec: { ClusterIP: '192.168.40.12' } }, { Kind: 'service', Namespace: 'shop', Name: 'x', ClusterIP: '192.168.40.12' }],
  ['job', { metadata, status: { state: 'COMPLETED' } }, { Kind: 'job', Namespace: 'shop', Name: 'x', Status: 'COMPLETED' }],
  ['ReplicaSet', { metadata, status: { replicas: 3, readyReplicas: 2 } }, { Kind: 'replicaset', Namespace: 'shop', Name: 'x', 'Cur/Expect replica': '2/3' }],
  ['rs', { metadata }, { Kind: 'replicaset', Namespace: 'shop', Name: 'x', 'Cur/Expect replica': '0/0' }],
  ['dns', { metadata, status: { phase: '' } }, { Kind: 'dns', Namespace: 'shop', Name: 'x', Status: 'Unknown' }],
  ['HPA', { metadata, spec: { metrics: { cpuPercent: 0.4, memPercent: 0.6 } }, status: { curCPUPercent: 0.18, curMemPercent: 0.333 } }, { Kind: 'hpa', Namespace: 'shop', Name: 'x', 'CurMem/TargetMem': '33.3%/60.0%', 'CurCpu/TargetCpu': '18.0%/40.0%' }],
  ['function', { metadata, spec: { userUploadFilePath: '/home/ana/price' } }, { Kind: 'function', Namespace: 'shop', Name: 'x', FilePath: '/home/ana/price' }],
  ['wf', { metadata, status: { phase: 'completed', result: '{"amount": 95}' } }, { Kind: 'workflow', Namespace: 'shop', Name: 'x', Phase: 'completed', Result: '{"amount": 95}' }],
])('%s %j', (called, object, expected) => {
  expect(shown(called, object)).toEqual(expected);
});

test('no two kinds are called the same', () => {
  const names = kinds.flatMap(({ kind, names: others }) => [kind.toLowerCase(), ...others]);
  expect(new Set(names).size).toBe(names.length);
});
