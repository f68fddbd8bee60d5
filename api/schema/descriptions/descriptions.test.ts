import { withLegacy } from '../legacy/derive';
import { legacyPackages } from '../legacy/packages';
import { packages } from '../packages';
import { describer, descriptions } from '.';

/** Every definition of the facts, by the first part of its name and by its type. */
const definitions = Object.values(withLegacy(packages, legacyPackages)).flatMap((facts) => Object.entries(facts.definitions)).map(([name, { fields = {} }]) => {
  const parts = name.split('.');
  return { name, group: parts[0] ?? '', type: parts.at(-1) ?? '', fields };
});

const fieldsOf = (group: string, type: string): Set<string> | undefined => {
  const found = definitions.filter((definition) => definition.group === group && definition.type === type);
  return found.length ? new Set(found.flatMap(({ fields }) => Object.keys(fields))) : undefined;
};

const written = Object.entries(descriptions).flatMap(([group, types]) => Object.entries(types()).map(([type, [about, fields = {}]]) => ({ group, type, about, fields })));

describe('descriptions', () => {
  const { type, field } = describer();

  it('are about types and fields that exist', () => {
    const strangers = written.flatMap(({ group, type: name, fields }) => {
      const known = fieldsOf(group, name);
      return known ? Object.keys(fields).filter((each) => !known.has(each)).map((each) => `${group} ${name}.${each}`) : [`${group} ${name}`];
    });
    expect(strangers).toEqual([]);
  });

  it('are sentences', () => {
    const texts = written.flatMap(({ about, fields }) => [about, ...Object.values(fields)]);
    expect(texts.filter((text) => !/^[A-Z"/\d@$*a-z].*[.)]$/.test(text) || text.includes('  '))).toEqual([]);
  });

  it('leave nothing out', () => {
    const silent = definitions.flatMap(({ name, fields }) => [
      ...(type(name) ? [] : [name]),
      ...Object.entries(fields).filter(([key, facts]) => !field(name, key, facts)).map(([key]) => `${name}.${key}`),
    ]);
    expect(silent).toEqual([]);
  });

  it('fall back on what is said once', () => {
    expect(field('core.v1.Pod', 'metadata', { ref: 'meta.v1.ObjectMeta' })).toBe('Name, labels, annotations and what else every object has.');
    expect(field('core.v1.PodList', 'items', { ref: 'core.v1.Pod', list: true })).toBe('The objects.');
    expect(type('core.v1.PodList')).toBe('A list of Pod objects.');
    expect(field('core.v1.PodDNSConfig', 'none', { ref: 'core.v1.Taint' })).toBe(type('core.v1.Taint'));
    expect(type('none.v1.Such')).toBeUndefined();
    expect(field('core.v1.Pod', 'toString', { type: 'string' })).toBeUndefined();
  });
});
