/** The BCS scheduler API, as a client of it speaks. */

export interface Taskgroup {
  readonly ID: string;
  readonly InstanceID: number;
  readonly Status: string;
  readonly HostName: string;
  readonly Taskgroup: readonly { readonly Image: string; readonly Status: string }[];
}

export interface Application {
  readonly Name: string;
  readonly Status: string;
  readonly DefineInstances: number;
  readonly Instances: number;
  readonly RunningInstances: number;
}

interface Envelope<T> { readonly result: boolean; readonly code: number; readonly message: string; readonly data: T }

export const bcsNamespace = 'team';

/** Between two looks at what has no watch. */
const lookMs = 100;
const longestMs = 180_000;

export class BcsScheduler {
  constructor(private readonly url: string) {}

  /** What was asked for; throws when the answer is no success. */
  async ok<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const { result, data, ...rest } = await this.ask<T>(method, path, body);
    if (!result) throw new Error(`${method} ${path}: ${JSON.stringify(rest)}`);
    return data;
  }

  /** What stands behind 1405000 in the code. */
  async code(method: string, path: string, body?: object): Promise<number> {
    return (await this.ask(method, path, body)).code - 1_405_000;
  }

  application(name: string): Promise<Application> {
    return this.ok('GET', `/namespaces/${bcsNamespace}/applications/${name}`);
  }

  applications(): Promise<readonly Application[]> {
    return this.ok('GET', `/namespaces/${bcsNamespace}/applications`);
  }

  taskgroups(name: string): Promise<readonly Taskgroup[]> {
    return this.ok('GET', `/namespaces/${bcsNamespace}/applications/${name}/taskgroups`);
  }

  async names(): Promise<string[]> {
    return (await this.applications()).map(({ Name }) => Name).sort();
  }

  /** Looks until it is so. While nobody answers it is not so yet. */
  async until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
    for (let waited = 0; waited < longestMs; waited += lookMs) {
      const found = await look().catch((error: unknown) => { if (!(error instanceof TypeError)) throw error; });
      if (found !== undefined && found !== false) return found;
      await new Promise((resolve) => { setTimeout(resolve, lookMs); });
    }
    throw new Error(`it does not happen: ${look.toString()}`);
  }

  untilRunning(name: string, instances: number): Promise<Application> {
    return this.until(async () => {
      const application = (await this.applications()).find(({ Name }) => Name === name);
      return application?.Status === 'Running' && application.RunningInstances === instances && application;
    });
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<Envelope<T>> {
    const answer = await fetch(`${this.url}/bcsapi/v4/scheduler/mesos${path}`, { method, headers: { 'BCS-ClusterID': 'BCS-MESOS-10001' }, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()) as Envelope<T>;
  }
}
