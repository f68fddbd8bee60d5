/** Carries out what is planned for a deployment. Doing it twice is harmless. */
import { ApiError, bcsRules, keyOf, kinds, omit, type bcs, type Client } from '../../../api';
import { ifPresent, uidOf, withoutFinalizer } from '../../ownership';
import type { Action } from './world';

interface ActsContext {
  readonly client: Client;
  /** A number of nanoseconds that nothing else has. */
  nanos(): string;
  /** It has been written for the deployment. */
  written(deployment: bcs.BcsDeployment, application: bcs.BcsApplication): void;
}

export class Acts {
  constructor(private readonly context: ActsContext) {}

  async act(deployment: bcs.BcsDeployment, action: Action): Promise<void> {
    switch (action.do) {
      case 'createApplication': return this.create(deployment, action.application);
      case 'changeApplication': return this.change(deployment, action.application, action.set);
      case 'deleteApplication': return this.delete(action.application);
      case 'adopt': return this.withFinalizers(deployment, [...withoutFinalizer(deployment, bcsRules.marks.finalizer), bcsRules.marks.finalizer]);
      case 'removeFinalizer': return this.withFinalizers(deployment, withoutFinalizer(deployment, bcsRules.marks.finalizer));
      case 'deleteObject': {
        await ifPresent(this.deployments.delete(keyOf(deployment), { preconditions: { uid: uidOf(deployment) } }));
      }
    }
  }

  private get deployments() { return this.context.client.of(kinds.bcsdeployments); }
  private get applications() { return this.context.client.of(kinds.bcsapplications); }

  private async create(deployment: bcs.BcsDeployment, application: bcs.BcsApplication): Promise<void> {
    const created = await unlessThere(this.applications.create({ ...application, spec: { ...application.spec, version: this.context.nanos() } }));
    // Else it comes as news.
    if (!created) return;
    this.context.written(deployment, created);
    const version = bcsRules.versionOf(created);
    if (version) await unlessThere(this.context.client.of(kinds.bcsversions).create(version));
  }

  private async change(deployment: bcs.BcsDeployment, application: bcs.BcsApplication, set: Partial<bcs.BcsApplicationSpec>): Promise<void> {
    const taken = Object.entries(set).flatMap(([name, value]) => (value === undefined ? [name as keyof bcs.BcsApplicationSpec] : []));
    const written = await ifPresent(this.applications.update(keyOf(application), (current) =>
      (uidOf(current) === uidOf(application) ? { ...current, spec: omit({ ...current.spec, ...set }, ...taken) as bcs.BcsApplicationSpec } : current)));
    if (written && uidOf(written) === uidOf(application)) this.context.written(deployment, written);
  }

  private async delete(application: bcs.BcsApplication): Promise<void> {
    await ifPresent(this.applications.delete(keyOf(application), { preconditions: { uid: uidOf(application) } }));
  }

  private async withFinalizers(deployment: bcs.BcsDeployment, finalizers: string[]): Promise<void> {
    await ifPresent(this.deployments.update(keyOf(deployment), (current) =>
      (uidOf(current) === uidOf(deployment) ? { ...current, metadata: { ...current.metadata, finalizers } } : current)));
  }
}

async function unlessThere<T>(creation: Promise<T>): Promise<T | undefined> {
  try {
    return await creation;
  } catch (error) {
    if (ApiError.is(error, 'AlreadyExists')) return undefined;
    throw error;
  }
}
