import type { minik8s } from '../../../api';
import { answered, begun, callOf, failed, mostStepsAnnotation, waiting, waitingSince } from './progress';

const at = Date.UTC(2026, 0, 1);
const time = '2026-01-01T00:00:00Z';

const func = (name: string, nextNodeName = '', funcNamespace?: string): minik8s.WorkflowNode => ({ name, type: 'func', funcData: { funcName: `f-${name}`, nextNodeName, funcNamespace } });
const choice = (name: string, checkType: minik8s.WorkflowChoiceData['checkType'], checkVarName: string, compareValue: string, yes = '', no = ''): minik8s.WorkflowNode =>
  ({ name, type: 'choice', choiceData: { checkType, checkVarName, compareValue, trueNextNodeName: yes, falseNextNodeName: no } });

const workflow = (nodes: minik8s.WorkflowNode[], entryParams = '{"n":5,"s":"b"}', annotations = {}): minik8s.Workflow => ({
  apiVersion: 'minik8s.io/v1', kind: 'Workflow', metadata: { name: 'w', namespace: 'shop', annotations },
  spec: { entryParams, entryNodeName: nodes[0]?.name ?? '', workflowNodes: nodes },
});
const as = (of: minik8s.Workflow, status: minik8s.WorkflowStatus): minik8s.Workflow => ({ ...of, status });
/** What became of it: `b: NotAnObject`, `completed {"n":5}`, or what is called. */
const outcome = (of: minik8s.Workflow): string => {
  const { phase, result, conditions, currentNode } = of.status ?? {};
  const call = callOf(of);
  if (call) return `${call.namespace}/${call.name}(${call.body})`;
  return phase === 'failed' ? `failed ${currentNode ?? ''}: ${conditions?.[0]?.reason ?? ''}` : `${phase ?? ''} ${result ?? ''}`;
};
const begin = (of: minik8s.Workflow): minik8s.Workflow => as(of, begun(of, at));
const answer = (of: minik8s.Workflow, json: string): minik8s.Workflow => as(of, answered(of, json, at));
const nodesOf = ({ status }: minik8s.Workflow): string[] => (status?.nodes ?? []).map(({ name, phase, output, run }) => `${name} ${phase ?? ''} ${run ?? 0} ${output ?? ''}`);

test.each<[string, minik8s.WorkflowNode[], string | undefined, string]>([
  ['a function', [func('a')], undefined, 'shop/f-a({"n":5,"s":"b"})'],
  ['one of another namespace', [func('a', '', 'other')], undefined, 'other/f-a({"n":5,"s":"b"})'],
  ['no parameters', [func('a')], '', 'shop/f-a()'],
  ['a choice that holds', [choice('a', 'numEqual', 'n', '5', 'b', 'c'), func('b'), func('c')], undefined, 'shop/f-b({"n":5,"s":"b"})'],
  ['one that does not', [choice('a', 'strGreaterThan', 's', 'b', 'b', 'c'), func('b'), func('c')], undefined, 'shop/f-c({"n":5,"s":"b"})'],
  ['a choice that leads to the end', [choice('a', 'numLessThan', 'n', '6')], undefined, 'completed {"n":5,"s":"b"}'],
  ['choices one after another', [choice('a', 'numLessThan', 'n', '6', 'b'), choice('b', 'strEqual', 's', 'b', 'c'), func('c')], undefined, 'shop/f-c({"n":5,"s":"b"})'],
  ['a member that is not there', [choice('a', 'numEqual', 'm', '1')], undefined, 'failed a: MemberNotFound'],
  ['a member of the language', [choice('a', 'strEqual', 'toString', '1')], undefined, 'failed a: MemberNotFound'],
  ['a text to be compared as a number', [choice('a', 'numEqual', 's', '1')], undefined, 'failed a: WrongType'],
  ['a number to be compared as a text', [choice('a', 'strEqual', 'n', '1')], undefined, 'failed a: WrongType'],
  ['a list', [choice('a', 'numEqual', 'n', '1')], '[1]', 'failed a: NotAnObject'],
  ['no JSON', [choice('a', 'numEqual', 'n', '1')], '{', 'failed a: NotAnObject'],
  ['an empty input', [choice('a', 'numEqual', 'n', '1')], '', 'failed a: NotAnObject'],
  ['choices that lead round', [choice('a', 'numEqual', 'n', '5', 'b'), choice('b', 'numEqual', 'n', '5', 'a')], undefined, 'failed a: EndlessCycle'],
  ['a node that is not there', [choice('a', 'numEqual', 'n', '5', 'x')], undefined, 'failed x: NodeNotFound'],
  ['a function without its name', [{ name: 'a', type: 'func' }], undefined, 'failed a: NoData'],
  ['a choice without its question', [{ name: 'a', type: 'choice' }], undefined, 'failed a: NoData'],
])('%s', (_, nodes, entryParams, expected) => expect(outcome(begin(workflow(nodes, entryParams)))).toBe(expected));

