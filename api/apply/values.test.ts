import { applyTypeOf } from './facts-type';
import { changed, compare, except, isSame } from './compare';
import { fieldSetOf } from './field-set';
import { merge } from './merge';
import { removeItems, withNamedFields } from './remove';
import { pathsOf } from './testing/subjects';
import { wholeFields } from './system-fields';
import { toFieldSet } from './to-field-set';
import { deduced } from './typed';
import { describeFaults, validate } from './validate';

const podSpec = applyTypeOf('core.v1.PodSpec');
const meta = applyTypeOf('meta.v1.ObjectMeta');

describe('the fields of a configuration', () => {
  test.each<[string, object, string[]]>([
    ['structs are owned by nobody', { securityContext: { runAsUser: 1 } }, ['.securityContext.runAsUser']],
    ['an empty struct is owned', { securityContext: {} }, ['.securityContext']],
    ['null is owned', { nodeName: null }, ['.nodeName']],
    ['an empty list that merges is not', { containers: [] }, []],
    ['items are, with their keys', { containers: [{ name: 'a', image: 'i' }] }, ['.containers[name="a"]', '.containers[name="a"].image', '.containers[name="a"].name']],
    ['a key that is left out takes its default', { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] },
      ['.containers[name="a"]', '.containers[name="a"].name', '.containers[name="a"].ports[containerPort=80,protocol="TCP"]', '.containers[name="a"].ports[containerPort=80,protocol="TCP"].containerPort']],
    ['atomic lists and maps are one', { nodeSelector: { a: 'b' }, tolerations: [{ key: 'k' }] }, ['.nodeSelector', '.tolerations']],
    ['duplicates are one', { containers: [{ name: 'a', image: 'i' }, { name: 'a', image: 'j' }] }, ['.containers[name="a"]']],
  ])('%s', (_, value, expected) => expect(pathsOf(toFieldSet(podSpec, value))).toEqual(expected));

  it('keys of maps and values of sets', () => {
    expect(pathsOf(toFieldSet(meta, { labels: { b: '2', a: '1' }, finalizers: ['x/y'] }))).toEqual(['.finalizers[="x/y"]', '.labels.a', '.labels.b']);
    expect(pathsOf(toFieldSet(deduced, { a: { b: [1], c: {} } }))).toEqual(['.a', '.a.b', '.a.c']);
  });
});

describe('comparing', () => {
  const empty = { containers: null };
  test.each<[string, object, object, { added?: string[]; modified?: string[]; removed?: string[] }]>([
    ['nothing', { nodeName: 'a' }, { nodeName: 'a' }, {}],
    ['a scalar', { nodeName: 'a' }, { nodeName: 'b' }, { modified: ['.nodeName'] }],
    ['what comes counts with all in it', empty, { containers: null, securityContext: { runAsUser: 1 } }, { added: ['.securityContext', '.securityContext.runAsUser'] }],
    ['what goes, too', { containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'a' }] }, { removed: ['.containers[name="b"]', '.containers[name="b"].name'] }],
    ['a list that was null has been there', empty, { containers: [{ name: 'a' }] }, { added: ['.containers[name="a"]', '.containers[name="a"].name'] }],
    ['order is nothing', { containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'b' }, { name: 'a' }] }, {}],
    ['atomics change as one', { containers: null, nodeSelector: { a: '1' } }, { containers: null, nodeSelector: { a: '2' } }, { modified: ['.nodeSelector'] }],
    ['null is not empty', empty, { containers: [] }, { modified: ['.containers'] }],
    ['new duplicates', { containers: [{ name: 'a' }] }, { containers: [{ name: 'a' }, { name: 'a' }] }, { added: ['.containers[name="a"]'], removed: ['.containers[name="a"]', '.containers[name="a"].name'] }],
    ['duplicates that are resolved', { containers: [{ name: 'a' }, { name: 'a' }] }, { containers: [{ name: 'a' }] }, { added: ['.containers[name="a"]', '.containers[name="a"].name'], removed: ['.containers[name="a"]'] }],
    ['duplicates that change', { containers: [{ name: 'a' }, { name: 'a' }] }, { containers: [{ name: 'a' }, { name: 'a', image: 'i' }] }, { modified: ['.containers[name="a"]'] }],
  ])('%s', (_, before, after, { added = [], modified = [], removed = [] }) => {
    const comparison = compare(podSpec, before, after);
    expect({ added: pathsOf(comparison.added), modified: pathsOf(comparison.modified), removed: pathsOf(comparison.removed) }).toEqual({ added, modified, removed });
    expect(isSame(comparison)).toBe(!added.length && !modified.length && !removed.length);
  });

  it('leaves out what an endpoint sets back', () => {
    const comparison = except(compare(podSpec, {}, { nodeName: 'a', securityContext: { runAsUser: 1 } }), wholeFields('securityContext'));
    expect(pathsOf(changed(comparison))).toEqual(['.nodeName']);
  });
});

