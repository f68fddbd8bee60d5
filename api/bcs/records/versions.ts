/** Versions as the document shows them (section 5.15 of its specification). */
import { bcsNameOf, soundDefinition } from '../application';
import type { BcsVersion } from '../../kinds/bcs/bcsversions';
import type { ConstraintItem } from '../constraints';
import type { ApplicationDefinition } from '../definition';
import { labelsOf } from '../pod';
import type { Timing } from '../timing';
import { containerRecord, processRecord } from './containers';
import { killPolicy, objectMeta, restartPolicy } from './meta';

const noTemplate = { metadata: { labels: {}, annotations: {} } };

export const kindOf = ({ spec: { kind, template } }: { readonly spec: { readonly kind?: string; readonly template?: ApplicationDefinition['spec']['template'] } }): string =>
  kind ?? (template?.spec.processes.length ? 'process' : 'application');

export function versionRecord(version: BcsVersion, timing: Timing): object {
  const { name, namespace } = bcsNameOf(version);
  const { id, instances, kind, definition, derived } = version.spec;
  const said = soundDefinition(version.spec);
  const template = said?.spec.template;
  const labels = said ? labelsOf(said) : {};
  return {
    ID: name, Name: id, ObjectMeta: objectMeta(name, namespace, said?.metadata ?? noTemplate.metadata),
    PodObjectMeta: objectMeta(name, namespace, { labels, annotations: (template ?? noTemplate).metadata.annotations }),
    Instances: instances, RunAs: namespace,
    Container: template?.spec.containers.map((container) => containerRecord(container, template, timing)) ?? [],
    Process: template?.spec.processes.map((process) => processRecord(process, timing)) ?? [],
    Labels: labels, KillPolicy: said ? killPolicy(said) : null, RestartPolicy: said ? restartPolicy(said) : null, Constraints: said?.constraint ? constraints(said.constraint) : null,
    Uris: [], Ip: [], Mode: '', Kind: kindOf({ spec: { kind, template } }),
    ...(!derived && { raw_json: definition }),
  };
}

const constraints = ({ intersectionItem }: NonNullable<ApplicationDefinition['constraint']>): object =>
  (intersectionItem.length ? { intersectionItem: intersectionItem.map((each) => (each ? { unionData: each.unionData.map((item) => (item ? constraintItem(item) : null)) } : null)) } : {});

const constraintItem = ({ name = '', operate = '', type = 0, scalar, ranges, text, set }: ConstraintItem): object =>
  ({ name, operate, type, scalar: scalar ?? null, ranges: ranges?.map((range) => range ?? null) ?? null, text: text ?? null, set: set ?? null });
