/** A deployment and its applications on plain values: plans are carried out, taskgroups come and go when a test says so. */
import { bcsRules, type bcs } from '../../../../api';
import { plan } from '../plan';
import type { Action, Plan, World } from '../world';

export const start = Date.UTC(2026, 0, 1, 12);

export interface RollingUpdate {
  readonly maxSurge?: number;
  readonly maxUnavilable?: number;
  readonly upgradeDuration?: number;
  readonly rollingOrder?: string;
  readonly rollingManually?: boolean;
}

/** The Deployment that somebody sends. */
export const sent = (instance: number, image = 'web:1', rollingupdate: RollingUpdate = { rollingOrder: 'CreateFirst' }, selector?: Record<string, string>): Record<string, unknown> => ({
  apiVersion: 'v4', kind: 'deployment', metadata: { name: 'web', namespace: 'prod', labels: { app: 'web' } }, restartPolicy: { policy: 'Always' },
  spec: {
    instance, ...(selector && { selector }), strategy: { type: 'RollingUpdate', rollingupdate },
    template: { metadata: { labels: { tier: 'front' } }, spec: { containers: [{ image, resources: { limits: { cpu: '0.1', memory: '64' } } }] } },
  },
});

export const deploymentOf = (definition: Record<string, unknown>, spec: Partial<bcs.BcsDeploymentSpec> = {}, status?: bcs.BcsDeploymentStatus): bcs.BcsDeployment => ({
  apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment', metadata: { name: 'web', namespace: 'prod', uid: 'deployment-uid', generation: 1 },
  spec: { name: 'web', namespace: 'prod', cluster: '10001', definition, ...spec }, ...(status && { status }),
});

/** Somebody else's. */
export const foreign = (name: string, labels: Record<string, string>, instances = 2): bcs.BcsApplication => ({
  apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { name, namespace: 'prod', uid: `uid-${name}`, generation: 1 },
  spec: { name, namespace: 'prod', instances, version: '1', definition: { metadata: { name, labels }, spec: { instance: instances, template: { spec: { containers: [{ image: 'x' }] } } } } },
});

export interface Cut {
  /** How many actions of a plan are carried out before the process ends; all of them, and what it writes, where it says Infinity. */
  (actions: number): number;
}

export class Machine {
  readonly applications = new Map<string, bcs.BcsApplication>();
  now = start;
  /** What happened, in the order in which it did. */
  readonly log: string[] = [];
  gone = false;
  /** Of the application that comes: how many taskgroups find a place and become ready. */
  room = Infinity;
  /** Taskgroups that are told to stop do. */
  stops = true;
  private ids = 0;
  private next: number | undefined;

  constructor(public deployment: bcs.BcsDeployment, private readonly cut: Cut = () => Infinity) {}

  get status(): bcs.BcsDeploymentStatus {
    return this.deployment.status ?? {};
  }

  get world(): World {
    return {
      deployment: this.deployment, definition: bcsRules.definitionOfDeployment(this.deployment.spec), id: String(++this.ids), now: this.now, timing: bcsRules.timing,
      application: (name) => (name === undefined ? undefined : this.applications.get(name)), applications: () => [...this.applications.values()],
    };
  }

  add(application: bcs.BcsApplication): void {
    this.applications.set(bcsRules.bcsNameOf(application).name, application);
  }

  /** Somebody intends something. */
  intend(change: Partial<bcs.BcsDeploymentSpec>): void {
    const { metadata, spec } = this.deployment;
    this.deployment = { ...this.deployment, metadata: { ...metadata, generation: (metadata.generation ?? 0) + 1 }, spec: { ...spec, ...change } };
  }

  update(definition: Record<string, unknown>): void {
    const { spec } = this.deployment;
    const application = bcsRules.extensionName('web', this.now, spec.application);
    const { spec: { instance } } = bcsRules.definitionOfDeployment({ definition });
    this.intend({ definition, definitionBackup: spec.definition, rollout: { id: String(++this.ids), application, instances: instance } });
  }