describe('merging', () => {
  const names = (value: unknown): string => ((value as { containers: { name: string }[] }).containers ?? []).map(({ name }) => name).join('');
  const containers = (text: string): object => ({ containers: [...text].map((name) => ({ name })) });

  // The orders of structured-merge-diff typed/merge_test.go.
  test.each([
    ['ab', 'ab', 'ab'], ['ab', 'ba', 'ba'], ['abc', 'ac', 'abc'], ['abc', 'ca', 'bca'], ['ab', 'xab', 'xab'], ['ab', 'axb', 'axb'], ['ab', 'abx', 'abx'],
    ['abc', 'x', 'abcx'], ['', 'ab', 'ab'], ['ab', '', 'ab'], ['abcdef', 'fxc', 'abdefxc'], ['bd', 'abcde', 'abcde'], ['aqbrcs', 'cab', 'qrcsab'],
  ])('live %s, applied %s: %s', (live, applied, expected) => {
    expect(names(merge(podSpec, containers(live), containers(applied)))).toBe(expected);
  });

  it('keeps what is not named, and the inputs', () => {
    const live = { containers: [{ name: 'a', image: 'i', env: [{ name: 'X', value: '1' }] }], nodeName: 'n' };
    const before = structuredClone(live);
    expect(merge(podSpec, live, { containers: [{ name: 'a', image: 'j' }] })).toEqual({ containers: [{ name: 'a', image: 'j', env: [{ name: 'X', value: '1' }] }], nodeName: 'n' });
    expect(live).toEqual(before);
  });

  it('replaces atomics, joins sets and maps, takes null for nothing applied', () => {
    expect(merge(podSpec, { nodeSelector: { a: '1' } }, { nodeSelector: { b: '2' } })).toEqual({ nodeSelector: { b: '2' } });
    expect(merge(meta, { finalizers: ['a', 'b'], labels: { a: '1' } }, { finalizers: ['c'], labels: { b: '2' } })).toEqual({ finalizers: ['a', 'b', 'c'], labels: { a: '1', b: '2' } });
    expect(merge(meta, { labels: { a: '1' } }, { labels: null })).toEqual({ labels: { a: '1' } });
  });

  it('treats __proto__ as a key', () => {
    const out = merge(meta, { labels: { a: '1' } }, { labels: JSON.parse('{"__proto__":"x"}') as object }) as { labels: object };
    expect(Object.keys(out.labels)).toEqual(['a', '__proto__']);
  });
});

describe('removing', () => {
  it('takes members with all that is in them', () => {
    const value = { containers: [{ name: 'a', image: 'i' }, { name: 'b', image: 'j' }], nodeName: 'n' };
    const set = fieldSetOf(['f:nodeName'], ['f:containers', 'k:{"name":"a"}'], ['f:containers', 'k:{"name":"b"}', 'f:image']);
    expect(removeItems(podSpec, value, set)).toEqual({ containers: [{ name: 'b' }] });
  });

  it('leaves null where nothing is left', () => {
    expect(removeItems(podSpec, { containers: [{ name: 'a' }] }, fieldSetOf(['f:containers', 'k:{"name":"a"}']))).toEqual({ containers: null });
  });

  it('counts named fields, not keys, on the way to a member', () => {
    expect(pathsOf(withNamedFields(meta, fieldSetOf(['f:labels', 'f:a'])))).toEqual(['.labels', '.labels.a']);
    expect(pathsOf(withNamedFields(podSpec, fieldSetOf(['f:containers', 'k:{"name":"a"}', 'f:resources', 'f:limits', 'f:cpu']))))
      .toEqual(['.containers', '.containers[name="a"].resources', '.containers[name="a"].resources.limits', '.containers[name="a"].resources.limits.cpu']);
  });
});

describe('checking', () => {
  test.each<[object, string]>([
    [{ nope: 1 }, '.nope: field not declared in schema'],
    [{ containers: [{ name: 'a', image: 1 }] }, '.containers[name="a"].image: expected string, got &value.valueUnstructured{Value:1}'],
    [{ priority: 'high' }, '.priority: expected numeric (int or float), got string'],
    [{ hostNetwork: 'yes' }, '.hostNetwork: expected boolean, got &{yes}'],
    [{ containers: { a: 1 } }, '.containers: expected list, got &{map[a:1]}'],
    [{ securityContext: [1] }, '.securityContext: expected map, got &{[1]}'],
    [{ tolerations: [{ nope: 1 }] }, '.tolerations[0].nope: field not declared in schema'],
    [{ containers: [{ name: 'a' }, { name: 'a' }] }, '.containers: duplicate entries for key [name="a"]'],
    [{ containers: [{ name: 'a', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }] }, '.containers[name="a"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]'],
    [{ containers: [null] }, '.containers: element 0: associative list with keys may not have a null element'],
    [{ priority: 'x', hostNetwork: 1 }, 'errors:\n  .priority: expected numeric (int or float), got string\n  .hostNetwork: expected boolean, got &{1}'],
  ])('%j', (value, expected) => expect(describeFaults(validate(podSpec, value))).toContain(expected));

  it('takes what may be written in several ways', () => {
    expect(validate(podSpec, { containers: [{ name: 'a', resources: { limits: { cpu: 1, memory: '1Gi' } }, livenessProbe: { httpGet: { port: 'http' } } }], nodeName: null })).toEqual([]);
    expect(validate(meta, { finalizers: ['a', 'a'] })).toEqual(['.finalizers: duplicate entries for key [="a"]']);
    expect(validate(meta, { finalizers: [['a']] })).toEqual(['.finalizers: element 0: not supported: associative list with lists as elements']);
  });
});
