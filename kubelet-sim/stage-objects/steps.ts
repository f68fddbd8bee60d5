/** What a stage does, with its templates read. `next` is an older way to write `steps` (kubernetes-sigs/kwok pkg/apis/internalversion/conversion.go). */
import { parseDocument } from 'yaml';
import type { KubeObject } from '../../api';
import type { StageApply, StageEvent, StageFinalizers, StageNext, StagePatch, StageSpec, StageStep } from '../resources/stage';
import { compileTemplate, TemplateError, type Functions } from '../templates';
import { StageFault } from './expressions';

/** What a template gives, read as YAML. Throws TemplateError. */
export type Render = (object: KubeObject, functions: Functions) => unknown;

export type Step =
  | { readonly type: 'event'; readonly event: StageEvent }
  | { readonly type: 'finalizers'; readonly change: (finalizers: readonly string[]) => readonly string[] }
  | { readonly type: 'delete' }
  | { readonly type: 'patch'; readonly patch: StagePatch; readonly render: Render }
  | { readonly type: 'apply'; readonly apply: StageApply; readonly render: Render };

/** A step, and where its template is written. */
interface Written {
  readonly step: StageStep;
  readonly template: string;
}

/** Throws StageFault. */
export function compileSteps({ steps = [], next }: StageSpec, functions: readonly string[]): Step[] {
  const written = steps.length || !next ? steps.map((step, i) => ({ step, template: `spec.steps[${i}].${step.apply ? 'apply' : 'patch'}.template` })) : stepsOfNext(next);
  return written.flatMap((step) => compileStep(step, functions));
}

function stepsOfNext({ event, finalizers, patches = [], statusTemplate, statusSubresource = 'status', statusPatchAs, delete: deletes }: StageNext): Written[] {
  const ofStatus = statusTemplate ? [{ root: 'status', template: statusTemplate, subresource: statusSubresource, impersonation: statusPatchAs }] : [];
  return [
    { step: { event, finalizers }, template: '' },
    ...(patches.length ? patches.map((patch, i) => ({ step: { patch }, template: `spec.next.patches[${i}].template` }))
      : ofStatus.map((patch) => ({ step: { patch }, template: 'spec.next.statusTemplate' }))),
    { step: { delete: deletes }, template: '' },
  ];
}

/** In the order in which kwok looks at them. */
const compileStep = ({ step: { event, finalizers, delete: deletes, patch, apply }, template }: Written, functions: readonly string[]): Step[] => [
  ...(event ? [{ type: 'event' as const, event }] : []),
  ...(finalizers ? [{ type: 'finalizers' as const, change: changeOf(finalizers) }] : []),
  ...(deletes ? [{ type: 'delete' as const }] : []),
  ...(patch && !deletes ? [{ type: 'patch' as const, patch, render: renderer(patch.template, template, functions) }] : []),
  ...(apply && !deletes ? [{ type: 'apply' as const, apply, render: renderer(apply.template, template, functions) }] : []),
];

const valuesOf = (items: StageFinalizers['add'] = []): string[] => items.flatMap(({ value }) => value ?? []);

function changeOf({ add, remove, empty = false }: StageFinalizers): (finalizers: readonly string[]) => readonly string[] {
  const [added, removed] = [valuesOf(add), new Set(valuesOf(remove))];
  return (finalizers) => {
    const left = empty ? [] : finalizers.filter((finalizer) => !removed.has(finalizer));
    return [...left, ...added.filter((finalizer) => !left.includes(finalizer))];
  };
}

function renderer(text = '', field: string, functions: readonly string[]): Render {
  try {
    const template = compileTemplate(text.trim(), functions);
    return (object, given) => readYaml(template.render(object, given));
  } catch (error) {
    throw new StageFault(`${field}: ${(error as Error).message}`);
  }
}

/** As YAML 1.1, which Go's libraries read, but times stay texts. */
const dialect = {
  version: '1.1', uniqueKeys: false, merge: true, logLevel: 'silent',
  customTags: (tags: readonly unknown[]) => tags.filter((tag) => !isForeign(tag)),
} as const;

const foreign = ['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:set', 'tag:yaml.org,2002:omap', 'tag:yaml.org,2002:pairs'];

/** Go's library knows no sexagesimal numbers either. */
const isForeign = (tag: unknown): boolean => {
  const { tag: name, format } = (typeof tag === 'object' && tag ? tag : {}) as { readonly tag?: string; readonly format?: string };
  return foreign.includes(name ?? '') || format === 'TIME';
};

/** Templates leave many blank lines, which cost as much to read as others. They mean nothing but within texts of several lines. */
const blankLines = /^[ \t]*\n/gm;
/** A block text, a line that is no entry, a quote that is not closed on its line: signs of such texts. */
const textOfLines = /[|>][-+\d]*[ \t]*$|^[ \t]*[^\s\-#\]}:][^:\n]*$|^[^"\n]*"[^"\n]*(?:"[^"\n]*"[^"\n]*)*$/m;

export const withoutBlankLines = (yaml: string): string => (textOfLines.test(yaml) ? yaml : yaml.replace(blankLines, ''));

function readYaml(text: string): unknown {
  const document = parseDocument(withoutBlankLines(text), dialect as unknown as Parameters<typeof parseDocument>[1]);
  const [fault] = document.errors;
  if (fault) throw new TemplateError(`the template gives no YAML: ${fault.message}`);
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}