test('an answer is the input of the next function, and the last one the result', () => {
  const first = begin(workflow([func('a', 'b'), choice('b', 'numGreaterAndEqualThan', 'amount', '100', 'c', 'd'), func('c', 'd'), func('d')]));
  expect(first.status).toEqual({
    phase: 'running', startTime: time, currentNode: 'a', value: '{"n":5,"s":"b"}', nodes: [{ name: 'a', type: 'func', phase: 'running', startTime: time, run: 1 }],
  });
  const second = answer(first, '{"amount": 99}');
  expect(outcome(second)).toBe('shop/f-d({"amount": 99})');
  expect(nodesOf(second)).toEqual(['a completed 1 {"amount": 99}', 'b completed 1 false', 'd running 1 ']);
  const third = answer(second, '"sent"');
  expect(third.status).toMatchObject({
    phase: 'completed', result: '"sent"', completionTime: time, conditions: [{ type: 'Complete', status: 'True', reason: 'Completed', lastTransitionTime: time, message: '' }],
  });
  expect([third.status?.currentNode, third.status?.value, third.status?.claim]).toEqual([undefined, undefined, undefined]);
  expect(nodesOf(third)).toEqual(['a completed 1 {"amount": 99}', 'b completed 1 false', 'd completed 1 "sent"']);
});

test('whoever takes over begins the function anew that was under way, and nothing before it', () => {
  const second = answer(begin(workflow([func('a', 'b'), func('b')])), '1');
  expect(nodesOf(begin(second))).toEqual(['a completed 1 1', 'b running 2 ']);
  expect(outcome(begin(second))).toBe('shop/f-b(1)');
});

test('that somebody says it runs is not yet a beginning', () => {
  expect(outcome(begin(as(workflow([func('a')]), { phase: 'running' })))).toBe('shop/f-a({"n":5,"s":"b"})');
});

test('a function that is waited for has not been begun again', () => {
  const second = answer(begin(workflow([func('a', 'b'), func('b')])), '1');
  const held = as(second, waiting(second.status!, { reason: 'FunctionNotFound', message: 'not there' }, at));
  expect(waitingSince(held.status!)).toBe(at);
  expect(held.status?.nodes?.[1]?.message).toBe('not there');
  const later = as(held, waiting(begun(held, at + 5000), { reason: 'FunctionUnavailable', message: 'busy' }, at + 5000));
  expect(waitingSince(later.status!)).toBe(at);
  expect(nodesOf(later)).toEqual(['a completed 1 1', 'b running 1 ']);
  const done = answer(later, '2');
  expect(done.status?.conditions?.map(({ type }) => type)).toEqual(['Complete']);
  expect(done.status?.nodes?.[1]?.message).toBeUndefined();
});

test('a failure leaves what was answered last', () => {
  const second = answer(begin(workflow([func('a', 'b'), func('b')])), '1');
  const broken = failed(second.status!, { reason: 'FunctionFailed', message: 'Error: no' }, at);
  expect(broken).toMatchObject({
    phase: 'failed', currentNode: 'b', value: '1', result: '1', completionTime: time, conditions: [{ type: 'Failed', status: 'True', reason: 'FunctionFailed', message: 'node b: Error: no' }],
    nodes: [{ name: 'a', phase: 'completed' }, { name: 'b', phase: 'failed', message: 'Error: no', completionTime: time }],
  });
});

test('a cycle that is left', () => {
  let now = begin(workflow([func('a', 'b'), choice('b', 'numLessThan', 'n', '3', 'a')]));
  for (let n = 1; n <= 3; n++) now = answer(now, `{"n":${n}}`);
  expect(outcome(now)).toBe('completed {"n":3}');
  expect(nodesOf(now)).toEqual(['a completed 3 {"n":3}', 'b completed 3 false']);
});

test('a cycle that is not left', () => {
  let [now, answers] = [begin(workflow([func('a', 'b'), choice('b', 'numLessThan', 'n', '3', 'a')], '', { [mostStepsAnnotation]: '7' })), 0];
  for (; callOf(now); answers++) now = answer(now, '{"n":1}');
  expect([answers, outcome(now)]).toEqual([4, 'failed b: TooManySteps']);
  expect(now.status?.conditions?.[0]?.message).toContain('has begun 7 nodes');
});

test('without an annotation there are a thousand steps', () => {
  let [now, answers] = [begin(workflow([func('a', 'b'), choice('b', 'numLessThan', 'n', '3', 'a')], '', { [mostStepsAnnotation]: 'many' })), 0];
  for (; callOf(now); answers++) now = answer(now, '{"n":1}');
  expect(answers).toBe(500);
});

test('long outputs', () => {
  const long = JSON.stringify('x'.repeat(10_000));
  const now = answer(begin(workflow([func('a', 'b'), func('b')])), long);
  expect(callOf(now)?.body).toBe(long);
  expect(now.status?.nodes?.[0]).toMatchObject({ output: long.slice(0, 4096), message: 'the first 4096 of 10002 characters of its output' });
  expect(outcome(answer(now, JSON.stringify('x'.repeat(300_000))))).toBe('failed b: AnswerTooLong');
});
