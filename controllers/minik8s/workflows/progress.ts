/**
 * How far a workflow is, as its status says: pure steps from one status to the next. Choices are made on the way; a status that somebody else
 * can see stands at a function that has been begun, or at the end. So whoever takes over calls that function, and nothing before it.
 */
import { formatTime, omit, type meta, type minik8s } from '../../../api';
import { choose, type Fault } from './choose';

type Status = minik8s.WorkflowStatus;
type NodeStatus = minik8s.WorkflowNodeStatus;

/** Nodes that a workflow may begin, if it does not say how many: one that goes on so long is going round. */
const usualMostSteps = 1000;
/** A workflow says otherwise by this annotation. */
export const mostStepsAnnotation = 'minik8s.io/max-steps';

/** Of what is kept of an output beside the value that goes on. */
const keptOutput = 4096;
/** What goes on is kept in the status, which etcd takes up to 1.5 MiB of. */
const mostValueBytes = 256 * 1024;

export const isOver = ({ status }: minik8s.Workflow): boolean => status?.phase === 'completed' || status?.phase === 'failed';

export interface FunctionCall {
  readonly namespace: string;
  readonly name: string;
  readonly body: string;
}

/** The function that is to be called; undefined: the workflow is over. */
export function callOf({ metadata, spec, status }: minik8s.Workflow): FunctionCall | undefined {
  const data = status?.phase === 'running' ? nodeNamed(spec, status.currentNode)?.funcData : undefined;
  return data && { namespace: data.funcNamespace || metadata.namespace || '', name: data.funcName, body: status?.value ?? '' };
}

/** Begins, or goes on where somebody has left off. */
export function begun(workflow: minik8s.Workflow, now: number): Status {
  const { spec, status } = workflow;
  if (status?.phase !== 'running' || status.currentNode === undefined) {
    return onward(workflow, { phase: 'running', startTime: formatTime(now), currentNode: spec.entryNodeName, value: spec.entryParams ?? '' }, now);
  }
  // What waits has not been called: it is not begun once more.
  return waitingSince(status) === undefined ? onward(workflow, status, now) : status;
}

/** The function has answered. */
export function answered(workflow: minik8s.Workflow, json: string, now: number): Status {
  const status = withoutWaiting(workflow.status ?? {});
  const { currentNode = '' } = status;
  const bytes = Buffer.byteLength(json);
  if (bytes > mostValueBytes) return failed(status, { reason: 'AnswerTooLong', message: `the function has answered ${bytes} bytes; a workflow hands on up to ${mostValueBytes}` }, now);
  const next = nodeNamed(workflow.spec, currentNode)?.funcData?.nextNodeName ?? '';
  return onward(workflow, { ...withNode(status, currentNode, ended(json, now)), value: json, currentNode: next }, now);
}

/** Nothing comes of it. What the last function has answered is the result, as in the document (D-15). */
export function failed(status: Status, { reason, message }: Fault, now: number): Status {
  const { currentNode = '' } = status;
  const broken = status.nodes?.some(({ name }) => name === currentNode)
    ? withNode(status, currentNode, { phase: 'failed', completionTime: formatTime(now), message }) : status;
  return over({ ...broken, phase: 'failed', result: status.value ?? '' }, { type: 'Failed', reason, message: `node ${currentNode}: ${message}` }, now);
}

/** The function cannot be called just now. */
export function waiting(status: Status, { reason, message }: Fault, now: number): Status {
  return { ...withNode(status, status.currentNode ?? '', { message }), conditions: withCondition(status.conditions, { type: 'Waiting', reason, message }, now) };
}

/** Milliseconds since the epoch. */
export function waitingSince({ conditions = [] }: Status): number | undefined {
  const found = conditions.find(({ type }) => type === 'Waiting');
  return found && Date.parse(found.lastTransitionTime);
}

const withoutWaiting = (status: Status): Status => ({ ...status, ...(status.conditions && { conditions: status.conditions.filter(({ type }) => type !== 'Waiting') }) });

