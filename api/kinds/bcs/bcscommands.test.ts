import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import { decoded, examine } from '../testing/own-kinds';
import { bcscommands } from './bcscommands';

const definition = bcscommands as unknown as ResourceDefinition;
const condition = { type: 'Done', status: 'True', reason: 'Fine', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
const full = {
  spec: {
    id: 'Application-ns-web-1', commandTargetRef: { kind: 'Application', name: 'web', namespace: 'ns', image: 'nginx' }, taskgroups: ['0.web.ns.10001.7'], command: ['ps', '-aux'], env: ['A=b'], user: 'root',
    workingDir: '/', privileged: true, reserveTime: 5,
  },
  status: {
    taskgroups: [{ taskgroupId: '0.web.ns.10001.7', pod: 'p', tasks: [{ taskId: '7.0.0.web.ns.10001', container: 'c0', status: 'finish', message: 'm', begun: 1, commInspect: { exitCode: 1, stdout: 'a', stderr: 'b' } }] }],
    conditions: [condition],
  },
};

examine([definition], { BcsCommand: full }, ['spec', 'status']);

const faultsOf = (spec: object): string[] => {
  const { object, faults } = definition.schema.decode({ apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsCommand', metadata: { name: 'c', namespace: 'ns' }, spec });
  return [...faults, ...(faults.length ? [] : (definition.strategy.validate?.(object) ?? []).map((fault) => formatFieldError(fault)))];
};

test.each([
  [{}],
  [{ commandTargetRef: { kind: 'Application', name: 'web' } }],
  [{ commandTargetRef: { kind: 'Application', name: 'web' }, command: [] }],
  [{ commandTargetRef: { kind: 'Pod', name: 'web' }, command: ['ps'] }],
  [{ commandTargetRef: { kind: 'Application' }, command: ['ps'] }],
  [{ commandTargetRef: { kind: 'Application', name: 'web' }, command: ['ps'], reserveTime: -1 }],
])('%j is refused', (spec) => expect(faultsOf(spec)).not.toEqual([]));

test('what is run is not changed', () => {
  const before = decoded(definition, full);
  const after = { ...before, spec: { ...full.spec, command: ['other'] } };
  expect(definition.strategy.validateUpdate?.(after, before).map(formatFieldError)).toEqual(['spec: Forbidden: a command may not be changed: send another']);
  expect(definition.strategy.validateUpdate?.(before, before)).toEqual([]);
});
