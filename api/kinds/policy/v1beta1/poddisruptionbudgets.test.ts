import { selectorOf } from '../../../selector';
import { read } from '../../testing/apply';
import { poddisruptionbudgets as hub } from '../poddisruptionbudgets';
import { poddisruptionbudgetsInV1beta1 as conversion } from './poddisruptionbudgets';

const key = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';
const some = { matchLabels: { app: 'web' } };

const toHub = (selector?: object) => conversion.toHub(read(conversion.definition, { metadata: { name: 'b' }, spec: { selector } })).spec.selector;
const fromHub = (selector?: object) => conversion.fromHub(read(hub, { metadata: { name: 'b' }, spec: { selector } })).spec.selector;

test('a selector without requirements selects nothing here, and everything there', () => {
  expect(toHub({})).toEqual({ matchExpressions: [{ key, operator: 'Exists' }] });
  expect(selectorOf(toHub({})).matches({ app: 'web' })).toBe(false);
  expect(fromHub({})).toEqual({ matchExpressions: [{ key, operator: 'DoesNotExist' }] });
});

test.each([[undefined], [{}], [some], [{ matchExpressions: [{ key, operator: 'DoesNotExist' }] }]])('%j comes back', (selector) => {
  expect(fromHub(toHub(selector))).toEqual(selector);
});

test('the requirement that stands for none is no requirement among others', () => {
  const kept = (selector: object) => read(hub, { metadata: { name: 'b' }, spec: { selector } }).spec.selector;
  const mark = { key, operator: 'Exists' };
  expect(kept({ matchExpressions: [mark] })).toEqual({ matchExpressions: [mark] });
  expect(kept({ ...some, matchExpressions: [mark] })).toEqual(some);
  expect(kept({ matchExpressions: [mark, { key: 'a', operator: 'Exists' }] })).toEqual({ matchExpressions: [{ key: 'a', operator: 'Exists' }] });
});
