/** Templates that revisions remember. */
import { kinds, type apps, type core } from '../../api';
import { template } from '../testing/objects';
import { statefulSet } from '../testing/stateful-set';
import { TemplateMemory, templatePatch } from './template';

const memory = new TemplateMemory(kinds.statefulsets);
const revision = (data: unknown): apps.ControllerRevision =>
  ({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'web-x' }, data, revision: 1 });

/** As the server keeps it: with defaults. */
function stored(spec: Partial<apps.StatefulSetSpec> = {}): apps.StatefulSet {
  const { object } = kinds.statefulsets.schema.decode(statefulSet({ spec }));
  kinds.statefulsets.schema.default(object);
  kinds.statefulsets.strategy.default?.(object);
  return object;
}

const other: core.PodTemplateSpec = { ...template, metadata: { labels: { app: 'other' } } };

test.each<[string, unknown, boolean]>([
  ['the template it was made of', templatePatch(stored().spec.template), true],
  ['the template without defaults that came later', templatePatch(template), true],
  ['as Go wrote it', { spec: { template: { ...templatePatch(template), $patch: 'replace', ...template, metadata: { ...template.metadata, creationTimestamp: null } } } }, true],
  ['another template', templatePatch(other), false],
  ['nonsense', 'nonsense', false],
  ['a template of a wrong type', { spec: { template: { spec: { containers: 1 } } } }, false],
  ['nothing', undefined, false],
])('%s', (_, data, expected) => {
  expect(memory.remembers(revision(data), stored())).toBe(expected);
});

test('what it remembers is a patch that brings the template back', () => {
  expect(memory.templateOf(revision(templatePatch(other)))).toEqual(stored({ template: other }).spec.template);
});
