/**
 * Other API servers behind this one: APIServices say who serves which group and version (k8s.io/kube-aggregator).
 *
 *     APIServices, CustomResourceDefinitions --change--> round: keep our own, begin and end Remotes --> versions (discovery, OpenAPI)
 *     request for what is not served here --> the Remote of its group and version --> passed on, or 503
 */
import { setMaxListeners } from 'node:events';
import { kinds, same, type apiregistration, type Clock, type Logger, type Random, type UserInfo } from '../../api';
import { anonymous, type Registry } from '../../registry';
import type { AggregatedVersion, Aggregator, Request, Response } from '../dialect';
import { Bell, inRounds, ringOnChange } from './bell';
import { FrontProxy } from './front-proxy';
import type { GroupVersion } from './priorities';
import { passOn, refuse } from './proxy';
import { Registrar } from './registrar';
import { serviceName } from './registration';
import { Remote } from './remote';

type APIService = apiregistration.APIService;

export interface AggregatorOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Who asks; default: the administrator that everybody is while nobody is asked. */
  readonly userOf?: (request: Request) => UserInfo;
}

export interface RunningAggregator extends Aggregator {
  /** Ends its watches, and the connections to other servers: after the server that it serves for has closed. */
  stop(): Promise<void>;
}

/** Resolves when what is served here has its APIServices. */
export async function startAggregator(options: AggregatorOptions): Promise<RunningAggregator> {
  const aggregator = new StoreAggregator(options);
  await aggregator.start();
  return aggregator;
}

class StoreAggregator implements RunningAggregator {
  private readonly stopping = new AbortController();
  private readonly bell = new Bell();
  private readonly registrar: Registrar;
  private readonly frontProxy: FrontProxy;
  private readonly remotes = new Map<string, Remote>();
  private readonly running = new Set<Promise<void>>();
  private told: readonly AggregatedVersion[] | undefined;
  private served: { readonly of: Registry['definitions']; readonly names: ReadonlySet<string> } | undefined;

  constructor(private readonly options: AggregatorOptions) {
    this.registrar = new Registrar(options.registry, options.clock);
    this.frontProxy = new FrontProxy(options.registry, options);
    setMaxListeners(0, this.stopping.signal);
  }

  async start(): Promise<void> {
    await this.round();
    const { options: { registry, clock }, stopping: { signal } } = this;
    this.keep(ringOnChange(registry.of(kinds.apiservices), {}, this.bell, clock, signal));
    this.keep(ringOnChange(registry.of(kinds.customresourcedefinitions), {}, this.bell, clock, signal));
    this.keep(this.rounds());
  }

  get versions(): readonly AggregatedVersion[] {
    return (this.told ??= [...this.remotes.values()].map(({ version }) => version));
  }

  async serve(gv: GroupVersion, request: Request, response: Response, closing: AbortSignal): Promise<boolean> {
    const remote = this.remotes.get(serviceName(gv));
    if (!remote || this.servesItself(gv)) return false;
    const { backend } = remote;
    const { userOf = () => anonymous } = this.options;
    if (backend) await passOn({ backend, user: userOf(request), closing }, request, response);
    else refuse(response, 'service unavailable');
    return true;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const remote of this.remotes.values()) remote.stop();
    await Promise.all(this.running);
  }

  private rounds(): Promise<void> {
    const { bell, options: { clock, log }, stopping: { signal } } = this;
    const failed = (error: unknown): void => log.warn('APIServices could not be looked after', { error: String(error) });
    return inRounds(() => this.round(), { bell, clock, signal, failed });
  }

  private async round(): Promise<void> {
    const isLocal = ({ spec }: APIService): boolean => !spec.service || this.servesItself({ group: spec.group ?? '', version: spec.version ?? '' });
    await this.registrar.round(isLocal);
    const { items } = await this.options.registry.of(kinds.apiservices).list();
    // Whoever was told to stop meanwhile has ended those that it knew.
    if (this.stopping.signal.aborted) return;
    this.follow(new Map(items.filter((service) => !isLocal(service)).map((service) => [service.metadata.name ?? '', service])));
  }

  /** Ends Remotes whose APIService went or says something else, begins those that are new. */
  private follow(services: ReadonlyMap<string, APIService>): void {
    for (const [name, { service }] of this.remotes) {
      const now = services.get(name);
      if (now && now.metadata.uid === service.metadata.uid && same(now.spec, service.spec)) continue;
      this.remotes.get(name)?.stop();
      this.remotes.delete(name);
      this.told = undefined;
    }
    for (const [name, service] of services) if (!this.remotes.has(name)) this.begin(name, service);
  }

  private begin(name: string, service: APIService): void {
    const { registry, clock } = this.options;
    const remote = new Remote(service, { registry, clock, frontProxy: this.frontProxy, changed: () => { this.told = undefined; } });
    this.remotes.set(name, remote);
    this.told = undefined;
    this.keep(remote.run());
  }

  private keep(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private servesItself(gv: GroupVersion): boolean {
    const { definitions } = this.options.registry;
    if (this.served?.of !== definitions) this.served = { of: definitions, names: new Set(definitions.map(serviceName)) };
    return this.served.names.has(serviceName(gv));
  }
}
