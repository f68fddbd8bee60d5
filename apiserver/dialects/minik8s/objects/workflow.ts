/** Workflow: functions that are called one after the other. */
import { ApiError, kinds, type minik8s } from '../../../../api';
import { storedMeta, withSentMeta, writtenMeta } from '../mapping/metadata';
import { minik8sObject, set } from '../mapping/same-object';
import { isUnset } from '../mapping/remembered';
import { BadValue, list, struct, text, type Of } from '../shape';
import { header } from './common';
import { entity } from './entity';

const status = struct({ phase: text, result: text });
type WorkflowStatus = Of<typeof status>;

const node = struct({
  name: text, type: text,
  funcData: struct({ funcName: text, funcNamespace: text, nextNodeName: text }),
  choiceData: struct({ checkType: text, checkVarName: text, compareValue: text, trueNextNodeName: text, falseNextNodeName: text }),
});

const spec = struct({ entryParams: text, entryNodeName: text, workflowNodes: list(node) });
type Spec = Of<typeof spec>;

const shape = struct({ ...header, spec, status });
export type Workflow = Of<typeof shape>;

const storedSpec = ({ entryParams, entryNodeName = '', workflowNodes = [] }: Spec): minik8s.WorkflowSpec => ({
  ...set({ entryParams }), entryNodeName,
  workflowNodes: workflowNodes.map(({ name = '', type = '', funcData, choiceData }) =>
    ({ name, type, ...(!isUnset(funcData) && { funcData }), ...(!isUnset(choiceData) && { choiceData }) }) as minik8s.WorkflowNode),
});

const phases = ['running', 'completed', 'failed'] as const;

function phaseIn(text: string): (typeof phases)[number] {
  const phase = phases.find((each) => each === text);
  if (!phase) throw new BadValue('status.phase', `unknown phase ${JSON.stringify(text.slice(0, 64))}`);
  return phase;
}

/** What has begun goes on as it began (D-15). */
function replace(current: minik8s.Workflow, { metadata, spec: sent }: Workflow): minik8s.Workflow {
  const begun = current.status?.phase;
  if (begun) throw ApiError.conflict({ group: current.apiVersion.split('/')[0] ?? '', plural: 'workflows' }, current.metadata.name ?? '', `the workflow has begun: it is ${begun}`);
  return { ...withSentMeta(current, metadata), ...(sent && { spec: storedSpec(sent) }) };
}

/** The members that say something. */
const report = (current: minik8s.Workflow, { phase, result }: WorkflowStatus): minik8s.Workflow =>
  ({ ...current, status: { ...current.status, ...(phase && { phase: phaseIn(phase) }), ...set({ result }) } });

export const workflow = entity<minik8s.Workflow, Workflow, WorkflowStatus>({
  kind: 'Workflow', definition: kinds.workflows, shape, statusShape: status,
  texts: {
    unparsable: 'AddWorkFlow', nameEmpty: 'AddWorkFlow: name is empty', exists: 'AddWorkFlow: already exists', missing: 'GetWorkFlow: not found',
    created: 'AddWorkFlow: success', updated: 'UpdateWorkFlow: success', reported: 'UpdateWorkFlowStatus: success',
  },
  toStored: ({ metadata = {}, spec: written = {} }) => ({ ...minik8sObject('Workflow'), metadata: storedMeta(metadata), spec: storedSpec(written) }),
  fromStored: ({ metadata, spec: { entryParams, entryNodeName, workflowNodes }, status: { phase, result } = {} }, { failedPhase }) => ({
    apiVersion: 'v1', kind: 'Workflow', metadata: writtenMeta(metadata), spec: { entryParams, entryNodeName, workflowNodes },
    status: { phase: phase === 'failed' && !failedPhase ? 'completed' : phase, result },
  }),
  replace, report,
});
