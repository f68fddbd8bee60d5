/** Workflows: functions that are called one after the other, by what those before have answered (the minik8s document's Workflow). */
import { count, list, listBy, manifest, oneOf, record, ruled, text, time } from '../../custom/shapes';
import { forbidden, type FieldError } from '../../field-error';
import { comparisons, type CheckType } from '../../minik8s/comparisons';
import { workflowFaults } from '../../minik8s/workflow-rules';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { when } from '../checks';
import { same } from '../equality';
import { age, builtIn, named, ruledBy } from './kind';

export interface Workflow extends KubeObject {
  spec: WorkflowSpec;
  status?: WorkflowStatus;
}

export interface WorkflowSpec {
  /** JSON text, the input of the first node. */
  entryParams?: string;
  entryNodeName: string;
  workflowNodes?: WorkflowNode[];
}

export interface WorkflowNode {
  name: string;
  type: 'func' | 'choice';
  funcData?: WorkflowFuncData;
  choiceData?: WorkflowChoiceData;
}

export interface WorkflowFuncData {
  funcName: string;
  funcNamespace?: string;
  /** Empty: the end. */
  nextNodeName?: string;
}

export interface WorkflowChoiceData {
  checkType: CheckType;
  checkVarName: string;
  compareValue?: string;
  trueNextNodeName?: string;
  falseNextNodeName?: string;
}

/** Absent or empty: nobody has begun. */
export type WorkflowPhase = '' | 'running' | 'completed' | 'failed';

export interface WorkflowStatus {
  phase?: WorkflowPhase;
  result?: string;
  nodes?: WorkflowNodeStatus[];
  /** The node that is worked on, and its input. */
  currentNode?: string;
  value?: string;
  claim?: WorkflowClaim;
  startTime?: string;
  completionTime?: string;
  conditions?: meta.Condition[];
}

export interface WorkflowNodeStatus {
  name: string;
  type?: string;
  phase?: WorkflowPhase;
  startTime?: string;
  completionTime?: string;
  output?: string;
  message?: string;
  /** How often it was begun: more than once on a cycle. The rest is about the last time. */
  run?: number;
}

/** Who runs it. One that is not renewed is anybody's. */
export interface WorkflowClaim {
  holder: string;
  renewTime: string;
}

const next = (when: string) => text(`The node that follows${when}. Empty: the workflow ends.`);

const node = ruled(record('A function that is called, or a choice of what follows.', {
  name: { ...text('Its name.'), minLength: 1, maxLength: 253 },
  type: oneOf('What it is: func calls a function, choice compares a member of its input.', 'func', 'choice'),
  funcData: record('The function that is called with the input; what it answers is the input of the next node.', {
    funcName: { ...text('Its name.'), minLength: 1 },
    funcNamespace: text('Its namespace. Without it, that of the workflow.'),
    nextNodeName: next(''),
  }, ['funcName']),
  choiceData: record('What is compared. The input goes on as it is.', {
    checkType: oneOf('How it is compared: as numbers, or as texts, byte by byte.', ...Object.keys(comparisons)),
    checkVarName: { ...text('The member of the input that is compared.'), minLength: 1 },
    compareValue: text('What it is compared with.'),
    trueNextNodeName: next(' when it compares'),
    falseNextNodeName: next(' when it does not'),
  }, ['checkType', 'checkVarName']),
}, ['name', 'type']),
{ rule: "self.type == 'func' ? has(self.funcData) : has(self.choiceData)", message: 'func needs funcData, choice needs choiceData' });

const spec = record('What is called, and in which order.', {
  entryParams: text('The input of the first node, as JSON text.'),
  entryNodeName: { ...text('The first node.'), minLength: 1 },
  workflowNodes: { ...listBy('name', node, 'The nodes, in any order.'), maxItems: 1000 },
}, ['entryNodeName']);

/** What has begun goes on as it was begun (decision D-15). */
const faultsOf = ({ spec: wanted }: Workflow, old?: Workflow): FieldError[] => [
  ...workflowFaults(wanted, 'spec'),
  ...when(old?.status?.phase && !same(wanted, old.spec), () => forbidden('spec', 'the workflow has begun and may not be changed')),
];

export const workflows = ruledBy(builtIn<Workflow>(manifest(named('Workflow', 'workflows', 'wf'), 'Functions that are called one after the other, by what those before have answered.', spec, {
  status: {
    phase: text('How far it is: running, completed or failed. Empty until it begins.'),
    result: text('What the last function answered.'),
    nodes: list(record('What has become of a node.', {
      name: text('Its name.'),
      type: text('What it is: func or choice.'),
      phase: text('How far it is: running, completed or failed.'),
      startTime: time('When it began.'),
      completionTime: time('When it ended.'),
      output: text('What it handed on.'),
      message: text('Why it failed.'),
      run: count('How often it was begun: more than once on a cycle.'),
    }, ['name']), 'The nodes that were come to, in that order.'),
    currentNode: text('The node that is worked on.'),
    value: text('The input of the node that is worked on.'),
    claim: record('Who runs it just now, so that nobody else does.', { holder: text('Which controller.'), renewTime: time('When it said so last.') }, ['holder', 'renewTime']),
    startTime: time('When it began.'),
    completionTime: time('When it ended.'),
  },
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'How far it is: running, completed or failed.' },
    { name: 'Node', type: 'string', jsonPath: '.status.currentNode', description: 'The node that is worked on.' },
    { name: 'Result', type: 'string', jsonPath: '.status.result', description: 'What the last function answered.' },
    age,
  ],
})), faultsOf);
