import { formatFieldError } from '../../field-error';
import type { ResourceDefinition } from '../../definition';
import type { KubeObject } from '../../object';
import { seededRandom } from '../../random';
import { decoded, examine } from '../testing/own-kinds';
import { minik8sKinds } from '.';
import { functions } from './functions';
import { workflows } from './workflows';

const all = minik8sKinds;
const context = { now: Date.UTC(2026, 0, 1), random: seededRandom(1) };
const condition = { type: 'Ready', status: 'True', reason: 'Fine', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
const time = '2026-01-01T00:00:00Z';

const full: Readonly<Record<string, object>> = {
  Dns: { spec: { host: 'shop.internal', paths: [{ subPath: '/cart', svcName: 'cart', svcPort: '88', svcIp: '10.96.0.7' }] }, status: { phase: 'Ready', updateTime: time, conditions: [condition] } },
  Function: {
    spec: {
      runtime: 'python', source: 'def main(p): return p', archivePath: '/home/ana/price', handler: 'main', minReplicas: 1, maxReplicas: 4, concurrency: 5, idleSeconds: 30, timeoutSeconds: 10,
      memoryMiB: 256, env: [{ name: 'A', value: 'b' }], network: true,
    },
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 1, desiredReplicas: 2, lastInvocationTime: time, contentHash: 'abc', conditions: [condition] },
  },
  JobFile: { userUploadFile: 'UEsDBA==', outputFile: 'b3V0', errorFile: 'ZXJy' },
  SlurmJob: {
    spec: {
      partition: 'a100', nTasks: 1, nTasksPerNode: 8, gpuNums: 2, submitDirectory: '/home/ana/saxpy', compileCommands: ['module list'], runCommands: ['./saxpy'], outputFile: 'saxpy.out', errorFile: 'saxpy.err',
      username: 'ana', password: 'x', script: { runtime: 'python', source: 'print(1)', timeoutSeconds: 5, memoryMiB: 64 },
    },
    status: {
      jobID: '1', partition: 'a100', account: 'acct', allocCPUS: '8', state: 'COMPLETED', exitCode: '0:0', output: ['a'], error: [], updateTime: time, startTime: time, completionTime: time, conditions: [condition],
    },
  },
  Workflow: {
    spec: {
      entryParams: '{}', entryNodeName: 'a',
      workflowNodes: [
        { name: 'a', type: 'func', funcData: { funcName: 'f', funcNamespace: 'default', nextNodeName: 'b' } },
        { name: 'b', type: 'choice', choiceData: { checkType: 'numGreaterAndEqualThan', checkVarName: 'x', compareValue: '1', trueNextNodeName: '', falseNextNodeName: '' } },
      ],
    },
    status: {
      phase: 'running', result: '{}', currentNode: 'b', value: '{}', startTime: time, completionTime: time, conditions: [condition],
      nodes: [{ name: 'a', type: 'func', phase: 'completed', startTime: time, completionTime: time, output: '{}', message: '', run: 1 }],
      claim: { holder: 'me', renewTime: time },
    },
  },
};

examine(all, full, ['spec', 'status', 'userUploadFile', 'outputFile', 'errorFile']);

test.each(all.map((definition) => [definition.kind, definition] as const))('%s is of the group that is behind all others', (kind, definition) => {
  expect(definition).toMatchObject({ group: 'minik8s.io', version: 'v1', scope: 'Namespaced', names: { categories: ['minik8s'] } });
  expect('status' in definition.subresources).toBe(kind !== 'JobFile');
});

test('a function has defaults, and what its runtime says is left open', () => {
  expect(decoded(functions as unknown as ResourceDefinition, { spec: { source: 'x' } })).toMatchObject({
    spec: { source: 'x', handler: 'main', minReplicas: 0, maxReplicas: 10, concurrency: 10, idleSeconds: 60, timeoutSeconds: 30, network: false },
  });
});

test('a status that a client sends is not stored', () => {
  const sent = decoded(workflows as unknown as ResourceDefinition, full.Workflow!);
  (workflows as unknown as ResourceDefinition).strategy.prepareForCreate?.(sent, context);
  expect(sent).not.toHaveProperty('status');
});

test.each<[string, object, string]>([
  ['Function', { spec: { source: 'x', archive: 'UEs=' } }, 'source and archive are two ways to say the same'],
  ['Function', { spec: { minReplicas: 4, maxReplicas: 3 } }, 'minReplicas must not be greater than maxReplicas'],
  ['Function', { spec: { runtime: 'cobol' } }, 'Unsupported value: "cobol"'],
  ['Function', { spec: { archive: '%' } }, 'must be of type byte'],
  ['Function', { spec: { handler: 'a b' } }, 'should match'],
  ['Function', { spec: { concurrency: 0 } }, 'greater than or equal to 1'],
  ['Function', {}, 'Required value'],
  ['Workflow', { spec: {} }, 'spec.entryNodeName: Required value'],
  ['Workflow', { spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func' }] } }, 'func needs funcData'],
  ['Workflow', { spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'loop' }] } }, 'Unsupported value: "loop"'],
  ['Workflow', { spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'f' } }, { name: 'a', type: 'func', funcData: { funcName: 'f' } }] } }, 'Duplicate value'],
  ['Workflow', { spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'choice', choiceData: { checkType: 'numAlmost', checkVarName: 'x' } }] } }, 'Unsupported value: "numAlmost"'],
  ['Workflow', { spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'f', nextNodeName: 'b' } }] } }, 'spec.workflowNodes[0].funcData.nextNodeName: Not found: "b"'],
  ['Dns', { spec: { host: 'a b' } }, 'should match'],
  ['Dns', { spec: { host: 'a.b', paths: [{ subPath: '/', svcName: 's', svcPort: 'http' }] } }, 'should match'],
  ['SlurmJob', { spec: { nTasks: -1 } }, 'greater than or equal to 0'],
  ['SlurmJob', { spec: { script: {} } }, 'spec.script.source: Required value'],
  ['JobFile', { outputFile: 'not base64!' }, 'must be of type byte'],
])('refuses a %s of %j', (kind, fields, fault) => {
  const definition = all.find((one) => one.kind === kind)!;
  expect(definition.strategy.validate?.(decoded(definition, fields)).map(formatFieldError).join('\n')).toContain(fault);
});

test('a workflow that has begun may not be changed, but for what is said about it', () => {
  const definition = all.find(({ kind }) => kind === 'Workflow')!;
  const stored = decoded(definition, full.Workflow!);
  const changed = (more: object): string[] => (definition.strategy.validateUpdate?.({ ...stored, ...more } as KubeObject, stored) ?? []).map(formatFieldError);
  const spec = { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'g' } }] };
  expect(changed({ spec })).toEqual(['spec: Forbidden: the workflow has begun and may not be changed']);
  expect(changed({ metadata: { ...stored.metadata, labels: { a: 'b' } } })).toEqual([]);
});
