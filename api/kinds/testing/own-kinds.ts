/** The exam of kinds of our own, whose structure is in their files. */
import type { ResourceDefinition } from '../../definition';
import type { KubeObject } from '../../object';

const time = '2026-01-01T00:00:00Z';

interface Model { description?: string; properties?: Record<string, Model>; items?: Model }

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const object = ({ group, version, kind, scope }: ResourceDefinition, fields: object): KubeObject =>
  ({ apiVersion: `${group}/${version}`, kind, metadata: { name: 'sample', ...(scope === 'Namespaced' && { namespace: 'default' }), creationTimestamp: time }, ...fields });

/** What the pipeline makes of a client's JSON before it looks at it. */
export function decoded(definition: ResourceDefinition, fields: object): KubeObject {
  const { object: result, faults } = definition.schema.decode(object(definition, fields));
  expect(faults).toEqual([]);
  definition.schema.default(result);
  return result;
}

/** What every kind has alike (`status`, `conditions`) is described in `custom/shapes.ts`. */
const alike = /^status$|^status\.conditions/;

function undescribed(path: string, { description, properties = {}, items }: Model): string[] {
  const inner = Object.entries({ ...properties, ...items?.properties }).flatMap(([name, model]) => undescribed(`${path}.${name}`, model));
  return [...(description?.endsWith('.') || alike.test(path) ? [] : [path]), ...inner];
}

/** `full`: of each kind everything that its objects may have. `parts`: what they consist of beside metadata. */
export function examine(kinds: readonly ResourceDefinition[], full: Readonly<Record<string, object>>, parts: readonly string[]): void {
  describe.each(kinds.map((definition) => [definition.kind, definition] as const))('%s', (kind, definition) => {
    test('keeps every field there is', () => {
      expect(clone(decoded(definition, full[kind]!))).toEqual(object(definition, full[kind]!));
      expect(definition.strategy.validate?.(decoded(definition, full[kind]!))).toEqual([]);
    });

    test('has every field described', () => {
      const { properties = {} } = definition.schema.published!.model('v3', { apiVersion: {}, kind: {}, metadata: {}, listMetadata: {} }) as Model;
      expect(parts.flatMap((name) => (properties[name] ? undescribed(name, properties[name]) : []))).toEqual([]);
    });

    test('shows what it has', () => {
      const sample = decoded(definition, full[kind]!);
      for (const { name, description, value } of definition.columns) {
        expect([name, description.endsWith('.')]).toEqual([name, true]);
        expect([name, typeof value(sample, Date.parse(time))]).not.toEqual([name, 'object']);
      }
    });
  });
}
