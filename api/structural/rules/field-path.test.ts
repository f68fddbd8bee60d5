import { decoded } from '../testing/schemas';
import type { Structural } from '../structural';
import { fieldPath } from './field-path';

const schema = decoded({ type: 'object', properties: {
  spec: { type: 'object', properties: { size: { type: 'integer' }, 'odd.name': { type: 'string' }, "it's": { type: 'string' }, labels: { type: 'object', additionalProperties: { type: 'string' } } } },
} }) as Structural;

/** As upstream's cel/validation_test.go TestValidateFieldPath has them, where it has. */
describe('paths of fields', () => {
  it.each([
    ['.spec.size', 'spec.size', 'integer'],
    [".spec['size']", 'spec.size', 'integer'],
    [".spec['odd.name']", 'spec.odd.name', 'string'],
    [".spec['it\\'s']", "spec.it's", 'string'],
    ['.spec.labels.a', 'spec.labels[a]', 'string'],
    [".spec.labels['a.b']", 'spec.labels[a.b]', 'string'],
  ])('%s', (text, path, type) => {
    expect(fieldPath(text, schema)).toMatchObject({ path, root: 'spec', schema: { type } });
  });

  it.each([
    ['.spec.other', 'does not refer to a valid field'],
    ['.spec.size.x', 'does not refer to a valid field'],
    ['spec', 'expected [ or . but got: spec'],
    ['.spec.', 'unexpected end of JSON path'],
    ['.spec[size]', 'expected single quoted string but got size'],
    [".spec['size'", 'unexpected end of JSON path'],
    [".spec['si\\ze']", 'invalid string literal: invalid escape char \\z'],
  ])('%s leads nowhere', (text, why) => {
    expect(fieldPath(text, schema)).toBe(why);
  });
});
