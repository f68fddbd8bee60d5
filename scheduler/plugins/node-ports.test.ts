import type { core } from '../../api';
import { cycleOf, info, nodeInfo } from '../testing/objects';
import { nodePorts } from './node-ports';

const plugin = nodePorts();
const taken = { code: 'Unschedulable', reasons: ["node(s) didn't have free ports for the requested pod ports"] };
const using = (...ports: Partial<core.ContainerPort>[]): Partial<core.PodSpec> =>
  ({ containers: [{ name: 'c', ports: ports.map((port) => ({ containerPort: 80, ...port })) }] });

test.each([
  ['the same port', using({ hostPort: 80 }), using({ hostPort: 80 }), true],
  ['another port', using({ hostPort: 80 }), using({ hostPort: 81 }), false],
  ['another protocol', using({ hostPort: 80 }), using({ hostPort: 80, protocol: 'UDP' }), false],
  ['another address', using({ hostPort: 80, hostIP: '10.0.0.1' }), using({ hostPort: 80, hostIP: '10.0.0.2' }), false],
  ['every address includes one', using({ hostPort: 80, hostIP: '10.0.0.1' }), using({ hostPort: 80, hostIP: '0.0.0.0' }), true],
  ['one of several', using({ hostPort: 1 }, { hostPort: 2 }), using({ hostPort: 2 }), true],
])('%s', (_, wanted, used, collides) => {
  const node = nodeInfo({}, [info({ name: 'other', spec: used })]);
  expect(plugin.filter?.(cycleOf({ spec: wanted }), node)).toEqual(collides ? taken : undefined);
});

test('pods without host ports are skipped', () => expect(plugin.preFilter?.(cycleOf({ spec: using({}) }))).toMatchObject({ code: 'Skip' }));

test('ports of sidecars count', () => {
  const spec = { initContainers: [{ ...using({ hostPort: 80 }).containers?.[0], name: 'side', restartPolicy: 'Always' }] };
  expect(info({ spec }).hostPorts).toEqual([{ ip: '0.0.0.0', protocol: 'TCP', port: 80 }]);
});

test('only a pod that held the port helps by going', () => {
  const wake = plugin.wakeOn?.find((rule) => rule.subject === 'AssignedPod');
  if (wake?.subject !== 'AssignedPod') throw new Error('no rule for assigned pods');
  const waiting = info({ spec: using({ hostPort: 80 }) });
  const helps = (spec: Partial<core.PodSpec>) => wake.helps?.(waiting, { subject: 'AssignedPod', kinds: ['PodGone'], pod: info({ spec }) });
  expect([helps(using({ hostPort: 80 })), helps(using({ hostPort: 81 }))]).toEqual([true, false]);
});
