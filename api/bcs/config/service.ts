/**
 * BCS' services as Kubernetes holds them, and back. Nobody listens at an address of theirs: a service is a name for its taskgroups, so it is
 * headless. What Kubernetes understands of it is derived from what was sent, which is kept beside.
 */
import { same } from '../../kinds/equality';
import { portNameText } from '../../kinds/texts';
import type * as core from '../../schema/types/core.v1';
import { labelName } from '../names';
import { DefinitionFault, type Json, type Read } from '../reading';
import { readService, type ServiceDefinition } from './definitions';
import { heldMetadata, keptOriginal, objectIn, originalMetadata, validLabels } from './metadata';

type Port = ServiceDefinition['spec']['ports'][number];
type CorePort = Pick<core.ServicePort, 'name' | 'port' | 'protocol' | 'targetPort' | 'appProtocol'>;

/** Services have names that begin with a letter. */
export function serviceName(name: string): string {
  const label = labelName(name);
  return /^[a-z]/.test(label) ? label : labelName(`s\0${name}`);
}

/** `current`: as it is held; of a new one its metadata and an empty spec. */
export function heldService({ definition, original }: Read<ServiceDefinition>, current: core.Service): core.Service {
  const ports = heldPorts(definition.spec.ports);
  const spec = Object.keys(current.spec).length ? current.spec : { clusterIP: 'None' };
  return { ...current, metadata: heldMetadata(current.metadata, definition.metadata, original), spec: { ...spec, selector: heldSelector(definition.spec.selector), ports: ports.length ? ports : undefined } };
}

/** An update keeps what the service is called and its labels. */
export function replacedService({ definition, original }: Read<ServiceDefinition>, current: core.Service): core.Service {
  const { apiVersion, kind, metadata } = originalService(current);
  const { name, namespace, labels } = metadata as Json;
  const kept = { ...original, apiVersion, kind, metadata: { ...objectIn(original, 'metadata'), name, namespace, labels } };
  return heldService({ definition: { ...definition, metadata: { ...definition.metadata, labels: (labels ?? {}) as Record<string, string> } }, original: kept }, current);
}

/** All pairs must match: where one can be no label, no pod has it. */
function heldSelector(selector: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const valid = validLabels(selector);
  const names = Object.keys(selector);
  return names.length && names.length === Object.keys(valid).length ? { ...valid } : undefined;
}

const isPort = (port: number): boolean => port > 0 && port < 65_536;

/** Balancers listen on it for all that is HTTP. */
const httpPort = 80;

const protocols: Readonly<Record<string, CorePort['protocol']>> = { udp: 'UDP', sctp: 'SCTP' };

/** Of ports that are one to Kubernetes, the first. */
function heldPorts(ports: readonly Port[]): CorePort[] {
  const held: CorePort[] = [];
  for (const port of ports) {
    const next = heldPort(port, ports.length);
    if (next && !held.some((each) => each.name === next.name || (each.port === next.port && each.protocol === next.protocol))) held.push(next);
  }
  return held;
}

/** Where a taskgroup's port of the same name is; what has no such name is where it says. */
function heldPort({ name, protocol, servicePort, targetPort }: Port, among: number): CorePort | undefined {
  const said = protocol.toLowerCase();
  const port = isPort(servicePort) ? servicePort : said === 'http' ? httpPort : undefined;
  if (port === undefined) return undefined;
  const byNumber = isPort(targetPort) ? targetPort : port;
  return {
    ...(name ? { name: labelName(name) } : among > 1 && { name: `port-${port}` }),
    port, protocol: protocols[said] ?? 'TCP', targetPort: portNameText(name).length ? byNumber : name, ...(said === 'http' && { appProtocol: 'http' }),
  };
}

/** As it was sent; what has been changed with Kubernetes' API is as it stands there. */
export function originalService({ metadata, spec }: core.Service): Json {
  const original = keptOriginal(metadata);
  return { apiVersion: 'v4', kind: 'service', ...original, metadata: originalMetadata(metadata, original), spec: originalSpec(spec, original) };
}

function originalSpec(spec: core.ServiceSpec, original: Json): Json {
  const sent = sentSpec(original);
  const told = toldParts(spec);
  if (!sent) return { ...told, type: spec.type, clusterIP: spec.clusterIPs?.filter((address) => address !== 'None') ?? null };
  return {
    clusterIP: null, ...objectIn(original, 'spec'),
    ...(!same(heldSelector(sent.selector) ?? {}, spec.selector ?? {}) && { selector: told.selector }),
    ...(!same(heldPorts(sent.ports), (spec.ports ?? []).map(comparable)) && { ports: told.ports }),
  };
}

/** Undefined: nobody has sent one, or somebody has spoilt what was kept. */
function sentSpec(original: Json): ServiceDefinition['spec'] | undefined {
  if (!('spec' in original)) return undefined;
  try {
    return readService(JSON.stringify(original)).definition.spec;
  } catch (error) {
    if (error instanceof DefinitionFault) return undefined;
    throw error;
  }
}

/** Without what Kubernetes has added. */
const comparable = ({ name, port, protocol, targetPort, appProtocol }: core.ServicePort): CorePort => ({ name, port, protocol, targetPort, appProtocol });

const toldParts = ({ selector, ports = [] }: core.ServiceSpec): Json => ({
  selector: selector ?? {},
  ports: ports.map(({ name = '', port, protocol = 'TCP', targetPort, nodePort, appProtocol }) => ({
    name, path: '', protocol: appProtocol === 'http' ? appProtocol : protocol.toLowerCase(), servicePort: port,
    ...(typeof targetPort === 'number' && targetPort !== port && { targetPort }), ...(nodePort && { nodePort }),
  })),
});
