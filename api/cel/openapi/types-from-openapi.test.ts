import { evaluateSelf, faults } from '../testing/evaluate';
import type { Shape } from '../types/shape';
import { formatType } from '../types/types';
import { escapeName } from './escaping';
import type { Schema } from './schema';
import { typesFromOpenApi } from './types-from-openapi';

const text: Schema = { type: 'string' };
const typeOf = (schema: Schema): string => formatType((typesFromOpenApi(schema, { name: 'self' }) as Shape).type);

test.each<[Schema, string]>([
  [text, 'string'], [{ type: 'integer' }, 'int'], [{ type: 'number' }, 'double'], [{ type: 'boolean' }, 'bool'],
  [{ type: 'string', format: 'byte' }, 'bytes'], [{ type: 'string', format: 'date' }, 'timestamp'], [{ type: 'string', format: 'date-time' }, 'timestamp'], [{ type: 'string', format: 'duration' }, 'duration'],
  [{ 'x-kubernetes-int-or-string': true }, 'dyn'], [{ type: 'array', items: text }, 'list(string)'], [{ type: 'object', additionalProperties: { type: 'integer' } }, 'map(string, int)'],
  [{ type: 'array', items: { type: 'object', properties: { a: text } } }, 'list(self.@idx)'], [{ type: 'object' }, 'self'],
])('%j', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

test('what has no type cannot be seen, nor what is in it', () => {
  const unknown: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
  expect(typesFromOpenApi({ type: 'array', items: unknown })).toBeUndefined();
  const self = typesFromOpenApi({ type: 'object', properties: { seen: text, unseen: unknown } }) as Shape;
  expect(faults('self.unseen == self.seen', { self })).toEqual(["ERROR: <input>:1:5: undefined field 'unseen'"]);
});

test.each([
  ['namespace', '__namespace__'], ['a-b', 'a__dash__b'], ['a.b/c', 'a__dot__b__slash__c'], ['a__b', 'a__underscores__b'], ['int', 'int'], ['1a', undefined], ['a b', undefined], ['', undefined], ['ä', undefined],
])('%s is written %s', (name, escaped) => {
  expect(escapeName(name)).toBe(escaped);
});

test('fields by their escaped names', () => {
  const schema: Schema = { type: 'object', properties: { namespace: text, 'a-b': text, $id: text } };
  expect(evaluateSelf("self.__namespace__ == 'x' && self.a__dash__b == 'y'", schema, { namespace: 'x', 'a-b': 'y' })).toBe(true);
});

test('keywords may be written as they are', () => {
  const schema: Schema = { type: 'object', properties: { if: text, namespace: text } };
  expect(evaluateSelf("self.if == 'a' && self.__if__ == 'a' && has(self.namespace) && self.namespace != 'x'", schema, { if: 'a', namespace: 'b' })).toBe(true);
});

test('a schema that has all of the metadata itself shows more of it', () => {
  const meta: Schema = { type: 'object', properties: { name: text, generateName: text, namespace: text } };
  const self = typesFromOpenApi({ type: 'object', properties: { apiVersion: text, kind: text, metadata: meta } }, { resourceRoot: true }) as Shape;
  expect(faults("self.metadata.namespace == ''", { self })).toEqual([]);
});

test('resources show their metadata, and no more of it than the name', () => {
  const self = typesFromOpenApi({ type: 'object', properties: { metadata: { type: 'object', properties: { labels: { type: 'object', additionalProperties: text } } } } }, { resourceRoot: true }) as Shape;
  expect(faults("self.metadata.name + self.metadata.generateName + self.kind + self.apiVersion == ''", { self })).toEqual([]);
  expect(faults('has(self.metadata.labels)', { self })).toEqual(["ERROR: <input>:1:4: undefined field 'labels'"]);
  const embedding: Schema = { type: 'object', properties: { template: { type: 'object', 'x-kubernetes-embedded-resource': true } } };
  expect(evaluateSelf('self.template.metadata.name', embedding, { template: { metadata: { name: 'n' } } })).toBe('n');
});

test('null is no field, but an element', () => {
  const schema: Schema = { type: 'object', properties: { a: { type: 'string', nullable: true }, list: { type: 'array', items: { type: 'string', nullable: true } } } };
  expect(evaluateSelf('has(self.a)', schema, { a: null })).toBe(false);
  expect(evaluateSelf('dyn(self.list[0]) == null', schema, { list: [null] })).toBe(true);
  expect(evaluateSelf('self.list[0]', { type: 'object', properties: { list: { type: 'array', items: text } } }, { list: [null] })).toBe('error: invalid data, got null for schema with nullable=false');
});

test('formats are values, even behind dyn()', () => {
  const schema: Schema = { type: 'object', properties: { at: { type: 'string', format: 'date-time' }, for: { type: 'string', format: 'duration' }, data: { type: 'string', format: 'byte' }, day: { type: 'string', format: 'date' } } };
  const self = { at: '2024-02-03T04:05:06Z', for: '90s', data: 'aGk=', day: '2024-02-03' };
  expect(evaluateSelf("self.at + self.__for__ == timestamp('2024-02-03T04:06:36Z')", schema, self)).toBe(true);
  expect(evaluateSelf("dyn(self).at.getFullYear() == 2024 && self.day < self.at", schema, self)).toBe(true);
  expect(evaluateSelf("string(self.data) == 'hi'", schema, self)).toBe(true);
  expect(evaluateSelf('self.at', schema, { at: 'now' })).toBe('error: Invalid date-time formatted string now');
});

test('numbers by their schema, not by their look', () => {
  const schema: Schema = { type: 'object', properties: { share: { type: 'number' }, port: { 'x-kubernetes-int-or-string': true } } };
  expect(evaluateSelf('self.share / 2.0', schema, { share: 1 })).toBe(0.5);
  expect(evaluateSelf('type(self.port) == int ? self.port < 100 : self.port.endsWith("%")', schema, { port: 80 })).toBe(true);
  expect(evaluateSelf('type(self.port) == int ? self.port < 100 : self.port.endsWith("%")', schema, { port: '80%' })).toBe(true);
  expect(evaluateSelf('self.share', schema, { share: 'x' })).toBe('error: invalid data, expected float, got string');
});

describe('lists in which order is of no matter', () => {
  const list = (kind: string): Schema => ({ type: 'array', items: text, 'x-kubernetes-list-type': kind });
  const schema: Schema = { type: 'object', properties: { a: list('set'), b: list('set'), x: list('atomic'), y: list('atomic'), m: keyed(), n: keyed() } };

  function keyed(): Schema {
    return { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', properties: { k: text, v: { type: 'integer' } } } };
  }

  test('sets', () => {
    expect(evaluateSelf('self.a == self.b', schema, { a: ['1', '2'], b: ['2', '1'] })).toBe(true);
    expect(evaluateSelf('self.x == self.y', schema, { x: ['1', '2'], y: ['2', '1'] })).toBe(false);
    expect(evaluateSelf('self.a + self.b', schema, { a: ['1', '2'], b: ['2', '3'] })).toEqual(['1', '2', '3']);
    expect(evaluateSelf('self.a + self.b == self.b + self.a', schema, { a: ['1', '2'], b: ['2', '3'] })).toBe(true);
  });

  test('maps whose keys no expression can write', () => {
    const odd: Schema = { type: 'array', items: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k!', 'k.'], items: { type: 'object', properties: { 'k!': text, 'k.': text } } } };
    const [a, b, c] = [{ 'k!': '1', 'k.': '1' }, { 'k!': '2', 'k.': '1' }, { 'k!': '3', 'k.': '1' }];
    expect(evaluateSelf('self[0] == self[1]', odd, [[a, b], [b, a]])).toBe(true);
    expect(evaluateSelf('self[0] == self[1]', odd, [[a, b], [a, c]])).toBe(false);
  });

  test('maps', () => {
    const [a, b] = [{ k: 'a', v: 1 }, { k: 'b', v: 2 }];
    expect(evaluateSelf('dyn(self.m) == self.n', schema, { m: [a, b], n: [b, a] })).toBe(true);
    expect(evaluateSelf('dyn(self.m) == self.n', schema, { m: [a, b], n: [b, { ...a, v: 2 }] })).toBe(false);
    expect(evaluateSelf('dyn(self.m) + self.n', schema, { m: [a, b], n: [{ k: 'c', v: 3 }, { k: 'a', v: 9 }] })).toEqual([{ k: 'a', v: 9 }, b, { k: 'c', v: 3 }]);
  });
});

test('fields that are not declared count when objects are compared', () => {
  const part: Schema = { type: 'object', properties: { a: text }, 'x-kubernetes-preserve-unknown-fields': true };
  const schema: Schema = { type: 'object', properties: { x: { type: 'array', items: part } } };
  expect(evaluateSelf('self.x[0] == self.x[1]', schema, { x: [{ a: '1', b: [1, { c: 2 }] }, { a: '1', b: [1, { c: 2 }] }] })).toBe(true);
  expect(evaluateSelf('self.x[0] == self.x[1]', schema, { x: [{ a: '1', b: 2 }, { a: '1', b: 3 }] })).toBe(false);
});