const nodeNamed = ({ workflowNodes = [] }: minik8s.WorkflowSpec, name: string | undefined): minik8s.WorkflowNode | undefined => workflowNodes.find((node) => node.name === name);

/** From choice to choice, to the next function or the end. */
function onward(workflow: minik8s.Workflow, from: Status, now: number): Status {
  const passed = new Set<string>();
  for (let status = from; ;) {
    const { currentNode = '', value = '' } = status;
    if (currentNode === '') return over({ ...omit(status, 'currentNode', 'value'), phase: 'completed', result: value }, { type: 'Complete', reason: 'Completed', message: '' }, now);
    const node = nodeNamed(workflow.spec, currentNode);
    if (!node) return failed(status, { reason: 'NodeNotFound', message: 'there is no such node' }, now);
    if (stepsOf(status) >= mostStepsOf(workflow)) return failed(status, tooManySteps(mostStepsOf(workflow)), now);
    status = withBeginning(status, node, now);
    if (node.type === 'func') return node.funcData ? status : failed(status, { reason: 'NoData', message: 'it does not say which function' }, now);
    // The value is what it was when the choice was made before.
    if (passed.has(currentNode)) return failed(status, { reason: 'EndlessCycle', message: 'choices lead round in a circle without a function between them' }, now);
    passed.add(currentNode);
    const choice = node.choiceData ? choose(node.choiceData, value) : { reason: 'NoData', message: 'it does not say what is to be compared' };
    if ('reason' in choice) return failed(status, choice, now);
    status = { ...withNode(status, currentNode, ended(String(choice.holds), now)), currentNode: choice.next };
  }
}

const stepsOf = ({ nodes = [] }: Status): number => nodes.reduce((sum, { run = 0 }) => sum + run, 0);

function mostStepsOf({ metadata }: minik8s.Workflow): number {
  const text = metadata.annotations?.[mostStepsAnnotation] ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : usualMostSteps;
}

const tooManySteps = (most: number): Fault =>
  ({ reason: 'TooManySteps', message: `the workflow has begun ${most} nodes and would begin another: it seems to go round for ever (the annotation ${mostStepsAnnotation} allows more)` });

function withBeginning(status: Status, { name, type }: minik8s.WorkflowNode, now: number): Status {
  const run = (status.nodes?.find((node) => node.name === name)?.run ?? 0) + 1;
  const fresh: NodeStatus = { name, type, phase: 'running', startTime: formatTime(now), run };
  const { nodes = [] } = status;
  return { ...status, nodes: run === 1 ? [...nodes, fresh] : nodes.map((node) => (node.name === name ? fresh : node)) };
}

/** What was said about the node before is said no more. */
const withNode = (status: Status, name: string, change: Partial<NodeStatus>): Status =>
  ({ ...status, nodes: (status.nodes ?? []).map((node) => (node.name === name ? { ...omit(node, 'message'), ...change } : node)) });

const ended = (output: string, now: number): Partial<NodeStatus> => ({
  phase: 'completed', completionTime: formatTime(now), output: output.slice(0, keptOutput),
  ...(output.length > keptOutput && { message: `the first ${keptOutput} of ${output.length} characters of its output` }),
});

const over = (status: Status, condition: Pick<meta.Condition, 'type' | 'reason' | 'message'>, now: number): Status =>
  ({ ...omit(status, 'claim'), completionTime: formatTime(now), conditions: withCondition(withoutWaiting(status).conditions, condition, now) });

function withCondition(conditions: readonly meta.Condition[] = [], condition: Pick<meta.Condition, 'type' | 'reason' | 'message'>, now: number): meta.Condition[] {
  const known = conditions.find(({ type }) => type === condition.type);
  const next: meta.Condition = { ...condition, status: 'True', lastTransitionTime: known?.lastTransitionTime ?? formatTime(now) };
  return [...conditions.filter(({ type }) => type !== condition.type), next];
}
