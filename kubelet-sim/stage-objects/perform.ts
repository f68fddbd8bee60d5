/** Takes the steps of a stage (kubernetes-sigs/kwok pkg/utils/lifecycle/next.go). */
import {
  ApiError, applyJsonPatch, applyMergePatch, applyStrategicMergePatch, keyOf, type Client, type KubeObject, type ObjectKey, type ResourceDefinition, type Resources, type UpdateOptions,
} from '../../api';
import type { EventRecorder } from '../../client';
import type { Impersonation, StageApply, StagePatch } from '../resources/stage';
import { TemplateError, type Functions } from '../templates';
import type { Step } from './steps';

export interface Stagehand {
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** A kind that is served, by its apiVersion. */
  readonly kindNamed: (apiVersion: string, kind: string) => ResourceDefinition | undefined;
}

/** One object on its way through the steps of a stage. */
export class Performance {
  private readonly resources: Resources<KubeObject>;
  private readonly key: ObjectKey;
  private latest: KubeObject | undefined;
  private isDeleted = false;
  /** Steps that have been taken. */
  private taken = 0;

  constructor(private readonly definition: ResourceDefinition, private readonly object: KubeObject, private readonly hand: Stagehand) {
    this.resources = hand.client.of(definition);
    this.key = keyOf(object);
  }

  /** The object as the steps have left it; undefined: they have not changed it, or it is gone. */
  get result(): KubeObject | undefined {
    return this.isDeleted ? undefined : this.latest;
  }

  /** A step that fails throws, and is the first when this is called again. Templates see the object as it was. */
  async take(steps: readonly Step[], functions: Functions): Promise<void> {
    for (let step = steps[this.taken]; step; step = steps[this.taken]) {
      await this.step(step, functions);
      this.taken++;
    }
  }

  private async step(step: Step, functions: Functions): Promise<void> {
    if (step.type === 'event') {
      const { type, reason = '', message = '' } = step.event;
      this.hand.recorder.event(this.object, type === 'Warning' ? 'Warning' : 'Normal', reason, message);
    } else if (this.isDeleted) return;
    else if (step.type === 'delete') await this.remove();
    else if (step.type === 'finalizers') await this.finalizers(step.change);
    else if (step.type === 'patch') await this.patch(step.patch, step.render(this.object, functions));
    else await this.apply(step.apply, step.render(this.object, functions));
  }

  private async remove(): Promise<void> {
    this.isDeleted = true;
    await this.resources.delete(this.key, { gracePeriodSeconds: 0, preconditions: { uid: this.object.metadata.uid } });
  }

  private finalizers(change: (finalizers: readonly string[]) => readonly string[]): Promise<void> {
    return this.update((current) => {
      const before = current.metadata.finalizers ?? [];
      const after = change(before);
      return after.length === before.length && after.every((name, i) => name === before[i]) ? current : { ...current, metadata: { ...current.metadata, finalizers: [...after] } };
    }, {});
  }

  private patch({ subresource, root, type = mergesBest(this.definition), impersonation }: StagePatch, rendered: unknown): Promise<void> {
    const change = type === 'json' ? (current: unknown) => applyJsonPatch(current, rooted(rendered, root)) : merging(type, this.definition, root ? { [root]: rendered ?? null } : rendered);
    return this.update(change as (current: KubeObject) => KubeObject, optionsOf(this.definition, subresource, impersonation));
  }

  private async update(change: (current: KubeObject) => KubeObject, options: UpdateOptions): Promise<void> {
    const { uid, resourceVersion } = this.latest?.metadata ?? this.object.metadata;
    const after = await this.resources.update(this.key, (current) => {
      if (current.metadata.uid !== uid) throw ApiError.notFound({ group: this.definition.group, plural: this.definition.names.plural }, this.key.name);
      return change(current);
    }, options);
    if (after.metadata.resourceVersion !== resourceVersion) this.latest = after;
  }

  /** Without a `type` kwok applies on the server's side; what is merged here is merged as the kind's fields merge, which comes to the same for what a template names. */
  private async apply({ subresource, type = 'apply', impersonation }: StageApply, rendered: unknown): Promise<void> {
    const { definition, object } = this.target(rendered);
    const resources = this.hand.client.of(definition);
    const options = optionsOf(definition, subresource, impersonation);
    const change = merging(type === 'apply' ? mergesBest(definition, true) : type, definition, object) as (current: KubeObject) => KubeObject;
    if (subresource) {
      await resources.update(keyOf(object), change, options);
      return;
    }
    await resources.create(object, options).catch(async (error: unknown) => {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
      await resources.update(keyOf(object), change, options);
    });
  }

  private target(rendered: unknown): { definition: ResourceDefinition; object: KubeObject } {
    const { apiVersion, kind, metadata } = (rendered ?? {}) as Partial<KubeObject>;
    if (!apiVersion || !kind) throw new TemplateError('template must include apiVersion and kind');
    const definition = this.hand.kindNamed(apiVersion, kind);
    if (!definition) throw new TemplateError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    const { namespace } = this.object.metadata;
    const place = definition.scope === 'Namespaced' && !metadata?.namespace ? { namespace } : {};
    return { definition, object: { ...(rendered as KubeObject), metadata: { ...metadata, ...place } } };
  }
}

/** Pods and nodes are patched as their lists merge, others plainly, unless the stage says otherwise. `always`: whatever has lists that merge. */
const mergesBest = ({ group, kind, storage }: ResourceDefinition, always = false): 'strategic' | 'merge' =>
  (!storage && (always || (group === '' && (kind === 'Pod' || kind === 'Node'))) ? 'strategic' : 'merge');

function merging(type: 'strategic' | 'merge', { kind, schema, storage }: ResourceDefinition, patch: unknown): (current: unknown) => unknown {
  if (type === 'merge') return (current) => applyMergePatch(current, patch);
  if (storage) throw new TemplateError(`strategic merge patches are not for custom resources: ${kind}`);
  return (current) => applyStrategicMergePatch(current, patch, schema.merge);
}

const rooted = (patch: unknown, root: string | undefined): unknown =>
  (root && Array.isArray(patch) ? patch.map((operation: { readonly path?: string } | null) => ({ ...operation, path: `/${root}${operation?.path ?? ''}` })) : patch);

function optionsOf({ kind, subresources }: ResourceDefinition, subresource: string | undefined, impersonation: Impersonation | undefined): UpdateOptions {
  const user = impersonation && { user: { name: impersonation.username, groups: [] } };
  if (!subresource) return { ...user };
  if (!Object.hasOwn(subresources, subresource) || subresources[subresource]?.type !== 'view') throw new TemplateError(`${kind} has no subresource ${JSON.stringify(subresource)} that can be patched`);
  return { subresource, ...user };
}
