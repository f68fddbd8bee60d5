import { authorize } from '../access';
import { toJson } from '../cel/values/json';
import { bool, string } from '../cel/types/types';
import { Composition } from './composition';
import { BudgetExhausted, ExpressionFault, Scope, type Bindings } from './scope';

const bindings: Bindings = {
  object: { metadata: { name: 'a', namespace: 'n' }, spec: { replicas: 3, tags: ['x', 'y'] } }, oldObject: null,
  request: {
    operation: 'CREATE', name: 'a', namespace: 'n', dryRun: false, options: { fieldManager: 'm' },
    userInfo: { username: 'u', groups: ['g'] }, kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
  },
  namespaceObject: { metadata: { name: 'n', labels: { env: 'prod' } } },
  params: null, authorize,
};

function evaluated(text: string, variables: Record<string, string> = {}, options = { params: true }): unknown {
  const composition = new Composition(options);
  for (const [name, expression] of Object.entries(variables)) composition.define(name, expression);
  const value = new Scope(composition, bindings, 1_000_000).evaluate(composition.compile(text));
  return value instanceof ExpressionFault ? value.message : toJson(value);
}

it.each<[string, unknown]>([
  ['object.spec.replicas <= 5', true],
  ['oldObject == null && params == null', true],
  ['request.operation + " " + request.userInfo.username + " " + request.kind.kind', 'CREATE u Deployment'],
  ['request.namespace', 'n'],
  ['request.options.fieldManager', 'm'],
  ['has(request.subResource)', false],
  ['namespaceObject.metadata.labels.env', 'prod'],
  ['has(namespaceObject.metadata.annotations)', false],
])('%s', (text, value) => {
  expect(evaluated(text)).toEqual(value);
});

describe('named expressions', () => {
  it('may name those before them', () => {
    expect(evaluated('variables.b', { a: 'object.spec.tags.map(t, t + "!")', b: 'variables.a.join()' })).toBe('x!y!');
  });

  it('may not name those after them', () => {
    const composition = new Composition({ params: false });
    expect(composition.define('a', 'variables.b').fault).toContain("undefined field 'b'");
  });

  it('have types', () => {
    const composition = new Composition({ params: false });
    composition.define('a', '[1, 2]');
    expect(composition.compile('variables.a == "x"', bool).fault).toContain("found no matching overload for '_==_' applied to '(list(int), string)'");
  });

  it('that fail are the fault of who asks for them', () => {
    expect(evaluated('variables.a == 1', { a: 'object.spec.none' })).toBe("expression 'variables.a == 1' resulted in error: composited variable \"a\" fails to evaluate: no such key: none");
    expect(evaluated('true || variables.a == 1', { a: 'object.spec.none' })).toBe(true);
    expect(evaluated('variables.a == 1', { a: 'object.' })).toContain('composited variable "a" fails to compile: compilation failed: ERROR: <input>:1:8: Syntax error');
  });

  it('are evaluated once', () => {
    const composition = new Composition({ params: false });
    composition.define('a', '[1, 2, 3, 4, 5, 6, 7, 8].map(i, i * 2)');
    const once = costOf(composition, 'variables.a.size() > 0');
    expect(once).toBeGreaterThan(40);
    expect(costOf(composition, 'variables.a.size() + variables.a.size() > 0') - once).toBeLessThan(10);
  });
});

/** The least budget with which it can be evaluated. */
function costOf(composition: Composition, text: string): number {
  const expression = composition.compile(text);
  const fits = (budget: number): boolean => {
    try {
      new Scope(composition, bindings, budget).evaluate(expression);
      return true;
    } catch (error) {
      if (error instanceof BudgetExhausted) return false;
      throw error;
    }
  };
  let budget = 0;
  while (!fits(budget)) budget++;
  return budget;
}

describe('an expression', () => {
  const composition = new Composition({ params: false });

  it('has to be what is asked for, and known to be', () => {
    expect(composition.compile('1', bool).fault).toBe('must evaluate to bool but got int');
    expect(composition.compile('object.spec.flag', bool).fault).toBe('must evaluate to bool but got dyn');
    expect(composition.compile('[1]', string, bool).fault).toBe('must evaluate to one of [string bool] but got list(int)');
    expect(composition.compile('object.spec.flag == true', bool).fault).toBeUndefined();
  });

  it('knows params only where there are any', () => {
    expect(composition.compile('params == null').fault).toContain("undeclared reference to 'params'");
  });

  it('that does not compile has no value', () => {
    expect(evaluated('object.')).toContain('compilation error: compilation failed: ERROR: <input>:1:8: Syntax error');
  });

  it('costs', () => {
    expect(() => new Scope(composition, bindings, 3).evaluate(composition.compile('object.spec.tags.all(t, t != "z")'))).toThrow(BudgetExhausted);
  });
});
