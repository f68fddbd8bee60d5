/** A whole cluster that is asked by the BCS scheduler's API, on a clock that is stepped: half an hour passes in a moment. */
import { bcsRules, kinds, SteppedClock, type core } from '../../api';
import { startCluster, type Cluster } from '../cluster';
import type { ClusterOptions } from '../cluster-options';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly result: boolean;
  readonly code: number;
  readonly message: string;
  readonly data: T;
}

export interface Task {
  readonly ID: string;
  readonly Status: string;
  readonly Image: string;
}

export interface Taskgroup {
  readonly ID: string;
  readonly Name: string;
  readonly InstanceID: number;
  readonly Status: string;
  readonly HostName: string;
  readonly VersionName: string;
  readonly StartTime: number;
  readonly ReschededTimes: number;
  readonly LaunchResource: object;
  readonly CurrResource: object;
  readonly BcsEventMsg: { readonly Status: string; readonly Message: string } | null;
  readonly Taskgroup: readonly Task[];
}

export interface Application {
  readonly Status: string;
  readonly Message: string;
  readonly DefineInstances: number;
  readonly Instances: number;
  readonly RunningInstances: number;
}

export const namespace = 'team';

/** `[kind, name]` of what follows it in paths. */
const at = (kind: string, name = ''): string => `/namespaces/${namespace}/${kind}${name && `/${name}`}`;
export const paths = {
  application: (name = ''): string => at('applications', name),
  deployment: (name = ''): string => at('deployments', name),
};

export class BcsCluster {
  private constructor(readonly clock: SteppedClock, readonly cluster: Cluster) {}

  static async start(options: ClusterOptions = {}): Promise<BcsCluster> {
    const clock = new SteppedClock();
    return new BcsCluster(clock, await startCluster({ clock, nodes: 2, ...options }));
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  /** `headers`: instead of the one that names the cluster. */
  async ask<T = unknown>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer<T>> {
    const [status, answer] = await this.plain(method, path, body, headers);
    return { ...(answer as Answer<T>), status };
  }

  /** An answer without the envelope, and its status before it. */
  async plain(method: string, path: string, body?: object, headers: Record<string, string> = { 'BCS-ClusterID': 'BCS-MESOS-10001' }): Promise<readonly [number, unknown]> {
    const response = await fetch(`${this.cluster.url}/bcsapi/v4/scheduler/mesos${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return [response.status, await response.json()];
  }

  /** The data of an answer that is a success. */
  async ok<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    if (!answer.result || answer.code !== 0) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.data;
  }

  /** What stands behind 1405000 in the code of an answer that is a failure. */
  async refused(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<number> {
    const answer = await this.ask(method, path, body, headers);
    if (answer.result || answer.status < 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.code - 1_405_000;
  }

  application(name: string): Promise<Application> {
    return this.ok('GET', paths.application(name));
  }

  taskgroups(name: string): Promise<readonly Taskgroup[]> {
    return this.ok('GET', `${paths.application(name)}/taskgroups`);
  }

  versions(name: string): Promise<readonly string[]> {
    return this.ok('GET', `${paths.application(name)}/versions`);
  }

  /** Steps time until it is there. */
  async until<T>(look: () => Promise<T | false | undefined>, stepMs = 500): Promise<T> {
    for (let steps = 0; ; steps++) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (steps > mostSteps) throw new Error(`it does not happen: ${look.toString()}`);
      await this.clock.step(stepMs);
    }
  }

  untilStatus(name: string, status: string, stepMs?: number): Promise<Application> {
    return this.until(async () => {
      const application = await this.application(name);
      return application.Status === status && application;
    }, stepMs);
  }

  async launched(name: string, definition: object): Promise<readonly Taskgroup[]> {
    await this.ok('POST', paths.application(), definition);
    await this.untilStatus(name, 'Running');
    return this.taskgroups(name);
  }

  /** The simulated node says nothing any more. */
  async loseNode(name: string): Promise<void> {
    const response = await fetch(`${this.cluster.url}/apis/sim.minikapi.dev/v1alpha1/faults`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'sim.minikapi.dev/v1alpha1', kind: 'Fault', metadata: { name: `down-${name}` }, spec: { type: 'NodeDown', nodes: { names: [name] } } }),
    });
    if (!response.ok) throw new Error(await response.text());
    await this.until(async () => (await this.node(name)).status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'Unknown'), 5000);
  }

  node(name: string): Promise<core.Node> {
    return this.cluster.client.of(kinds.nodes).get({ name });
  }

  async addressOf(node: string): Promise<string> {
    return bcsRules.agentIp(await this.node(node));
  }
}

const mostSteps = 400;

export interface Container {
  readonly image?: string;
  readonly cpu?: string;
  readonly memory?: string;
}

const container = ({ image = 'nginx:1', cpu = '0.1', memory = '16', ...more }: Container): object => ({ image, resources: { limits: { cpu, memory } }, ...more });

export interface Sketch {
  readonly instance?: number;
  readonly container?: Container & object;
  /** Of its taskgroups: how they live. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

const template = (name: string, of: Container & object, annotations: Sketch['annotations']): object =>
  ({ metadata: { labels: { app: name }, annotations }, spec: { networkMode: 'BRIDGE', containers: [container(of)] } });

export const applicationOf = (name: string, { instance = 2, container: of = {}, annotations = {}, ...more }: Sketch = {}): object => ({
  apiVersion: 'v4', kind: 'application', metadata: { name, namespace, labels: { app: name } }, restartPolicy: { policy: 'Never' },
  spec: { instance, template: template(name, of, annotations) }, ...more,
});

export const deploymentOf = (name: string, { instance = 2, container: of = {}, annotations = {}, rolling = {}, ...more }: Sketch & { readonly rolling?: object } = {}): object => ({
  apiVersion: 'v4', kind: 'deployment', metadata: { name, namespace, labels: { app: name } }, restartPolicy: { policy: 'Always' },
  spec: {
    instance, selector: { app: name }, template: template(name, of, annotations),
    strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 1, upgradeDuration: 2, rollingOrder: 'CreateFirst', ...rolling } },
  }, ...more,
});

/** `unionData` of which each must hold. */
export const constraint = (...all: readonly object[]): Sketch => ({ constraint: { intersectionItem: all.map((item) => ({ unionData: [item] })) } });
