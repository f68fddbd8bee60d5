/**
 * What a ControllerRevision remembers: a strategic merge patch that brings a pod template back, which `kubectl rollout
 * undo` sends as it is (upstream's getPatch and ApplyRevision, pkg/controller/statefulset/stateful_set_utils.go). Pure.
 */
import { applyStrategicMergePatch, same, type apps, type core, type KubeObject, type meta, type ResourceDefinition } from '../../api';

/** A workload whose templates are kept as revisions. */
export interface Revised extends KubeObject {
  readonly spec: { readonly selector: meta.LabelSelector; readonly template: core.PodTemplateSpec };
  readonly status: { readonly collisionCount?: number };
}

export const templatePatch = (template: core.PodTemplateSpec): object => ({ spec: { template: { ...template, $patch: 'replace' } } });

export class TemplateMemory<O extends Revised> {
  /** A revision's data never changes; undefined: it cannot be read. */
  private readonly templates = new WeakMap<apps.ControllerRevision, core.PodTemplateSpec | undefined>();

  constructor(private readonly definition: ResourceDefinition<O>) {}

  /** The revision's template with today's defaults; undefined where its data is none of ours. */
  templateOf(revision: apps.ControllerRevision): core.PodTemplateSpec | undefined {
    if (!this.templates.has(revision)) this.templates.set(revision, this.read(revision.data));
    return this.templates.get(revision);
  }

  /**
   * Whether the revision stands for the owner's template. Templates are compared, not bytes: a default that came after
   * the revision was written is no reason for a rollout (upstream's StatefulSetSemanticRevisionComparison).
   */
  remembers(revision: apps.ControllerRevision, owner: O): boolean {
    return same(this.templateOf(revision), owner.spec.template) || same(revision.data, templatePatch(owner.spec.template));
  }

  private read(data: unknown): core.PodTemplateSpec | undefined {
    const { definition: { schema, strategy, group, version, kind } } = this;
    try {
      const bare = { apiVersion: `${group}/${version}`, kind, metadata: {}, spec: { selector: {}, template: {} } };
      const { object } = schema.decode(applyStrategicMergePatch(bare, data, schema.merge));
      schema.default(object);
      strategy.default?.(object);
      return object.spec.template;
    } catch {
      return undefined;
    }
  }
}
