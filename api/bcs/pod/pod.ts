/** A taskgroup as the Pod that it is (section 12.2 of the document's specification). */
import { labelFault } from '../../names';
import type { BcsApplication } from '../../kinds/bcs/bcsapplications';
import { apiVersion } from '../../kinds/bcs/kind';
import type * as core from '../../schema/types/core.v1';
import { bcsNameOf } from '../application';
import type { ApplicationDefinition, PodTemplate } from '../definition';
import { taskgroupId, type TaskgroupId } from '../ids';
import * as marks from '../marks';
import { labelName, objectName } from '../names';
import { isHostNetwork, wantedPorts } from '../ports';
import { requestedIp, requestIpLabel, type RequestedIp } from '../request-ips';
import { requestsOfEach } from '../resources';
import type { RestartHistory } from '../restarts';
import type { Timing } from '../timing';
import { containersOf } from './containers';
import { mountsOf } from './files';
import { keptAnnotations, keptLabels, labelsOf } from './metadata';
import { int32 } from './numbers';
import { isContainer, partsOf, type PodOrder } from './part';

/** The pod takes the place of another, and waits behind its gate until that has gone. */
export interface Succession {
  /** The other's name. */
  readonly predecessor: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  /** The id of the order by which it replaces the other. */
  readonly update?: string;
  /** Until then (milliseconds since 1970) only that node will do. */
  readonly retain?: { readonly node: string; readonly until: number };
  readonly restarts?: RestartHistory;
}

export interface PodOf {
  readonly application: BcsApplication;
  readonly definition: ApplicationDefinition;
  /** The id of the version that the definition is. */
  readonly version: string;
  readonly index: number;
  /** When it is made: a part of its id. */
  readonly nanos: string;
  readonly successor?: Succession;
}

/** How much of a definition stands in annotations: they have 256 KiB together. */
const mostAnnotated = 96 * 1024;
const mostParts = 256;

/** What a pod has no room for, though it makes sense. */
export function podFault(template: PodTemplate, constraint: ApplicationDefinition['constraint']): string | undefined {
  const { containers, processes } = template.spec;
  if (containers.length + processes.length > mostParts) return `there are more than ${mostParts} containers`;
  const told = Buffer.byteLength(JSON.stringify([constraint ?? null, wantedPorts(template)]));
  return told > mostAnnotated ? 'constraint and ports are too long' : undefined;
}

/** Throws for a definition without a template. The registry takes the pod of any that has no faults (`workloadFaults`). */
export function podOf(wanted: PodOf, timing: Timing): core.Pod {
  const { application, definition, index, nanos, successor } = wanted;
  const { spec: { template }, killPolicy: { gracePeriod } } = definition;
  if (!template) throw new Error('the definition has no template');
  const { name, namespace } = bcsNameOf(application);
  const id: TaskgroupId = { index, application: name, namespace, cluster: application.spec.cluster ?? '0', nanos };
  const order: PodOrder = { id, template, ports: wantedPorts(template), timing };
  const mounts = partsOf(template).map((part, i) => mountsOf(order, part, i));
  const volumes = mounts.flat().map(({ volume }) => volume);
  const hostname = hostnameOf(template, nanos);
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: metadataOf(wanted, order),
    spec: {
      schedulerName: marks.schedulerName, runtimeClassName: marks.executorClass, restartPolicy: 'Never',
      terminationGracePeriodSeconds: gracePeriod > 0 ? int32(gracePeriod) : 1,
      tolerations: [{ operator: 'Exists' }], automountServiceAccountToken: false, enableServiceLinks: false,
      ...(isHostNetwork(template) && { hostNetwork: true }),
      ...(hostname && { hostname }),
      ...(successor && { schedulingGates: [{ name: marks.successorGate }] }),
      ...(volumes.length && { volumes }),
      containers: containersOf(order, requestsOfEach(template), mounts),
    },
    status: {},
  };
}

function metadataOf({ application: { metadata }, definition, version, index, successor }: PodOf, { id, template, ports }: PodOrder): core.Pod['metadata'] {
  const labels = labelsOf(definition);
  const request = requestedIp(labels, { ...definition.metadata.annotations, ...template.metadata.annotations }, index);
  return {
    name: objectName(taskgroupId(id)), namespace: metadata.namespace,
    labels: {
      ...keptLabels({ ...labels, ...(typeof request === 'object' && { [requestIpLabel]: request.ip }) }),
      [marks.applicationLabel]: labelName(id.application), [marks.indexLabel]: String(index), [marks.versionLabel]: version,
    },
    annotations: {
      ...keptAnnotations(template.metadata.annotations),
      [marks.taskgroupAnnotation]: taskgroupId(id), [marks.namespaceAnnotation]: id.namespace,
      ...(ports.flat().length && { [marks.wantedPortsAnnotation]: JSON.stringify(ports) }),
      ...(definition.constraint && { [marks.constraintAnnotation]: JSON.stringify(definition.constraint) }),
      ...(request !== 'none' && { [marks.requestedIpAnnotation]: JSON.stringify(request === 'unfit' ? nowhere : request) }),
      ...(successor && successionMarks(successor)),
    },
    ownerReferences: [{ apiVersion, kind: 'BcsApplication', name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true }],
  };
}

/** Others of the application have an address and this one has none: no agent will do. */
const nowhere: RequestedIp = { ip: '', where: { attribute: '', patterns: [] } };

const successionMarks = ({ predecessor, notBefore, update, retain, restarts }: Succession): Record<string, string> => ({
  [marks.predecessorAnnotation]: predecessor,
  [marks.notBeforeAnnotation]: String(notBefore),
  ...(update !== undefined && { [marks.updateAnnotation]: update }),
  ...(retain && { [marks.retainAnnotation]: JSON.stringify(retain) }),
  ...(restarts && { [marks.restartsAnnotation]: JSON.stringify(restarts) }),
});

/** A pod has one for all of its containers: the first one's. The runtime adds the time. */
function hostnameOf(template: PodTemplate, nanos: string): string | undefined {
  const [first] = partsOf(template);
  if (!first || !isContainer(first) || !first.hostname || isHostNetwork(template)) return undefined;
  const hostname = `${first.hostname}-${nanos}`;
  return labelFault(hostname) === undefined ? hostname : undefined;
}
