/**
 * One registered API server: whether it can be reached, and what it serves. Looked at when its APIService begins, when its service or
 * its endpoints change, and every half minute (k8s.io/kube-aggregator pkg/controllers/status/remote, pkg/apiserver handler_discovery.go).
 */
import { setMaxListeners } from 'node:events';
import { ApiError, kinds, parseFieldSelector, parseLabelSelector, type apiregistration, type Clock } from '../../api';
import type { Registry } from '../../registry';
import type { AggregatedVersion } from '../dialect';
import { Backend } from './backend';
import { Bell, ringOnChange } from './bell';
import { passed, withAvailability, type Availability } from './conditions';
import { Documents, type Description } from './documents';
import type { FrontProxy } from './front-proxy';
import { unlessOthersDid } from './registrar';
import { locate, slicesOf, type Surroundings, type Target, type Unreachable } from './target';

type APIService = apiregistration.APIService;

export interface RemoteDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly frontProxy: FrontProxy;
  /** Something of `version` is otherwise than before. */
  readonly changed: () => void;
}

const resyncMs = 30_000;
const firstRetryMs = 500;

export class Remote {
  private readonly stopping = new AbortController();
  private readonly bell = new Bell();
  private readonly documents: Documents;
  private known: Description = { resources: [] };
  private failures = 0;
  private connected: Backend | undefined;
  private described: AggregatedVersion;

  constructor(readonly service: APIService, private readonly deps: RemoteDeps) {
    const { group = '', version = '', groupPriorityMinimum, versionPriority } = service.spec;
    this.documents = new Documents({ group, version }, deps.clock);
    this.described = { group, version, priority: { group: groupPriorityMinimum, version: versionPriority }, fresh: false, resources: [] };
    setMaxListeners(0, this.stopping.signal);
  }

  /** As discovery and OpenAPI tell it; another object when it changed. */
  get version(): AggregatedVersion {
    return this.described;
  }

  /** Whom to pass requests on to; undefined while there is nobody. */
  get backend(): Backend | undefined {
    return this.described.fresh ? this.connected : undefined;
  }

  /** Resolves after `stop`. */
  async run(): Promise<void> {
    const { deps: { registry, clock }, bell, stopping: { signal } } = this;
    const { namespace = '', name = '' } = this.service.spec.service ?? {};
    const itself = { namespace, fields: parseFieldSelector(`metadata.name=${name}`) };
    const following = [
      ringOnChange(registry.of(kinds.services), itself, bell, clock, signal),
      ringOnChange(registry.of(kinds.endpoints), itself, bell, clock, signal),
      ringOnChange(registry.of(kinds.endpointslices), { namespace, labels: sliceSelector(name) }, bell, clock, signal),
    ];
    while (!signal.aborted) {
      await this.round(signal);
      await bell.wait(clock, this.failures ? Math.min(firstRetryMs * 2 ** this.failures, resyncMs) : resyncMs, signal);
    }
    this.connected?.close();
    await Promise.all(following);
  }

  stop(): void {
    this.stopping.abort();
  }

  private async round(signal: AbortSignal): Promise<void> {
    const availability = await this.look(signal);
    if (signal.aborted) return;
    const fresh = availability === passed;
    this.failures = fresh ? 0 : this.failures + 1;
    this.describe(fresh);
    await this.report(availability).catch(() => { this.failures++; });
  }

  private async look(signal: AbortSignal): Promise<Availability> {
    try {
      const found = locate(this.service.spec, await this.surroundings());
      if ('reason' in found) return unavailable(found);
      this.known = await this.documents.read(await this.connect(found), signal);
      return passed;
    } catch (error) {
      return unavailable({ reason: 'FailedDiscoveryCheck', message: error instanceof Error ? error.message : String(error) });
    }
  }

  private async surroundings(): Promise<Surroundings> {
    const { namespace = '', name = '' } = this.service.spec.service ?? {};
    const { registry } = this.deps;
    const service = await registry.of(kinds.services).get({ namespace, name }).catch(unlessMissing);
    const { items } = await registry.of(kinds.endpointslices).list({ namespace, labels: sliceSelector(name) });
    if (items.length || !service) return { service, slices: items };
    const endpoints = await registry.of(kinds.endpoints).get({ namespace, name }).catch(unlessMissing);
    return { service, slices: endpoints ? slicesOf(endpoints) : [] };
  }

  private async connect(target: Target): Promise<Backend> {
    const identity = await this.deps.frontProxy.identity();
    const { target: { host, port } = {}, identity: shown } = this.connected ?? {};
    if (this.connected && host === target.host && port === target.port && shown === identity) return this.connected;
    this.connected?.close();
    this.connected = new Backend(this.service.spec, target, identity);
    return this.connected;
  }

  private describe(fresh: boolean): void {
    const { described, known: { resources, openApiV2, openApiV3 } } = this;
    const next = { ...described, fresh, resources: fresh ? resources : [], openApiV2, openApiV3 };
    if (next.fresh === described.fresh && (!fresh || next.resources === described.resources) && next.openApiV2 === described.openApiV2 && next.openApiV3 === described.openApiV3) return;
    this.described = next;
    this.deps.changed();
  }

  private async report(availability: Availability): Promise<void> {
    const { registry, clock } = this.deps;
    const { name = '', uid } = this.service.metadata;
    const change = (current: APIService): APIService => (current.metadata.uid === uid ? withAvailability(current, availability, clock.now()) : current);
    await unlessOthersDid(() => registry.of(kinds.apiservices).update({ name }, change, { subresource: 'status', fieldManager: 'kube-apiserver' }));
  }
}

const unavailable = ({ reason, message }: Unreachable): Availability => ({ status: 'False', reason, message });

const sliceSelector = (name: string) => parseLabelSelector(`kubernetes.io/service-name=${name}`);

function unlessMissing(error: unknown): undefined {
  if (!ApiError.is(error, 'NotFound')) throw error;
}
