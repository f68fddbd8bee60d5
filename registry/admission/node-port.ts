/**
 * Gives services the ports of the nodes that they name, or some, and takes them back
 * (kubernetes pkg/registry/core/service/storage/alloc.go).
 */
import { ApiError, fieldError, kinds, type core, type FieldError, type Random } from '../../api';
import type { Admission, Attempt } from '../admission';
import { dynamicPort, inPortRange, portRangeText, portsInTurn } from './node-port-range';
import { claimantOf, isService, ServiceClaims, type Claimant, type ServiceAttempt, type ServiceClaimsOptions } from './service-claims';

const randomTries = 8;

const usesNodePorts = ({ spec: { type } }: core.Service): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Those of a balancer may do without. */
const needsNodePorts = ({ spec }: core.Service): boolean => spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;

/** Balancers that pick nodes with local pods ask the nodes. */
const needsHealthCheck = ({ spec }: core.Service): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

function nodePortsOf(service: core.Service | undefined): number[] {
  if (!service) return [];
  const { ports = [], healthCheckNodePort } = service.spec;
  return [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort].flatMap((port) => port || []);
}

export interface NodePortOptions extends ServiceClaimsOptions {
  readonly random: Random;
}

export function nodePort(options: NodePortOptions): Admission {
  const claims = new ServiceClaims(options, 'servicenodeports', (service) => nodePortsOf(service).map(String));
  const allocations = new WeakMap<Attempt, Allocation>();

  /** What the end of an attempt leaves to others. */
  function freed(attempt: ServiceAttempt, settlement: string): readonly number[] {
    if (settlement === 'failed') return allocations.get(attempt)?.claimed ?? [];
    const still = settlement === 'deleted' ? [] : nodePortsOf(attempt.object);
    return nodePortsOf(attempt.old).filter((port) => !still.includes(port));
  }

  return {
    name: 'NodePort',
    kinds: [kinds.services],
    async allocate(attempt) {
      if (!isService(attempt) || !attempt.object || !usesNodePorts(attempt.object)) return;
      const allocation = new Allocation(attempt.dryRun ? new Pretended(claims) : new Real(claims, claimantOf(attempt)), options.random);
      allocations.set(attempt, allocation);
      await assignPorts(attempt.object, attempt.old, allocation);
      await assignHealthCheck(attempt.object, attempt.old, allocation);
    },
    async settled(attempt, settlement) {
      if (!isService(attempt) || (settlement === 'failed' && attempt.dryRun)) return;
      for (const port of freed(attempt, settlement)) await claims.release(String(port), claimantOf(attempt));
    },
  };
}

/** Ports that are named come first, so that none of them is given to another. */
async function assignPorts(service: core.Service, old: core.Service | undefined, allocation: Allocation): Promise<void> {
  const ports = service.spec.ports ?? [];
  const kept = nodePortsOf(old);
  /** One port in several protocols is one port of the nodes; upstream looks at that when a service is made, not when it changes. */
  const shared = new Map<number, number>();
  const isOurs = ({ port, nodePort = 0 }: core.ServicePort): boolean =>
    kept.includes(nodePort) || (old ? allocation.claimed.includes(nodePort) : shared.get(port) === nodePort);
  for (const [i, port] of ports.entries()) {
    if (!port.nodePort) continue;
    const fault = isOurs(port) ? undefined : await allocation.take(port.nodePort);
    if (fault) throw refusal(service, fieldError.invalid(`spec.ports[${i}].nodePort`, port.nodePort, fault));
    if (!old) shared.set(port.port, shared.get(port.port) ?? port.nodePort);
  }
  if (!needsNodePorts(service)) return;
  for (const port of ports) {
    if (port.nodePort) continue;
    port.nodePort = shared.get(port.port) ?? await allocation.any();
    if (!old) shared.set(port.port, port.nodePort);
  }
}

async function assignHealthCheck(service: core.Service, old: core.Service | undefined, allocation: Allocation): Promise<void> {
  if (!needsHealthCheck(service)) return;
  const { spec } = service;
  if (!spec.healthCheckNodePort) {
    spec.healthCheckNodePort = await allocation.any();
    return;
  }
  const fault = nodePortsOf(old).includes(spec.healthCheckNodePort) ? undefined : await allocation.take(spec.healthCheckNodePort);
  if (!fault) return;
  const detail = `failed to allocate requested HealthCheck NodePort ${spec.healthCheckNodePort}: ${fault}`;
  throw refusal(service, fieldError.invalid('spec.healthCheckNodePort', spec.healthCheckNodePort, detail));
}

const refusal = (service: core.Service, fault: FieldError): ApiError => ApiError.invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', [fault]);

/** Where ports are claimed. */
interface Claiming {
  /** False: somebody has it. */
  take(port: number): Promise<boolean>;
  all(): Promise<ReadonlySet<string>>;
}

class Real implements Claiming {
  constructor(private readonly claims: ServiceClaims, private readonly claimant: Claimant) {}

  take(port: number): Promise<boolean> {
    return this.claims.take(String(port), this.claimant);
  }

  all(): Promise<ReadonlySet<string>> {
    return this.claims.all();
  }
}

/** A dry run claims nothing, but sees what others have. */
class Pretended implements Claiming {
  private readonly own = new Set<string>();

  constructor(private readonly claims: ServiceClaims) {}

  async take(port: number): Promise<boolean> {
    if ((await this.all()).has(String(port))) return false;
    this.own.add(String(port));
    return true;
  }

  async all(): Promise<ReadonlySet<string>> {
    return new Set([...(await this.claims.all()), ...this.own]);
  }
}

/** What one attempt claims. */
class Allocation {
  readonly claimed: number[] = [];

  constructor(private readonly claiming: Claiming, private readonly random: Random) {}

  /** The fault of a port that cannot be had. */
  async take(port: number): Promise<string | undefined> {
    if (!inPortRange(port)) return `provided port is not in the valid range. The range of valid ports is ${portRangeText}`;
    return (await this.claim(port)) ? undefined : 'provided port is already allocated';
  }

  async any(): Promise<number> {
    for (let i = 0; i < randomTries; i++) {
      const port = dynamicPort(this.random);
      if (await this.claim(port)) return port;
    }
    const taken = await this.claiming.all();
    for (const port of portsInTurn()) if (!taken.has(String(port)) && (await this.claim(port))) return port;
    throw ApiError.internal('failed to allocate a nodePort: range is full');
  }

  private async claim(port: number): Promise<boolean> {
    const got = await this.claiming.take(port);
    if (got) this.claimed.push(port);
    return got;
  }
}
