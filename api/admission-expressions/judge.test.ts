import { authorize } from '../access';
import type * as admission from '../schema/types/admissionregistration.v1';
import { judge, type Judgement } from './judge';
import { compileValidations } from './policies';
import type { Bindings } from './scope';

const bindings: Bindings = {
  object: { spec: { replicas: 7 }, text: 'x'.repeat(9_000_000) }, oldObject: null, request: { operation: 'CREATE', name: 'a' }, namespaceObject: { metadata: { name: 'n' } }, params: { max: 5 }, authorize,
};

function judged(spec: Partial<admission.ValidatingAdmissionPolicySpec>): Judgement {
  const whole = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, ...spec } as admission.ValidatingAdmissionPolicySpec;
  return judge(whole, compileValidations(whole), bindings);
}

const messages = (spec: Partial<admission.ValidatingAdmissionPolicySpec>): string[] => judged(spec).refusals.map(({ message }) => message);

const tooMany = 'object.spec.replicas <= params.max';
/** Costs nine tenths of a million. */
const dear = '!object.text.contains("y")';

describe('a validation', () => {
  it.each<[string, Partial<admission.Validation>, string]>([
    ['tells its expression', {}, `failed expression: ${tooMany}`],
    ['tells its message', { message: ' too many ' }, 'too many'],
    ['makes a message', { message: 'too many', messageExpression: '"at most " + string(params.max)' }, 'at most 5'],
    ['falls back where that fails', { message: 'too many', messageExpression: 'object.none' }, 'too many'],
    ['… is empty', { messageExpression: '"  "' }, `failed expression: ${tooMany}`],
    ['… has lines', { message: 'too many', messageExpression: '"a\\nb"' }, 'too many'],
    ['… or is too long', { message: 'too many', messageExpression: `"${'x'.repeat(5 * 1024 + 1)}"` }, 'too many'],
  ])('%s', (_, validation, message) => {
    expect(messages({ validations: [{ expression: tooMany, ...validation }] })).toEqual([message]);
  });

  it('has a reason, and a place', () => {
    expect(judged({ validations: [{ expression: 'true' }, { expression: 'false', reason: 'Forbidden' }, { expression: 'false' }] }).refusals).toMatchObject([
      { index: 1, reason: 'Forbidden' }, { index: 2, reason: 'Invalid' },
    ]);
  });

  it('that fails refuses, unless the policy fails open', () => {
    const validations = [{ expression: 'object.spec.none > 1' }, { expression: '1 + 1' }, { expression: 'false' }];
    expect(messages({ validations })).toEqual([
      "expression 'object.spec.none > 1' resulted in error: no such key: none", 'compilation error: must evaluate to bool but got int', 'failed expression: false',
    ]);
    expect(messages({ validations, failurePolicy: 'Ignore' })).toEqual(['failed expression: false']);
  });

  it('shares one budget with the others', () => {
    const validations = [...Array.from({ length: 12 }, () => ({ expression: dear })), { expression: 'false' }];
    expect(messages({ validations })).toEqual(['validation failed due to running out of cost budget, no further validation rules will be run']);
    expect(messages({ validations, failurePolicy: 'Ignore' })).toEqual([]);
  });
});

describe('conditions', () => {
  const validations = [{ expression: 'false', message: 'no' }];
  const conditions = (...expressions: string[]) => expressions.map((expression, i) => ({ name: String(i), expression }));

  it('have to be met, all', () => {
    expect(messages({ validations, matchConditions: conditions('true', 'request.operation == "CREATE"') })).toEqual(['no']);
    expect(messages({ validations, matchConditions: conditions('true', 'request.operation == "DELETE"') })).toEqual([]);
  });

  it('that fail refuse, unless another is not met or the policy fails open', () => {
    const matchConditions = conditions('object.none == 1', 'params.none == 2');
    expect(messages({ validations, matchConditions })).toEqual([
      "[expression 'object.none == 1' resulted in error: no such key: none, expression 'params.none == 2' resulted in error: no such key: none]",
    ]);
    expect(messages({ validations, matchConditions, failurePolicy: 'Ignore' })).toEqual([]);
    expect(messages({ validations, matchConditions: [...matchConditions, ...conditions('false')] })).toEqual([]);
  });

  it('do not see the namespace, and have a budget of their own', () => {
    expect(messages({ validations, matchConditions: conditions('namespaceObject == null') })).toEqual(['no']);
    expect(messages({ validations, matchConditions: conditions(dear, dear, dear) })).toEqual([expect.stringContaining('running out of cost budget')]);
  });
});

it('annotations are texts, or left out', () => {
  const annotation = (key: string, valueExpression: string): admission.AuditAnnotation => ({ key, valueExpression });
  const auditAnnotations = [annotation('a', '" x "'), annotation('b', 'null'), annotation('c', '""'), annotation('d', 'string(object.none)'), annotation('e', '1')];
  expect(judged({ auditAnnotations })).toEqual({
    refusals: [], annotations: [{ key: 'a', value: 'x' }],
    annotationFaults: ["expression 'string(object.none)' resulted in error: no such key: none", 'compilation error: must evaluate to one of [string null_type] but got int'],
  });
  expect(judged({ auditAnnotations, failurePolicy: 'Ignore' }).annotationFaults).toEqual([]);
});