  resume(): void {
    const { rollout } = this.deployment.spec;
    if (rollout) this.intend({ rollout: { ...rollout, paused: false, resumes: (rollout.resumes ?? 0) + 1 } });
  }

  /** Until nothing happens any more by itself. */
  settle(): void {
    for (let i = 0; i < 1000; i++) if (!this.turn()) return;
    throw new Error(`does not come to rest: ${this.log.slice(-10).join('; ')}`);
  }

  /** Time passes until the next moment that the plan waits for, if it comes within `most`. */
  pass(most: number): void {
    const end = this.now + most;
    this.settle();
    while (this.next !== undefined && this.now + this.next <= end) {
      this.now += this.next;
      this.settle();
    }
    this.now = end;
    this.settle();
  }

  /** A look at the deployment, then one at the applications; whether anything came of it. */
  turn(): boolean {
    const planned = !this.gone && this.carryOut(plan(this.world));
    return this.answer() || planned;
  }

  private carryOut(planned: Plan): boolean {
    const { actions, spec, status } = planned;
    this.next = planned.next;
    const most = this.cut(actions.length);
    actions.slice(0, most).forEach((action) => this.act(action));
    if (most === Infinity) this.write({ spec, status });
    return actions.length > 0 || spec !== undefined || status !== undefined;
  }

  private write({ spec, status }: Pick<Plan, 'spec' | 'status'>): void {
    if (spec) this.intend({ ...Object.fromEntries(Object.keys(this.deployment.spec).map((name) => [name, undefined])), ...spec });
    else if (status) {
      const told = `${status.status ?? ''}${status.currRollingOperation ? ` ${status.currRollingOperation}` : ''}`;
      if (this.log.at(-1) !== told) this.log.push(told);
      this.deployment = { ...this.deployment, status };
    }
  }

  private act(action: Action): void {
    switch (action.do) {
      case 'createApplication': {
        const { name = '' } = action.application.spec;
        if (!this.applications.has(name)) this.add({ ...action.application, metadata: { ...action.application.metadata, uid: `uid-${name}-${this.ids}`, generation: 1 } });
        return;
      }
      case 'changeApplication': {
        const { metadata, spec } = action.application;
        return this.add({ ...action.application, metadata: { ...metadata, generation: (metadata.generation ?? 0) + 1 }, spec: { ...spec, ...action.set } });
      }
      case 'deleteApplication': {
        const { metadata } = action.application;
        return this.add({ ...action.application, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
      }
      case 'adopt': {
        this.deployment = { ...this.deployment, metadata: { ...this.deployment.metadata, finalizers: [bcsRules.marks.finalizer] } };
        return;
      }
      case 'deleteObject': return;
      case 'removeFinalizer': this.gone = true;
    }
  }

  /** What the applications' own controller would do. */
  private answer(): boolean {
    let changed = false;
    for (const [name, application] of this.applications) {
      const { metadata, spec, status } = application;
      if (metadata.deletionTimestamp !== undefined || spec.deletion) {
        if (!this.stops) continue;
        this.applications.delete(name);
        this.log.push(`${name} gone`);
        changed = true;
        continue;
      }
      const there = status?.instances ?? 0;
      const wanted = spec.instances > there ? Math.max(there, Math.min(spec.instances, spec.rolling === 'Up' ? this.room : Infinity)) : (this.stops ? spec.instances : there);
      const isSame = status?.observedGeneration === metadata.generation && there === wanted;
      if (isSame) continue;
      if (there !== wanted) this.log.push(`${name} ${wanted}`);
      this.add({ ...application, status: { ...status, observedGeneration: metadata.generation, status: spec.rolling ? 'RollingUpdate' : 'Running', instances: wanted, runningInstances: wanted, readyInstances: wanted } });
      changed = true;
    }
    return changed;
  }
}
