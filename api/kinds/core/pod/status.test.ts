import { formatFieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { context, create } from '../../testing/apply';
import { pods } from '../pods';

const pod = (spec: object = {}, status: object = {}): core.Pod => {
  const made = create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'main', image: 'i', resources: { requests: { cpu: '1' } } }], ...spec } });
  return { ...made, status: { ...made.status, ...status } };
};

function write(status: object, old = pod()): { stored: core.Pod; faults: string[] } {
  const { status: view } = pods.subresources;
  if (view?.type !== 'view') throw new Error('no view');
  const stored = view.prepareForUpdate({ ...old, status: { ...old.status, ...status } }, old, context);
  return { stored, faults: (view.validateUpdate?.(stored, old) ?? []).map(formatFieldError) };
}

const ended = (name: string, exitCode: number): object => ({ name, state: { terminated: { exitCode } } });
const runs = (name: string): object => ({ name, state: { running: {} } });
const revived = ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'];
const rules = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'i', restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [3] } }] }] };

describe('a container that ended', () => {
  test.each<[string, object, number, string[]]>([
    ['runs again where all do', {}, 0, []],
    ['stays', { restartPolicy: 'Never' }, 1, revived],
    ['stays when it was successful', { restartPolicy: 'OnFailure' }, 0, revived],
    ['runs again when it failed', { restartPolicy: 'OnFailure' }, 1, []],
    ['runs again by its own rule', rules, 3, []],
    ['stays without a rule', rules, 4, revived],
  ])('%s', (_, spec, exitCode, faults) =>
    expect(write({ containerStatuses: [runs('main')] }, pod(spec, { containerStatuses: [ended('main', exitCode)] })).faults).toEqual(faults));
});

test.each<[string, object, core.Pod, string[]]>([
  ['conditions', { conditions: [{ type: 'a b', status: 'True', observedGeneration: -1 }] }, pod(), [
    'status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer',
    expect.stringContaining('status.conditions[0].Type: Invalid value: "a b": name part must consist of') as string]],
  ['nomination', { nominatedNodeName: 'n2' }, pod({ nodeName: 'n1' }), ['status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node']],
  ['class', { qosClass: 'BestEffort' }, pod(), ['status.qosClass: Invalid value: "BestEffort": field is immutable']],
  ['claims', { resourceClaimStatuses: [{ name: 'a' }, { name: 'a' }] }, pod(), [
    ...[0, 1].map((i) => `status.resourceClaimStatuses[${i}].name: Invalid value: "a": must match the name of an entry in \`spec.resourceClaims\``),
    'status.resourceClaimStatuses[1].name: Duplicate value: "a"']],
  ['addresses', { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], hostIP: '10.0.0.3', hostIPs: [{ ip: 'x' }] }, pod(), [
    'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    'status.hostIPs[0].ip: Invalid value: "x": must be equal to `hostIP`', 'status.hostIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ['users', { containerStatuses: [{ name: 'main', user: { linux: { uid: -1, gid: 0 } } }] }, pod(), ['status.containerStatuses[0].linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive']],
  ['resources', { containerStatuses: [{ name: 'main', allocatedResourcesStatus: [{ name: 'gpu', resources: [{ resourceID: 'a', health: 'Ill' }, { resourceID: 'a', health: 'Healthy' }] }] }] }, pod(), [
    "status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: \"gpu\": must match one of the container's resource requests",
    'status.containerStatuses[0].allocatedResourcesStatus[0].resources[0].health: Unsupported value: "Ill": supported values: "Healthy", "Unhealthy", "Unknown"',
    'status.containerStatuses[0].allocatedResourcesStatus[0].resources[1].resourceID: Duplicate value: "a"']],
])('%s', (_, status, old, faults) => expect(write(status, old).faults).toEqual(faults));

test('what a writer does not know stays as it was', () => {
  const old = pod({}, { observedGeneration: 3, conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 }] });
  expect(write({ observedGeneration: undefined, qosClass: undefined, conditions: [{ type: 'Ready', status: 'False' }] }, old).stored.status).toMatchObject({
    observedGeneration: 3, qosClass: 'Burstable', conditions: [{ status: 'False', observedGeneration: 2 }] });
});

test('quantities are counted in thousandths', () => {
  expect(pod({ containers: [{ name: 'main', image: 'i', resources: { requests: { cpu: '100u', memory: '1500u' } } }] }).spec.containers[0]?.resources?.requests).toEqual({ cpu: '1m', memory: '2m' });
});
