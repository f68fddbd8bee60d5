/** What is asked of BCS by its scheduler's API and by kubectl: both must say the same. */
import { join } from 'node:path';
import { BcsScheduler, bcsNamespace, type Taskgroup } from './bcs-scheduler';
import { Kubectl } from './kubectl';

interface Pod { readonly metadata: { readonly annotations: Readonly<Record<string, string>> }; readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly image: string }[] }; readonly status: { readonly phase: string } }
interface Application { readonly metadata: { readonly name: string }; readonly spec: { readonly instances: number }; readonly status: { readonly status: string; readonly runningInstances: number } }
interface Deployment { readonly spec: { readonly rollout?: { readonly application: string } }; readonly status: { readonly status: string; readonly application: { readonly name: string } } }
interface Items<T> { readonly items: readonly T[] }

const container = (image: string): object => ({ image, resources: { limits: { cpu: '0.1', memory: '16' } } });
const metadata = (name: string): object => ({ name, namespace: bcsNamespace, labels: { app: name } });
const template = (name: string, image: string): object => ({ metadata: { labels: { app: name } }, spec: { networkMode: 'BRIDGE', containers: [container(image)] } });

export const application = (name: string, instance: number, more: object = {}): object =>
  ({ apiVersion: 'v4', kind: 'application', metadata: metadata(name), restartPolicy: { policy: 'OnFailure' }, spec: { instance, template: template(name, 'nginx:1') }, ...more });

export const deployment = (instance: number, image: string, rolling: object = {}): object => ({
  apiVersion: 'v4', kind: 'deployment', metadata: metadata('shop'), restartPolicy: { policy: 'Always' },
  spec: {
    instance, selector: { app: 'shop' }, template: template('shop', image),
    strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 1, upgradeDuration: 0, rollingOrder: 'CreateFirst', ...rolling } },
  },
});

export const at = (kind: string, name: string): string => `/namespaces/${bcsNamespace}/${kind}/${name}`;
const indices = (taskgroups: readonly Taskgroup[]): number[] => taskgroups.map(({ InstanceID }) => InstanceID);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Both who ask. */
export class BcsClients {
  readonly bcs: BcsScheduler;
  readonly kubectl: Kubectl;

  constructor(url: string, folder: string) {
    this.bcs = new BcsScheduler(url);
    this.kubectl = new Kubectl(join(folder, 'kubeconfig'), folder);
  }

  async pods(name: string): Promise<readonly Pod[]> {
    return (await this.kubectl.json<Items<Pod>>('get', 'pods', '-n', bcsNamespace, '-l', `bkbcs.tencent.com/bcs-app=${name}`)).items;
  }

  deployment(): Promise<Deployment> {
    return this.kubectl.json<Deployment>('get', 'bcsdeployment', 'shop', '-n', bcsNamespace);
  }

  /** What one says of an application and its taskgroups the other says too; resolves with these. */
  async agreed(name: string, instances: number): Promise<readonly Taskgroup[]> {
    await this.bcs.untilRunning(name, instances);
    const taskgroups = await this.bcs.taskgroups(name);
    const seen = (await this.pods(name)).map(({ metadata: { annotations }, spec: { nodeName, containers }, status: { phase } }) => [annotations['bkbcs.tencent.com/taskgroup-id'], nodeName, containers[0]?.image, phase]);
    expect(new Set(seen.map((pod) => pod.join()))).toEqual(new Set(taskgroups.map(({ ID, HostName, Status, Taskgroup: [task] }) => [ID, HostName, task?.Image, Status].join())));
    expect(indices(taskgroups)).toEqual(upTo(instances));
    expect(await this.kubectl.json<Application>('get', 'bcsapp', name, '-n', bcsNamespace)).toMatchObject({ spec: { instances }, status: { status: 'Running', runningInstances: instances } });
    return taskgroups;
  }

  /** The application that an update brings, or has brought, once it has so many taskgroups. */
  async coming(instances: number): Promise<string> {
    const { spec, status } = await this.deployment();
    const name = spec.rollout?.application ?? status.application.name;
    await this.bcs.until(async () => ((await this.bcs.applications()).find(({ Name }) => Name === name)?.RunningInstances ?? 0) >= instances);
    return name;
  }

  /** Resolves with the one application that is left of an update. */
  updated(instances: number, image: string): Promise<string> {
    return this.bcs.until(async () => {
      const [name, ...others] = (await this.bcs.names()).filter((each) => each.startsWith('shop'));
      if (others.length || name === undefined || name === 'shop') return undefined;
      await this.bcs.untilRunning(name, instances);
      const taskgroups = await this.bcs.taskgroups(name);
      return taskgroups.every(({ Taskgroup: [task] }) => task?.Image === image) && name;
    });
  }
}
